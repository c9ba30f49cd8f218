"""Archives in bulk: each WARC file becomes one Parquet file of articles, on one machine or many."""

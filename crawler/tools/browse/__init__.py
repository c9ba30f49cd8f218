"""The pages of `scrapy browse`: a Datasette plugin, templates, one stylesheet. Reads, and writes nothing."""

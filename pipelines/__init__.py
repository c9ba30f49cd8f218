"""Everything that happens to a fetched page, until it is a row. Knows no network."""

"""A small invented news world, and the server that plays it: what `scrapy demo` crawls."""

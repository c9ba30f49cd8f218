"""The small invented news world of `scrapy demo`, and the server that plays it."""

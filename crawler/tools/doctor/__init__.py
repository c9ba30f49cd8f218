"""The checks of `scrapy doctor`: the machine, the database, the source files and the sites."""

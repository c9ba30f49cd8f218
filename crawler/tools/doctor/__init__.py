"""What `scrapy doctor` looks at: the machine, the database, the source files, the sites. It mends nothing."""

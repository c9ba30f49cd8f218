"""The work of `scrapy addsource`: looks at a site, weighs what it finds, writes a source file."""

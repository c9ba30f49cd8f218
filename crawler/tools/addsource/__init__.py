"""What `scrapy addsource` does: looks at a site, weighs what it finds, writes a source file."""

"""The pages of `scrapy browse`: a Datasette plugin, templates, one stylesheet. It only reads."""

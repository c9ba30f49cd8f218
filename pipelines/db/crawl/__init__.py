"""The private tables, which a crawl needs to continue. A reader of articles does not need them."""

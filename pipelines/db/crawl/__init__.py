"""The private tables: what a crawl has to remember to continue. A reader of articles does not need them."""

"""The private tables: what a crawl has to know to go on. A reader of articles needs nothing of them."""

"""Reads what a page's head and structured data say about its article."""

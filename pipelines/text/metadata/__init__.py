"""What a page says of its article in its head and its structured data."""

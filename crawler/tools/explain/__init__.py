"""What the cleaner makes of one page, shown to a person or kept as a test."""

"""What the house makes of one page, shown to a person or kept as a test. Stores no article."""

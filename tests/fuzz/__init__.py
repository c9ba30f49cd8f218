"""Thousands of damaged and hostile documents through all stages; each is made from its number."""

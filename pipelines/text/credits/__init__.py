"""Finds who wrote the article: bylines, signatures, and names by where they stand."""

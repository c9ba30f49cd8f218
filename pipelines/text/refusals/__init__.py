"""Recognises pages that are not articles, and says which kind they are."""

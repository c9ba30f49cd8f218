"""Finds the article's authors: in bylines, in signatures, and by the position of a name."""

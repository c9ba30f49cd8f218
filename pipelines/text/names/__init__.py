"""Finds names of persons in a line of text, in every script. Knows no page."""

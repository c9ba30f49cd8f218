"""Finds names of persons in a line of text, in every script. Nothing here reads a page."""

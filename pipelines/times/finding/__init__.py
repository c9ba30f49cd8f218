"""Finds every date of a page and around it, and makes each one evidence."""

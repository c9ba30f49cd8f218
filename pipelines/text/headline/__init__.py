"""Chooses a page's headline, and removes kicker, credit and site name from it."""

"""Chooses a page's headline, and parts it from what stands beside it."""

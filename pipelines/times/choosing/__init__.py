"""Chooses one instant from the evidence, and learns what a site's pages teach about it."""

"""Limits for servers: which addresses they may send us to, and how much they may send."""

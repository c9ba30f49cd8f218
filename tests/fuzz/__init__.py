"""Damaged and hostile documents in thousands, through the whole chain; each is made anew by its number."""

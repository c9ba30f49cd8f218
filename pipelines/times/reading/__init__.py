"""Reads dates from text: days, clocks and offsets. Knows no page."""

"""Reads dates from text: days, clocks and offsets. It works on single texts and does not use the page."""

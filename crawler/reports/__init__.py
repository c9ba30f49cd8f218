"""Reports of a run: its live view, its summary, and the state of each source."""

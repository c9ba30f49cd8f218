"""What a run reports: its live view, its account, and the health of each source."""

"""Source files: one site in each, read and checked."""

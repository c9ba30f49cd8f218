"""Live crawls on many machines: Procrastinate's jobs on the PostgreSQL that also holds the articles."""

"""What the commands share: their base class, option checks and help."""

"""What the commands share: their base class, checks of options and settings, coloured changes."""

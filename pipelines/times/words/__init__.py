"""The words of dates in many languages, calendars and zones; the TOML files hold them."""

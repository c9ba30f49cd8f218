"""The stages of the item pipeline, in the order they run: capture, clean, date, filter, identify, store."""

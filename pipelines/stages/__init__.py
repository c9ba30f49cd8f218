"""The stages of the item pipeline, in order: capture, clean, date, filter, identify, store, update_early."""

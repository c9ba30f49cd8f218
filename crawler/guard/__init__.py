"""What a stranger's server may do to us, and no more: where it may send us, and how much it may send."""

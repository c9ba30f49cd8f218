"""The pool of worker processes, and what one of them does with a page."""

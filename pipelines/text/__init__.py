"""A parsed page → its article: title, paragraphs, authors and the rest. Knows no dates, network or database."""

from pipelines.text.cleaner import clean

__all__ = ["clean"]

"""The page model: a page's bytes, parsed and walked once, for all who read its text and dates."""

from pipelines.markup.document import Document, parse

__all__ = ["Document", "parse"]

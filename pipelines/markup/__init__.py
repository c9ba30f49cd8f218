"""Bytes → one parsed page that every finder shares. Knows no article, no date, no network."""

from pipelines.markup.document import Document, parse

__all__ = ["Document", "parse"]

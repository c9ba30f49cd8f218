"""Writes a full-text JSON Feed (version 1.1), one article on each line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from pipelines.db import StoredArticle
from pipelines.export import About
from pipelines.export.feed_text import html, instant
from pipelines.export.printable import as_json


def write(rows: Iterable[StoredArticle], out: BinaryIO, about: About) -> int:
    """Write UTF-8, one row after the other."""
    head = {"version": "https://jsonfeed.org/version/1.1", "title": about.title}
    out.write(_json(head)[:-1] + b', "items": [')
    count = 0
    for count, row in enumerate(rows, 1):
        out.write((b",\n" if count > 1 else b"\n") + _json(_item(row)))
    out.write(b"\n]}\n")
    return count


def _item(row: StoredArticle) -> dict[str, Any]:
    item = {
        "id": row.url,
        "url": row.url,
        "title": row.title,
        "summary": row.summary,
        "content_html": html(row),
        "content_text": row.text,
        "image": row.image,
        "date_published": row.published_at and instant(row.published_at),
        "date_modified": row.modified_at and instant(row.modified_at),
        "authors": [{"name": name} for name in row.authors],
        "tags": list(row.tags),
        "language": row.language,
    }
    return {name: value for name, value in item.items() if value}


def _json(values: dict[str, Any]) -> bytes:
    return as_json(values).encode()

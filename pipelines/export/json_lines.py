"""Writes JSON Lines: one article on each line, with its columns by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from pipelines.db import StoredArticle
from pipelines.db.stored_article import row_of
from pipelines.export import About
from pipelines.export.printable import as_json


def write(rows: Iterable[StoredArticle], out: BinaryIO, about: About) -> int:
    """Write UTF-8; lists are arrays, and absent values are null."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - it is returned
        out.write(as_json(row_of(row)).encode() + b"\n")
    return count

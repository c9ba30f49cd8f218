"""Writes CSV for spreadsheets and data frames; no cell can become a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import BinaryIO

from pipelines.db import StoredArticle
from pipelines.db.stored_article import NAMES
from pipelines.export import About
from pipelines.export.printable import as_json

# Characters that a spreadsheet may ignore at the beginning of a cell.
_UNSEEN = r"\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_FORMULA = re.compile(rf"[{_UNSEEN}]*[=+\-@＝＋－＠−]|[\t\r]")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
"""An offset from UTC: it begins like a formula but is not one."""


def write(rows: Iterable[StoredArticle], out: BinaryIO, about: About) -> int:
    """Write UTF-8 with a header line; lists are JSON arrays, and absent values are empty cells."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        cells = csv.writer(text)
        cells.writerow(NAMES)
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - it is returned
            cells.writerow([cell(getattr(row, name)) for name in NAMES])
        return count
    finally:
        text.detach()  # the caller closes `out`


def cell(value: object) -> str | int | None:
    """Return a value as a cell; a quote is put before what a spreadsheet would read as a formula."""
    if isinstance(value, tuple):
        return as_json(value)
    if isinstance(value, int):
        return int(value)  # is_paywalled as 0 and 1, as the database has it
    if isinstance(value, str) and _FORMULA.match(value) and not _OFFSET.fullmatch(value):
        return f"'{value}"
    return None if value is None else str(value)

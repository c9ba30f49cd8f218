"""Reads what the demo's crawl has stored, from the public tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

_STORED = """
    SELECT id, source, url, title, text, published_at, published_offset, published_from, published_raw,
           external_id, duplicate_of
    FROM articles
    ORDER BY published_at DESC, id
"""
_RUN = """
    SELECT pages, new + changed + same AS articles, drops, errors
    FROM runs
    ORDER BY id DESC
    LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article from table `articles`."""

    id: int
    source: str
    url: str
    title: str
    text: str = field(repr=False)
    published_at: str | None
    published_offset: str | None
    published_from: str | None
    published_raw: str | None
    external_id: str | None
    duplicate_of: int | None

    @property
    def utc(self) -> str:
        """`2023-12-05 06:02`, only the day if the time is unknown, or `-`."""
        return (self.published_at or "-").replace("T", " ")[:16]

    @property
    def local(self) -> str:
        """The same on the site's own clock; the day alone stays as it is."""
        if self.published_at is None or self.published_offset is None or "T" not in self.published_at:
            return self.utc
        return f"{datetime.fromisoformat(self.published_at) + _offset(self.published_offset):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How the pages of the last run ended: articles, drops and errors add up to `pages`."""

    pages: int
    articles: int
    drops: Mapping[str, int]
    errors: Mapping[str, int]


def _offset(text: str) -> timedelta:
    hours, minutes = int(text[1:3]), int(text[4:6])
    return (-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes)


def read(path: Path) -> tuple[tuple[Stored, ...], Run | None]:
    """Return all articles of the database, newest first, and its last run.

    Raises sqlite3.Error if the file is not one of our databases.
    """
    with _reading(path) as db:
        stored = tuple(Stored(**row) for row in db.execute(_STORED))
        run = db.execute(_RUN).fetchone()
    if run is None:
        return stored, None
    counts = {name: json.loads(run[name]) for name in ("drops", "errors")}
    return stored, Run(pages=run["pages"], articles=run["articles"], **counts)


def holds_only(path: Path, sources: frozenset[str]) -> bool:
    """Return whether a file is one of our databases and contains only these sources."""
    try:
        with _reading(path) as db:
            return {row["name"] for row in db.execute("SELECT name FROM sources")} <= sources
    except sqlite3.Error:
        return False


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        db.row_factory = _named
        yield db


def _named(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> dict[str, object]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}

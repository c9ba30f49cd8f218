"""Stores what is remembered about a URL from one fetch to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db.connect import Database
from pipelines.db.row_values import from_row, names_of, to_row, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered about a URL; a new URL has the defaults."""

    interval: timedelta | None = None
    """The learned time between two fetches of a listing."""
    pace: str | None = None
    """The kind of listing, which decides how often it is fetched."""
    polls: int = 0
    """How many times a listing was read."""
    unchanged: int = 0
    """How many consecutive times it was unchanged."""
    is_distrusted: bool = False
    """True if its server has answered 304 although the listing had changed."""
    reader: str | None = None
    """The name and version of the code that read it."""
    failures: int = 0
    """Consecutive failures, also over several runs."""
    failing_since: datetime | None = None
    is_quarantined: bool = False
    gone_at: datetime | None = None
    """When it first answered 404 or 410."""


_COLUMNS = names_of(Memory)
_RECALL = f"SELECT {', '.join(_COLUMNS)} FROM _visits WHERE url = :url"  # noqa: S608 - our own names
_REMEMBER = upsert("_visits", ("url",), _COLUMNS)
_FORGET = "DELETE FROM _visits WHERE url = :url"


def recall(db: Database, url: str) -> Memory:
    """Return what is remembered about a URL."""
    row = db.one(_RECALL, {"url": url})
    return from_row(Memory, row) if row else Memory()


def remember(db: Database, url: str, memory: Memory) -> None:
    """Store what is to be remembered; if all values are the defaults, delete the row."""
    if memory == Memory():
        forget(db, url)
    else:
        db.later(_REMEMBER, {**to_row(memory), "url": url})


def forget(db: Database, url: str) -> None:
    """Delete what is remembered about a URL, as if it were new."""
    db.later(_FORGET, {"url": url})

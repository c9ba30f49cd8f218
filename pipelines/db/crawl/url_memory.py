"""What is remembered of a URL from one fetch to the next. It makes no fetch and draws no conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db.connect import Database
from pipelines.db.row_values import from_row, names_of, to_row, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of a URL; a new URL has the defaults."""

    interval: timedelta | None = None
    """The learned time between two fetches of a listing."""
    pace: str | None = None
    """The kind of listing, which decides how often it is fetched."""
    polls: int = 0
    """How many times a listing was read."""
    unchanged: int = 0
    """How many times in a row it was unchanged."""
    is_distrusted: bool = False
    """Whether its server has called a changed listing unchanged."""
    reader: str | None = None
    """Which code read it, and its version."""
    failures: int = 0
    """Failures in a row, also over several runs."""
    failing_since: datetime | None = None
    is_quarantined: bool = False
    gone_at: datetime | None = None
    """When it first answered 404 or 410."""


_COLUMNS = names_of(Memory)
_RECALL = f"SELECT {', '.join(_COLUMNS)} FROM _visits WHERE url = :url"  # noqa: S608 - our own names
_REMEMBER = upsert("_visits", ("url",), _COLUMNS)
_FORGET = "DELETE FROM _visits WHERE url = :url"


def recall(db: Database, url: str) -> Memory:
    """Return what is remembered of a URL."""
    row = db.one(_RECALL, {"url": url})
    return from_row(Memory, row) if row else Memory()


def remember(db: Database, url: str, memory: Memory) -> None:
    """Keep what has to be remembered; if all values are the defaults, keep no row."""
    if memory == Memory():
        forget(db, url)
    else:
        db.later(_REMEMBER, {**to_row(memory), "url": url})


def forget(db: Database, url: str) -> None:
    """Delete what is remembered of a URL, as if it were new."""
    db.later(_FORGET, {"url": url})

"""What is remembered of a URL from one fetch to the next. It makes no fetch and draws no conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.connect import Database


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


_RECALL = """
    SELECT interval, pace, polls, unchanged, is_distrusted, reader, failures, failing_since, is_quarantined,
        gone_at
    FROM _visits
    WHERE url = :url
"""

_REMEMBER = """
    INSERT INTO _visits (
        url, interval, pace, polls, unchanged, is_distrusted, reader, failures, failing_since, is_quarantined,
        gone_at
    )
    VALUES (
        :url, :interval, :pace, :polls, :unchanged, :is_distrusted, :reader, :failures, :failing_since,
        :is_quarantined, :gone_at
    )
    ON CONFLICT (url) DO UPDATE SET
        interval = excluded.interval,
        pace = excluded.pace,
        polls = excluded.polls,
        unchanged = excluded.unchanged,
        is_distrusted = excluded.is_distrusted,
        reader = excluded.reader,
        failures = excluded.failures,
        failing_since = excluded.failing_since,
        is_quarantined = excluded.is_quarantined,
        gone_at = excluded.gone_at
"""

_FORGET = "DELETE FROM _visits WHERE url = :url"


def recall(db: Database, url: str) -> Memory:
    """Return what is remembered of a URL."""
    row = db.one(_RECALL, {"url": url})
    if row is None:
        return Memory()
    interval, pace, polls, unchanged, distrusted, reader, failures, since, quarantined, gone = row
    return Memory(
        interval=timedelta(seconds=interval) if interval is not None else None,
        pace=pace,
        polls=polls,
        unchanged=unchanged,
        is_distrusted=bool(distrusted),
        reader=reader,
        failures=failures,
        failing_since=clock.instant(since) if since else None,
        is_quarantined=bool(quarantined),
        gone_at=clock.instant(gone) if gone else None,
    )


def remember(db: Database, url: str, memory: Memory) -> None:
    """Keep what has to be remembered; if all values are the defaults, keep no row."""
    if memory == Memory():
        forget(db, url)
        return
    row = {
        "url": url,
        "interval": int(memory.interval.total_seconds()) if memory.interval else None,
        "pace": memory.pace,
        "polls": memory.polls,
        "unchanged": memory.unchanged,
        "is_distrusted": int(memory.is_distrusted),
        "reader": memory.reader,
        "failures": memory.failures,
        "failing_since": clock.text(memory.failing_since) if memory.failing_since else None,
        "is_quarantined": int(memory.is_quarantined),
        "gone_at": clock.text(memory.gone_at) if memory.gone_at else None,
    }
    db.execute(_REMEMBER, row)


def forget(db: Database, url: str) -> None:
    """Delete what is remembered of a URL, as if it were new."""
    db.execute(_FORGET, {"url": url})

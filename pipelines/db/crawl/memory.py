"""What is remembered of a URL from one look to the next. Knows neither looks nor what they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.connect import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of a URL; the defaults are what is remembered of a new one."""

    interval: timedelta | None = None
    """Between two looks at a listing, as learned."""
    pace: str | None = None
    """What kind of listing it is, as to how often it is looked at."""
    polls: int = 0
    """Times that a listing was read."""
    unchanged: int = 0
    """Times in a row that it was as before."""
    is_distrusted: bool = False
    """Its server calls unchanged what has changed."""
    reader: str | None = None
    """How it was read."""
    failures: int = 0
    """In a row, over runs."""
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
    """Keep what is to be remembered; nothing at all where that is nothing."""
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
    """Remember no more of a URL than of a new one."""
    db.execute(_FORGET, {"url": url})

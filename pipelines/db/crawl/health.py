"""Stores figures about the health of sources: samples of their latest pages, failing listings, dates.

`crawler.reports` decides which figures are good.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pipelines.db import clock
from pipelines.db.database import Database, Rows, retried
from pipelines.db.row_values import from_row, to_row

KEPT = 300
"""At most this many samples of a source are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The result of one page."""

    outcome: str
    """`article`, or the name of a drop or an error."""
    is_dated: bool = False
    is_authored: bool = False
    words: int = 0
    method: str | None = None
    """How the text was found."""
    is_error: bool = False
    is_old: bool | None = None
    """True if it was published long before it was fetched; None if no date is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listings:
    """The feeds, sitemaps and sections of a source that were read before; no sitemaps of old articles."""

    known: int
    failing: int
    failing_since: datetime | None
    """When the last one began to fail. If all of them fail, all have failed since this time."""
    detail: str | None
    """The error of one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a source, from its row in `sources`."""

    name: str
    url: str
    state: str | None
    reason: str | None
    since: datetime | None
    read_at: datetime | None
    new_today: int = 0
    """Articles first seen in the last 24 hours."""
    total: int = 0


_ADD = """
    INSERT INTO _samples (source, at, outcome, is_dated, is_authored, words, method, is_old)
    VALUES (:source, :at, :outcome, :is_dated, :is_authored, :words, :method, :is_old)
"""

_PRUNE = """
    DELETE FROM _samples
    WHERE source = :source AND id <= (
        SELECT id FROM _samples WHERE source = :source ORDER BY id DESC LIMIT 1 OFFSET :kept
    )
"""

_LATEST = """
    SELECT ltrim(outcome, '!'), is_dated, is_authored, coalesce(words, 0), method, outcome LIKE '!%', is_old
    FROM _samples
    WHERE source = :source
    ORDER BY id DESC
    LIMIT :kept
"""

_LISTINGS = """
    SELECT count(*), count(*) FILTER (WHERE v.failures > 0), max(v.failing_since),
        max(f.detail) FILTER (WHERE v.failures > 0)
    FROM _frontier AS f
    JOIN _visits AS v ON v.url = f.url
    WHERE f.source = :source AND f.rank = 0 AND (v.pace IS NULL OR v.pace IN ('live', 'index'))
"""

_PUBLISHED = """
    SELECT published_at, first_seen_at
    FROM articles
    WHERE source = :source AND published_at IS NOT NULL
    ORDER BY published_at DESC
    LIMIT 1000
"""

_UNDATED = "SELECT max(first_seen_at) FROM articles WHERE source = :source AND published_at IS NULL"

_STATES = """
    SELECT s.name, s.url, s.state, s.state_reason, s.state_since, s.read_at,
        (SELECT count(*) FROM articles AS a WHERE a.source = s.name AND a.first_seen_at >= :yesterday),
        (SELECT count(*) FROM articles AS a WHERE a.source = s.name)
    FROM sources AS s
    ORDER BY s.name
"""

_SET = """
    UPDATE sources
    SET state = :state, state_reason = :reason,
        state_since = CASE WHEN state IS NOT DISTINCT FROM :state THEN state_since ELSE :now END
    WHERE name = :name AND (state IS DISTINCT FROM :state OR state_reason IS DISTINCT FROM :reason)
"""

_ADDED = "SELECT added_at FROM sources WHERE name = :name"
_WAS = "SELECT state FROM sources WHERE name = :name"


@retried
def add(db: Database, source: str, samples: Collection[Sample], now: datetime) -> None:
    """Add samples of a source's pages, the oldest first, and delete the oldest stored ones."""
    at = clock.text(now)
    rows = [
        {**to_row(sample), "source": source, "at": at, "outcome": f"{'!' * sample.is_error}{sample.outcome}"}
        for sample in samples
    ]
    with db.transaction():
        db.executemany(_ADD, rows)
        db.execute(_PRUNE, {"source": source, "kept": KEPT})


def latest(db: Database, source: str) -> list[Sample]:
    """Return the stored samples, the latest first."""
    return [from_row(Sample, row) for row in db.all(_LATEST, {"source": source, "kept": KEPT})]


def listings(db: Database, source: str) -> Listings:
    """Return how many listings of a source are known and fail."""
    return from_row(Listings, db.all(_LISTINGS, {"source": source})[0])


def published(db: Database, source: str) -> list[datetime]:
    """Return when a source's latest articles were published, the latest first; only dates with a time.

    An article without a date counts if it was first seen after all of these: otherwise a source that no
    longer has dates would seem quiet.
    """
    dated = [clock.instant(at) for at, _ in db.all(_PUBLISHED, {"source": source}) if len(at) > 10]
    row = db.one(_UNDATED, {"source": source})
    undated = clock.instant(row[0]) if row and row[0] else None
    return [undated, *dated] if undated and dated and undated > dated[0] else dated


def added_at(db: Database, source: str) -> datetime | None:
    """Return when a source was first crawled; None for an unknown one."""
    row = db.one(_ADDED, {"name": source})
    return clock.instant(row[0]) if row else None


def states(rows: Rows, yesterday: datetime) -> list[State]:
    """Return the state of each source; articles first seen since `yesterday` count as new."""
    return [from_row(State, row) for row in rows(_STATES, {"yesterday": clock.text(yesterday)})]


def known_state(db: Database, name: str) -> str | None:
    """Return the state of a source; None if it has none."""
    row = db.one(_WAS, {"name": name})
    return row[0] if row else None


@retried
def set_state(db: Database, name: str, state: str, reason: str | None, now: datetime) -> str | None:
    """Store the state of a source; return the previous one, or None."""
    with db.transaction():
        previous = known_state(db, name)
        db.execute(_SET, {"name": name, "state": state, "reason": reason, "now": clock.text(now)})
    return previous

"""Stores robots.txt files as received, for later runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db.connect import Database
from pipelines.db.row_values import from_row, names_of, to_row, upsert

KEPT = timedelta(hours=24)
"""How long a stored answer is valid, for robots.txt and also for tdmrep.json (RFC 9309, 2.4)."""

READ = 512 * 1024
"""At most this many bytes of such a file are read; the RFC requires at least 500 KiB."""

_RESERVE = """
    UPDATE sources SET reservations = :reservations
    WHERE name = :name AND reservations IS DISTINCT FROM :reservations
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A host's answer to a request for its robots.txt."""

    status: int
    """Status of the last answer that was not a failure; 0 if there never was one."""
    body: bytes
    fetched_at: datetime
    """When that answer was received; without one, when the request was made."""
    failing_since: datetime | None = None
    """When its server began to fail; None if it does not fail now."""


_COLUMNS = names_of(Robots)
_GET = f"SELECT {', '.join(_COLUMNS)} FROM _robots WHERE origin = :origin"  # noqa: S608 - our own names
_PUT = upsert("_robots", ("origin",), _COLUMNS)


def get(db: Database, origin: str) -> Robots | None:
    """Return the stored answer of an origin (`https://news.example`), or None."""
    row = db.one(_GET, {"origin": origin})
    return from_row(Robots, row) if row else None


def put(db: Database, origin: str, robots: Robots) -> None:
    """Store an answer."""
    db.execute(_PUT, {**to_row(robots), "origin": origin})


def reserve(db: Database, source: str, reservations: str | None) -> None:
    """Store the reservations in a source's robots.txt, as JSON."""
    db.execute(_RESERVE, {"name": source, "reservations": reservations})

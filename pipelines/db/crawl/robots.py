"""Stores robots.txt files as they were received, for later runs. It does not parse them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.connect import Database

KEPT = timedelta(hours=24)
"""How long a stored answer is valid, for robots.txt and tdmrep.json alike (RFC 9309, 2.4)."""

READ = 512 * 1024
"""Bytes that are read of such a file; the RFC requires at least 500 KiB."""

_GET = "SELECT status, body, fetched_at, failing_since FROM _robots WHERE origin = :origin"

_PUT = """
    INSERT INTO _robots (origin, status, body, fetched_at, failing_since)
    VALUES (:origin, :status, :body, :fetched_at, :failing_since)
    ON CONFLICT (origin) DO UPDATE SET
        status = excluded.status,
        body = excluded.body,
        fetched_at = excluded.fetched_at,
        failing_since = excluded.failing_since
"""

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
    """When that answer came; without one, when the request was made."""
    failing_since: datetime | None = None
    """When its server began to fail, if it still fails."""


def get(db: Database, origin: str) -> Robots | None:
    """Return the stored answer of an origin (`https://news.example`), or None."""
    row = db.one(_GET, {"origin": origin})
    if row is None:
        return None
    status, body, fetched_at, failing = row
    return Robots(
        status=status,
        body=body,
        fetched_at=clock.instant(fetched_at),
        failing_since=clock.instant(failing) if failing else None,
    )


def put(db: Database, origin: str, robots: Robots) -> None:
    """Keep an answer."""
    row = {
        "origin": origin,
        "status": robots.status,
        "body": robots.body,
        "fetched_at": clock.text(robots.fetched_at),
        "failing_since": clock.text(robots.failing_since) if robots.failing_since else None,
    }
    db.execute(_PUT, row)


def reserve(db: Database, source: str, reservations: str | None) -> None:
    """Store the reservations in a source's robots.txt, as JSON."""
    db.execute(_RESERVE, {"name": source, "reservations": reservations})

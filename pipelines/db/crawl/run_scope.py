"""Stores the addresses to which a run is limited, if a person requested only a part of a source.

They exist only while the run's connection is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from pipelines.db import clock
from pipelines.db.connect import Database
from pipelines.db.crawl.queues import only

# A temporary table disappears with a killed run, and no other connection sees it.
_OPEN = {
    "sqlite": "CREATE TEMP TABLE IF NOT EXISTS _asked (url TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    "postgresql": 'CREATE TEMP TABLE IF NOT EXISTS _asked (url TEXT COLLATE "C" NOT NULL PRIMARY KEY)',
}

# CROSS JOIN makes SQLite look up the few addresses in the many rows, not the reverse; PostgreSQL does it
# anyway.
_OPEN_ROWS = {
    "sqlite": """
        CREATE TEMP VIEW IF NOT EXISTS _asked_rows AS SELECT * FROM _asked CROSS JOIN _frontier USING (url)
    """,
    "postgresql": """
        CREATE OR REPLACE TEMP VIEW _asked_rows AS SELECT * FROM _asked JOIN _frontier USING (url)
    """,
}

_ADD = "INSERT INTO _asked (url) VALUES (:url) ON CONFLICT (url) DO NOTHING"

_ADD_FOUND = """
    INSERT INTO _asked (url)
    SELECT f.url
    FROM articles AS a
    JOIN article_urls AS u ON u.article_id = a.id
    JOIN _frontier AS f ON f.url = u.url
    WHERE a.source = :source AND a.removed_at IS NULL AND f.parent IN (SELECT url FROM _asked)
    ON CONFLICT (url) DO NOTHING
"""

ROWS = "_asked_rows"
"""The frontier's rows of these addresses."""

FEW = 500
"""At most this many addresses are looked up in the frontier for each lease, which takes one or two ms."""

_IS_LARGE = f"SELECT count(*) > {FEW} FROM (SELECT 1 FROM _asked LIMIT {FEW + 1}) AS part"  # noqa: S608

_NEXT_AT = f"""
    SELECT min(at) FROM (
        SELECT min(due_at) AS at FROM {ROWS} WHERE due_at > :now AND {{only}}
        UNION ALL
        SELECT min(h.not_before)
        FROM {ROWS}
        JOIN _hosts AS h USING (host)
        WHERE state = 'due' AND h.not_before > :now AND {{only}}
    ) AS soonest
"""  # noqa: S608 - our own words

_COUNT_DUE = f"SELECT count(*) FROM {ROWS} WHERE (state = 'due' OR due_at <= :now) AND {{only}}"  # noqa: S608


def start(db: Database) -> None:
    """Create the empty list for this connection's run."""
    db.execute(_OPEN[db.kind])
    db.execute(_OPEN_ROWS[db.kind])


def add(db: Database, urls: Iterable[str]) -> None:
    """Add addresses; they need not be in the frontier yet."""
    db.executemany(_ADD, [{"url": url} for url in urls])


def add_found(db: Database, source: str) -> None:
    """Add the stored articles of a source that were found on one of these addresses."""
    db.execute(_ADD_FOUND, {"source": source})


def is_large(db: Database) -> bool:
    """Return True if there are too many addresses to look them all up for each lease."""
    ((is_large,),) = db.all(_IS_LARGE)
    return bool(is_large)


def next_at(db: Database, sources: Collection[str], now: datetime) -> datetime | None:
    """Return the time at which more of them can be leased than now; None if there is none."""
    where, values = only("source", sources)
    row = db.one(_NEXT_AT.format(only=where), {**values, "now": clock.text(now)})
    return clock.instant(row[0]) if row and row[0] else None


def count_due(db: Database, sources: Collection[str], now: datetime) -> int:
    """Return how many of them are due, including those at hosts that are paused."""
    where, values = only("source", sources)
    ((count,),) = db.all(_COUNT_DUE.format(only=where), {**values, "now": clock.text(now)})
    return int(count)

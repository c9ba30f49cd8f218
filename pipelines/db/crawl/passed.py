"""Stores the links of listings that are not followed, so that a user can see which rule refused them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from pipelines.db import clock
from pipelines.db.database import Database, retried
from pipelines.db.search_query import Look

MOST = 5_000
"""At most this many links of a source are kept; new ones replace the oldest."""

_PUT = """
    INSERT INTO _passed (source, url, reason, parent, seen_at)
    VALUES (:source, :url, :reason, :parent, :now)
    ON CONFLICT (source, url) DO UPDATE
    SET reason = excluded.reason, parent = excluded.parent, seen_at = excluded.seen_at
"""

_PRUNE = """
    DELETE FROM _passed
    WHERE source = :source AND url IN (
        SELECT url FROM _passed
        WHERE source = :source
        ORDER BY seen_at DESC, url
        LIMIT 1000000000 OFFSET :most
    )
"""

_OF_SOURCE = """
    SELECT p.url, p.reason, p.parent
    FROM _passed AS p
    WHERE p.source = :source
        AND NOT EXISTS (SELECT 1 FROM _frontier AS f WHERE f.url = p.url)
    ORDER BY p.reason, p.url
"""

_FOLLOWED = """
    SELECT p.reason, count(*)
    FROM _passed AS p
    WHERE p.source = :source
        AND EXISTS (SELECT 1 FROM _frontier AS f WHERE f.url = p.url)
    GROUP BY p.reason
    ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class PassedLink:
    """A link that was not followed."""

    url: str
    reason: str
    parent: str
    """The listing that has the link."""


def put(db: Database, source: str, parent: str, links: Iterable[tuple[str, str]]) -> None:
    """Keep links of the listing `parent`; each is an address and a reason."""
    now = clock.now()
    rows = [
        {"source": source, "url": url, "reason": reason, "parent": parent, "now": now}
        for url, reason in links
        if db.fits(source, url)
    ]
    if rows:
        _write(db, source, sorted(rows, key=itemgetter("url")))


@retried
def _write(db: Database, source: str, rows: Collection[Mapping[str, str]]) -> None:
    with db.transaction():
        db.executemany(_PUT, rows)
        db.execute(_PRUNE, {"source": source, "most": MOST})


def of_source(look: Look, source: str) -> list[PassedLink]:
    """Return the refused links of a source that are not followed from elsewhere, sorted by reason."""
    return [PassedLink(*row) for row in look(_OF_SOURCE, {"source": source})]


def followed_anyway(look: Look, source: str) -> list[tuple[str, int]]:
    """Return (reason, number of links) for links that were refused here but followed from elsewhere."""
    return [(str(reason), int(count)) for reason, count in look(_FOLLOWED, {"source": source})]

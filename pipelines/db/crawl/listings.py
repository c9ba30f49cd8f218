"""Returns the listings of a source, and deletes some of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipelines.db.crawl import fetches
from pipelines.db.crawl.leases import LinkKind
from pipelines.db.crawl.url_memory import forget as forget_visits
from pipelines.db.database import Database, retried


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A listing that is not leased."""

    url: str
    kind: LinkKind
    parent: str | None
    """The URL on which it was found; None if it is in the source's file, or a person requested it."""


_LISTINGS = """
    SELECT url, kind, parent
    FROM _frontier
    WHERE source = :source AND rank = 0 AND state <> 'leased'
"""
_FORGET = "DELETE FROM _frontier WHERE url = :url AND rank = 0 AND state <> 'leased'"
_HOME = "SELECT url FROM sources WHERE name = :name"


def listings(db: Database, source: str) -> list[StoredListing]:
    """Return every feed, sitemap, section and home page of a source that is not leased."""
    return [StoredListing(*row) for row in db.all(_LISTINGS, {"source": source})]


def home(db: Database, source: str) -> str | None:
    """Return the address in the source's file when that was last read; None for a new source."""
    row = db.one(_HOME, {"name": source})
    return str(row[0]) if row else None


@retried
def forget(db: Database, urls: Collection[str]) -> None:
    """Delete these listings and everything stored about them; if one is found again, it is new."""
    with db.transaction():
        for url in urls:
            if db.execute(_FORGET, {"url": url}).rowcount > 0:
                forget_visits(db, url)
                fetches.forget(db, url)

"""Lists the listings of a source, and forgets some. The caller decides which."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipelines.db.crawl import fetches
from pipelines.db.crawl.leases import LinkKind
from pipelines.db.crawl.url_memory import forget as forget_visits
from pipelines.db.database import Database, retried


@dataclass(frozen=True, slots=True)
class Known:
    """A listing that is not leased."""

    url: str
    kind: LinkKind
    parent: str | None
    """The URL it was found on; None if the source's file names it, or a person requested it."""


_LISTINGS = """
    SELECT url, kind, parent
    FROM _frontier
    WHERE source = :source AND rank = 0 AND state <> 'leased'
"""
_FORGET = "DELETE FROM _frontier WHERE url = :url AND rank = 0 AND state <> 'leased'"
_HOME = "SELECT url FROM sources WHERE name = :name"


def listings(db: Database, source: str) -> list[Known]:
    """Return every feed, sitemap, section and home page of a source that is not leased."""
    return [Known(*row) for row in db.all(_LISTINGS, {"source": source})]


def home(db: Database, source: str) -> str | None:
    """Return the address that the source's file gave when it was last read; None for a new source."""
    row = db.one(_HOME, {"name": source})
    return str(row[0]) if row else None


@retried
def forget(db: Database, urls: Collection[str]) -> None:
    """Delete these listings and all that is remembered of them: if one is named again, it is new."""
    with db.transaction():
        for url in urls:
            if db.execute(_FORGET, {"url": url}).rowcount > 0:
                forget_visits(db, url)
                fetches.forget(db, url)

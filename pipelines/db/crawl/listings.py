"""The listings of a source: which there are, and that some are forgotten. Knows not which should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.db.connect import Database
from pipelines.db.crawl import fetches
from pipelines.db.crawl.leases import LinkKind
from pipelines.db.crawl.memory import forget as forget_visits


@dataclass(frozen=True, slots=True)
class Known:
    """A listing that is in nobody's hand."""

    url: str
    kind: LinkKind
    parent: str | None
    """The URL it was found on; None where the source's file names it, or somebody asked for it."""


_LISTINGS = """
    SELECT url, kind, parent
    FROM _frontier
    WHERE source = :source AND rank = 0 AND state <> 'leased'
"""
_FORGET = "DELETE FROM _frontier WHERE url = :url AND rank = 0 AND state <> 'leased'"
_HOME = "SELECT url FROM sources WHERE name = :name"


def listings(db: Database, source: str) -> list[Known]:
    """Every feed, sitemap, section and home page of a source, but those in hand."""
    return [Known(*row) for row in db.all(_LISTINGS, {"source": source})]


def home(db: Database, source: str) -> str | None:
    """The address that the source's file gave when it was last read; None for a new source."""
    row = db.one(_HOME, {"name": source})
    return str(row[0]) if row else None


def forget(db: Database, urls: Iterable[str]) -> None:
    """Look at these no more, and remember nothing of them: named again they are new."""
    with db.transaction():
        for url in urls:
            if db.execute(_FORGET, {"url": url}).rowcount > 0:
                forget_visits(db, url)
                fetches.forget(db, url)

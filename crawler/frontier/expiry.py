"""Marks articles as removed that their source files no longer keep (`keep`, `max_articles`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from crawler.sources.source import Source
from pipelines.db import Database
from pipelines.db.crawl import expiring
from pipelines.export.printable import counted


def expire(db: Database, sources: Iterable[Source]) -> Iterator[tuple[str, int]]:
    """Yield the name of each source that had such articles, and how many. Raises DatabaseError."""
    now = datetime.now(UTC)
    for source in sources:
        if count := expiring.expire(db, source.name, keep=source.keep, most=source.max_articles, now=now):
            yield source.name, count


def line(source: str, count: int) -> str:
    """Return a line about the articles of one source that were marked."""
    why = "its file keeps them no longer (keep, max_articles)"
    return f"{source}: {counted(count, 'article')} marked as removed, since {why}; the rows stay"

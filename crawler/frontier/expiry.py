"""Marks articles as removed that their source files no longer keep (`keep`, `max_articles`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from crawler.sources.source import Source
from pipelines.db import Database
from pipelines.db.crawl import expiring
from pipelines.export.printable import counted

PAUSE = 0.01
"""Seconds between two batches, for the event loop and for other processes that write."""

LAST_BATCHES = 10
"""Batches of a source at the end of a run: half a second. Later runs and `scrapy upkeep` mark the rest."""


async def expire(db: Database, sources: Iterable[Source]) -> AsyncIterator[tuple[str, int]]:
    """Yield the name of each source that had such articles, and how many. Raises DatabaseError."""
    for source in sources:
        count = 0
        for some in _batches(db, source):
            count += some
            await asyncio.sleep(PAUSE)
        if count:
            yield source.name, count


def expire_at_end(db: Database, sources: Iterable[Source]) -> Iterator[tuple[str, int, int]]:
    """Do the same at once, for a limited number of articles; the last number is of those that are left."""
    for source in sources:
        if count := sum(islice(_batches(db, source), LAST_BATCHES)):
            yield source.name, count, _remaining(db, source) if count >= LAST_BATCHES else 0


def _batches(db: Database, source: Source) -> Iterator[int]:
    now = datetime.now(UTC)
    keep, most = source.keep, source.max_articles
    while some := expiring.expire_some(db, source.name, keep=keep, most=most, now=now):
        yield some


def _remaining(db: Database, source: Source) -> int:
    keep, most = source.keep, source.max_articles
    return expiring.remaining(db, source.name, keep=keep, most=most, now=datetime.now(UTC))


def line(source: str, count: int, left: int = 0) -> str:
    """Return a line about the articles of one source that were marked, and those that are `left`."""
    why = "its file keeps them no longer (keep, max_articles)"
    more = f"; {left:,} more follow: `scrapy upkeep` marks them at once, each crawl some" if left else ""
    return f"{source}: {counted(count, 'article')} marked as removed, since {why}; the rows stay{more}"

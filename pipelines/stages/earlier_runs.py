"""Finds articles that earlier runs cleaned before their site was known, and that nobody has cleaned again.

Such a run was stopped before its end, or the site still had too few articles then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from pipelines.db import Database, runs
from pipelines.db.rawpages import RawPages
from pipelines.items import Page
from pipelines.sites import SETTLED, SURE
from pipelines.stages.site_memories import SiteMemories
from pipelines.urls import section

_IS_ARTICLE = "SELECT 1 FROM article_urls WHERE url = :url"


def pages_of_earlier_runs(
    db: Database, kept: RawPages, memories: SiteMemories, before: datetime | None
) -> Iterator[Page]:
    """Yield the kept pages of such articles that were fetched before a time: that of this run's start."""
    until = before + timedelta(seconds=1) if before else None  # times are kept to the second
    stopped_at = runs.stopped_since(db)
    for site, articles in memories.known_at_start().items():
        if articles and (articles < SURE or stopped_at):
            since = stopped_at if articles >= SURE else None
            yield from _first(db, kept.each(source=site, since=since, until=until), memories)


def _first(db: Database, pages: Iterator[Page], memories: SiteMemories) -> Iterator[Page]:
    """Yield the first articles of each section; later ones were read with what these had taught."""
    counts: Counter[str] = Counter()
    for page in pages:
        name = section(page.url)
        if counts[name] < SETTLED and db.one(_IS_ARTICLE, {"url": page.url}):
            counts[name] += 1
            if memories.is_known(page.site.name):
                yield page

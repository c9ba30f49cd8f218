"""Writes a source's row, and gives the source the articles stored before it had a file.
It sends no request."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.sources.source import Source
from pipelines.db import Database
from pipelines.db import source_rows as sources
from pipelines.db.crawl import adopting


def put(db: Database, source: Source, former: Mapping[str, str]) -> dict[str, int]:
    """Write what a source's file says of the site, and take over what is stored under its `former` names.

    Returns each former name that the database knew, with the number of its articles. Raises DatabaseError.
    """
    sources.put(
        db,
        source.name,
        source.url,
        language=source.language,
        timezone=source.timezone,
        country=source.country,
    )
    olds = (old for old, new in former.items() if new == source.name)
    given = {old: adopting.adopt(db, old, source.name) for old in olds}
    return {old: count for old, count in given.items() if count is not None}

"""The addresses that a source's own file puts into the frontier, and the source's row in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from crawler.sources.source import Source
from pipelines.db import Database, source_rows
from pipelines.db.crawl import adopting
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import LinkKind
from pipelines.db.crawl.listings import StoredListing


def put_source(db: Database, source: Source) -> int | None:
    """Write the row of a source, and give it what is stored under its `former` name.

    Returns how many articles were stored under it; None if the database does not know it. Raises
    DatabaseError.
    """
    language, zone, country = source.language, source.timezone, source.country
    source_rows.put(db, source.name, source.url, language=language, timezone=zone, country=country)
    return adopting.adopt(db, source.former, source.name) if source.former else None


_KINDS: dict[str, LinkKind] = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section", "url": "home"}


def own(source: Source) -> Iterable[Link]:
    """Yield the addresses that a source's file names, or its home page if it names none."""
    for url, key in source.listings:
        yield Link(url=url, source=source.name, kind=_KINDS[key])


_FRONT = ("", "/", "/robots.txt")
"""Paths of the home page and robots.txt: there a site names the listings that its source file does not."""


def unnamed(source: Source, before: str | None, known: Sequence[StoredListing]) -> set[str]:
    """Return the listings that a source's file no longer names, and the listings that were found on those.

    `before` is the home page that the file named. A listing that is named again comes back; what a person
    requested stays.
    """
    named = {link.url for link in own(source)}
    homes = {source.url, before} - named
    gone: set[str] = set()
    more = {one.url for one in known if _is_unnamed(one, homes, explores=source.url in named)} - named
    while more:
        gone |= more
        more = {one.url for one in known if one.parent in more} - named - gone
    return gone


def _is_unnamed(one: StoredListing, homes: set[str | None], *, explores: bool) -> bool:
    if one.kind == "home":
        return one.url in homes
    if one.parent is None or one.parent in homes:
        return True
    return not explores and urlsplit(one.parent).path in _FRONT

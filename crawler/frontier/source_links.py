"""The addresses that a source's own file puts into the frontier, and the source's row in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from crawler.sources.shared_listings import site_path
from crawler.sources.source import Source
from pipelines.db import Database, open_database, source_rows
from pipelines.db.crawl import adopting
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import LinkKind
from pipelines.db.crawl.listings import StoredListing
from pipelines.db.readonly import is_there


def put_sources(db: Database, sources: Iterable[Source]) -> Iterator[tuple[Source, str, int]]:
    """Write the rows of sources, and give each what is stored of its site under another name.

    That is the host, if its site was crawled before it had a file, or the name of a file that was renamed.
    Yields the source, the other name, and how many articles were stored under it. Raises DatabaseError.
    """
    known = source_rows.homes(db)
    for source in sources:
        language, zone, country = source.language, source.timezone, source.country
        source_rows.put(db, source.name, source.url, language=language, timezone=zone, country=country)
        for old in _old_names(source, known):
            count = adopting.adopt(db, old, source.name)
            if count is not None:
                yield source, old, count


def now_of(source: Source, count: int) -> str:
    """`are now of herald; …`: what has become of so many articles of its site."""
    are, each = ("is", "it") if count == 1 else ("are", "each")
    return f"{are} now of {source.name}; `source` is public, so {each} has a new seq and a revision"


def _old_names(source: Source, known: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names under which a source's site may be stored and that no source file has now."""
    if source.others is None:
        return []
    taken, home = {*source.others, source.former}, site_path(source.url)
    renamed = [name for name, url in known if name not in taken and site_path(url) == home]
    return [source.former, *renamed] if source.former else renamed


def stored_name(database: str, source: Source) -> str:
    """Return the name under which the site of a source without a file is stored; its own if it is not."""
    if not is_there(database):
        return source.name
    with open_database(database) as db:
        names = [name for name, url in source_rows.homes(db) if site_path(url) == site_path(source.url)]
    return names[0] if names and source.name not in names else source.name


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

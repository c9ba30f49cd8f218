"""What is put into the frontier: a source's own addresses, and links as they are found. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.sources.source import Source
from pipelines.db.crawl.links import Link
from pipelines.db.crawl.listings import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What reading a listing came to."""

    links: int
    new: int
    gap: timedelta | None = None
    """Entries came and went between this look and the last; this interval would have missed none."""


def dated(link: Link, now: datetime, *, is_known: bool) -> Link:
    """What appears in a listing that is known is new, though nothing says when it was published."""
    if link.kind == "article" and link.published is None and is_known:
        return replace(link, published=now)
    return link


def own(source: Source) -> Iterable[Link]:
    """The addresses that a source's file names; its home page where it names none."""
    named = [(url, "feed") for url in source.feeds]
    named += [(url, "sitemap") for url in source.sitemaps]
    named += [(url, "section") for url in source.sections]
    for url, kind in named or [(source.url, "home")]:
        yield Link(url=url, source=source.name, kind=kind)  # type: ignore[arg-type]


_FRONT = ("", "/", "/robots.txt")
"""Paths of what a site shows of itself where its source names no listings."""


def unnamed(source: Source, before: str | None, known: Sequence[Known]) -> set[str]:
    """Those of a source's listings that its file named once and names no more, with all that was found there.

    `before` is the home page that it named. Whatever is found anew comes back; what somebody asked for stays.
    """
    named = {link.url for link in own(source)}
    homes = {source.url, before} - named
    gone: set[str] = set()
    more = {one.url for one in known if _is_unnamed(one, homes, explores=source.url in named)} - named
    while more:
        gone |= more
        more = {one.url for one in known if one.parent in more} - named - gone
    return gone


def _is_unnamed(one: Known, homes: set[str | None], *, explores: bool) -> bool:
    if one.kind == "home":
        return one.url in homes
    if one.parent is None or one.parent in homes:
        return True
    return not explores and urlsplit(one.parent).path in _FRONT

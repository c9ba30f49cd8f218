"""What is put into the frontier: a source's own addresses, and links as they are found. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.source import Source
from pipelines.db.crawl.frontier import Link


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

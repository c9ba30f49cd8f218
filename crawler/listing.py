"""What a fetched listing leads to, as rows of the frontier. Decides what is followed; fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.discover import link as found
from crawler.discover.feed import read_feed
from crawler.discover.guess import What
from crawler.discover.homepage import read_homepage
from crawler.discover.robots import sitemaps_in
from crawler.discover.section import read_section
from crawler.discover.sitemap import read_sitemap
from crawler.source import Source
from pipelines.db.frontier import Link, LinkKind
from pipelines.items import Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A listing as it came."""

    url: str
    body: bytes
    content_type: str | None
    source: Source
    explore: bool
    """The source names no feeds, sitemaps or sections of its own: follow those that the site names."""
    pages: int
    """How many more pages of a section its "next" links may lead to."""


def read_listing(kind: What, page: Fetched) -> list[Link]:
    """The links of a feed, sitemap, section, home page or robots.txt that are to be followed.

    Raises NotReadable where it is not what it is taken for.
    """
    return list(_READERS[kind](page))


def _feed(page: Fetched) -> Iterator[Link]:
    feed = read_feed(page.body, page.url, page.content_type, articles=_pattern(page.source))
    yield from _links(feed.links, page)


def _sitemap(page: Fetched) -> Iterator[Link]:
    sitemap = read_sitemap(page.body, page.url, articles=_pattern(page.source))
    yield from _links(sitemap.links, page)


def _section(page: Fetched) -> Iterator[Link]:
    section = read_section(page.body, page.url, page.content_type, articles=_pattern(page.source))
    yield from _links(section.articles, page)
    if section.next_url and page.pages > 0:
        yield _link(section.next_url, "section", page, Hints(), pages=page.pages - 1)


def _home(page: Fetched) -> Iterator[Link]:
    home = read_homepage(page.body, page.url, page.content_type, articles=_pattern(page.source))
    yield from _links(home.articles, page)
    if page.explore:
        for each in (*home.feeds, *home.sitemaps, *home.sections):
            yield _link(each.url, each.kind, page, Hints(), pages=page.pages)


def _robots(page: Fetched) -> Iterator[Link]:
    yield from _links(sitemaps_in(page.body, page.url), page)


_READERS: dict[What, Callable[[Fetched], Iterator[Link]]] = {
    "feed": _feed,
    "sitemap": _sitemap,
    "section": _section,
    "home": _home,
    "robots": _robots,
}


def _links(links: Iterable[found.Link], page: Fetched) -> Iterator[Link]:
    return (_link(each.url, each.kind, page, each.hints) for each in links)


def _link(url: str, kind: LinkKind, page: Fetched, hints: Hints, **more: int) -> Link:
    told = {name: value for name, value in asdict(hints).items() if value}
    when = moment(hints.published or hints.modified)
    return Link(
        url=url, source=page.source.name, kind=kind, published=when, hints=told | more, parent=page.url
    )


def _pattern(source: Source) -> str | None:
    return "|".join(f"(?:{each})" for each in source.articles) or None


def moment(raw: str | None) -> datetime | None:
    """When a link says its page is from, good enough to put the newest first; None where it is unreadable."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(raw or "")
        except (ValueError, TypeError):
            continue
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None

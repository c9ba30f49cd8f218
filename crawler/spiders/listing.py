"""A fetched listing → the links that are followed from it, as rows of the frontier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from crawler import __version__
from crawler.discover.feed import read_feed
from crawler.discover.guess import DocumentKind, usual_places
from crawler.discover.homepage import read_homepage
from crawler.discover.link import Link as FoundLink
from crawler.discover.link import Passed
from crawler.discover.robots_sitemaps import sitemaps_in
from crawler.discover.section import Listing as Anchors
from crawler.discover.section import read_section
from crawler.discover.sitemap import read_sitemap
from crawler.frontier.schedule import Pace, pace_of_sitemap
from crawler.sources.source import Source
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import LinkKind
from pipelines.export.printable import counted
from pipelines.items import Hints
from pipelines.times.reading import http_date
from pipelines.urls import host

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_HINTS = tuple(each.name for each in fields(Hints))

PAGES_BACK = 500
"""Pages of a section that a run with `since` follows, if they are not all older before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far strangers' listings are followed; crawler/settings.py explains each (FEED_ENTRIES …)."""

    feed_entries: int = 2_000
    sitemap_entries: int = 50_000
    sitemap_depth: int = 3
    sitemaps: int = 5_000
    page_links: int = 5_000
    other_hosts: int = 20

    @classmethod
    def of(cls, settings: BaseSettings) -> Limits:
        return cls(**{one.name: settings.getint(one.name.upper()) for one in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A listing as it was fetched."""

    url: str
    """The address that answered, after redirects."""
    body: bytes
    content_type: str | None
    source: Source
    explore: bool
    """The source names no feeds, sitemaps or sections of its own: follow those that the site names."""
    pages: int
    """How many more pages of a section its "next" links may lead to."""
    link_header: str = ""
    """Its `Link` headers, joined by commas."""
    asked: str | None = None
    """The address that was requested, if it is another."""
    first: bool = True
    """False for a further page that a "next" link led to."""
    depth: int = 0
    """How many sitemaps lead to this one."""
    since: datetime | None = None
    """Articles that are older are not wanted."""
    limits: Limits = Limits()
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def document(self) -> tuple[bytes, str, str | None]:
        """The arguments that every reader of a document takes first."""
        return self.body, self.url, self.content_type

    @property
    def pattern(self) -> str | None:
        """A pattern of article addresses, if the source file has any."""
        return "|".join(f"(?:{each})" for each in self.source.articles) or None


class Bound(NamedTuple):
    """A limit that a listing exceeds."""

    limit: str
    """The setting's name; it is counted as `listing/FEED_ENTRIES` …"""
    message: str
    """What is not followed."""


# Over SITEMAP_ENTRIES, or broken off on the way: the reader cannot tell which.
_INCOMPLETE = Bound("INCOMPLETE_SITEMAP", "it is longer than a sitemap may be, or breaks off")


def _too_many(limit: str, count: int, *of: str) -> tuple[Bound, ...]:
    return (Bound(limit, f"{counted(count, *of)} too many"),) if count else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing leads to, and how often it is worth a poll."""

    links: tuple[Link, ...] = ()
    pace: Pace = "live"
    ttl: timedelta | None = None
    """How long it asks to be left alone."""
    span: timedelta | None = None
    """The time that the dates of its articles cover."""
    rolling: bool = False
    """New entries replace its oldest ones."""
    modified: tuple[tuple[str, datetime], ...] = ()
    """Articles, and when they last changed according to the listing."""
    bounds: tuple[Bound, ...] = ()
    """Limits that it exceeds."""
    passed: tuple[Passed, ...] = ()
    """Links that are not followed, each with the rule."""


def read_listing(kind: DocumentKind, page: Fetched) -> Listing:
    """Return the links of a feed, sitemap, section, home page or robots.txt that are followed.

    Raises NotReadable if the document is something else.
    """
    listing = _READERS[kind](page)
    dates = [link.published for link in listing.links if link.kind == "article" and link.published]
    span = max(dates) - min(dates) if len(dates) > 1 else None
    links, bounds = _bounded(listing.links, page)
    changed = ((link.url, moment(link.hints.get("modified"))) for link in links if link.kind == "article")
    modified = tuple((url, when) for url, when in changed if when is not None and when <= page.now)
    return replace(listing, links=links, span=span, modified=modified, bounds=(*listing.bounds, *bounds))


def explores(source: Source) -> bool:
    """Return whether the feeds, sitemaps and sections that a site names are followed: its file names none."""
    return not (source.feeds or source.sitemaps or source.sections)


def reader_of(source: Source, since: str | None, *, whole: bool = False) -> str:
    """Return a name for the way in which a source's listings are read.

    A listing that was last read in another way is requested unconditionally, and read again.
    """
    way = (__version__, source.articles, explores(source), since, *(["whole"] if whole else []))
    return blake2b(repr(way).encode(), digest_size=6).hexdigest()


def _feed(page: Fetched) -> Listing:
    feed = read_feed(*page.document, articles=page.pattern, max_entries=page.limits.feed_entries)
    links = list(_links(feed.links, page))
    links += _next(feed.next_url, "feed", links, page)
    return Listing(
        links=tuple(links),
        pace="live" if page.first else "paged",
        ttl=timedelta(minutes=feed.ttl) if feed.ttl else None,
        rolling=page.first,
        bounds=_too_many("FEED_ENTRIES", feed.left_out, "entry", "entries"),
        passed=feed.passed,
    )


def _sitemap(page: Fetched) -> Listing:
    sitemap = read_sitemap(*page.document, articles=page.pattern, max_entries=page.limits.sitemap_entries)
    links = list(_links(sitemap.links, page, depth=page.depth + 1))
    bounds = [] if sitemap.complete else [_INCOMPLETE]
    if sitemap.kind == "index":
        if page.depth >= page.limits.sitemap_depth:
            deep = Bound("SITEMAP_DEPTH", f"{counted(len(links), 'sitemap')}, nested too deeply")
            return Listing(pace="index", bounds=(deep,))
        most = page.limits.sitemaps
        if len(links) > most:
            many = f"{len(links) - most} of {counted(len(links), 'sitemap')}, the oldest"
            bounds.append(Bound("SITEMAPS", many))
            links = sorted(links, key=_newest_first)[:most]
        return Listing(links=tuple(links), pace="index", bounds=tuple(bounds))
    newest = max((link.published for link in links if link.published), default=None)
    news = any(link.hints.published or link.hints.title for link in sitemap.links)
    # A news sitemap stays one however old its news is; in an index it may be one of many for past months, and
    # the index says when it changes.
    is_main = news and page.depth == 0
    pace = "live" if is_main else pace_of_sitemap(newest, page.now)
    rolling = news and pace == "live"
    passed = sitemap.passed
    return Listing(links=tuple(links), pace=pace, rolling=rolling, bounds=tuple(bounds), passed=passed)


def _section(page: Fetched) -> Listing:
    most = page.limits.page_links
    section = read_section(
        *page.document, link_header=page.link_header, articles=page.pattern, max_links=most
    )
    links = list(_links(section.articles, page))
    links += _next(section.next_url, "section", links, page)
    links += (_link(each.url, "feed", page, Hints()) for each in _own_feeds(section, page))
    return Listing(
        links=tuple(links),
        pace="live" if page.first else "paged",
        rolling=page.first,
        bounds=_too_many("PAGE_LINKS", section.links_over, "link"),
        passed=section.passed,
    )


def _own_feeds(section: Anchors, page: Fetched) -> Iterator[FoundLink]:
    """Yield the feeds of this section alone, and any feed if the page itself lists nothing.

    Most sections also announce the feed of the whole site, which a user who names a section does not want.
    """
    folder = page.url.partition("?")[0].rstrip("/") + "/"
    for feed in section.feeds if page.explore and page.first else ():
        if feed.url.startswith(folder) or not section.articles:
            yield feed


def _home(page: Fetched) -> Listing:
    most = page.limits.page_links
    home = read_homepage(*page.document, link_header=page.link_header, articles=page.pattern, max_links=most)
    links = list(_links(home.articles, page))
    if page.explore:
        named = (*home.feeds, *home.sitemaps, *home.sections)
        links += (_link(each.url, each.kind, page, Hints()) for each in named)
        links += (_link(url, "section", page, Hints(), frame=1) for url in home.frames)
        links += _guesses({each.kind for each in named}, page)
    bounds = _too_many("PAGE_LINKS", home.links_over, "link")
    return Listing(links=tuple(links), bounds=bounds, passed=home.passed)


def _guesses(named: Collection[LinkKind], page: Fetched) -> Iterator[Link]:
    """Yield the usual places of feeds and sitemaps, if the home page has `named` none of the kind.

    The frontier keeps an address that was tried in vain, so it is not tried again.
    """
    for each in usual_places(page.url):
        if each.kind not in named:
            yield _link(each.url, each.kind, page, Hints(), guess=1)


def _robots(page: Fetched) -> Listing:
    return Listing(links=tuple(_links(sitemaps_in(page.body, page.url), page)))


_READERS: dict[DocumentKind, Callable[[Fetched], Listing]] = {
    "feed": _feed,
    "sitemap": _sitemap,
    "section": _section,
    "home": _home,
    "robots": _robots,
}


def _links(links: Iterable[FoundLink], page: Fetched, **more: int) -> Iterator[Link]:
    return (_link(each.url, each.kind, page, each.hints, **more) for each in links)


def _link(url: str, kind: LinkKind, page: Fetched, hints: Hints, **more: int) -> Link:
    stored = {name: value for name in _HINTS if (value := getattr(hints, name))}
    when = moment(hints.published or hints.modified)
    more = more if kind != "article" else {}
    return Link(
        url=url,
        source=page.source.name,
        kind=kind,
        published=when,
        hints=stored | more,
        parent=page.asked or page.url,
    )


def _next(url: str | None, kind: LinkKind, links: list[Link], page: Fetched) -> Iterator[Link]:
    """Yield the list's next page, unless enough were read or all of this one is older than `since`."""
    if url is None:
        return
    dates = [link.published for link in links if link.published]
    pages = page.pages
    if page.since is not None:
        if dates and max(dates) < page.since:
            return
        pages = PAGES_BACK if page.first else pages
    if pages > 0:
        yield _link(url, kind, page, Hints(), pages=pages - 1)


def _bounded(links: tuple[Link, ...], page: Fetched) -> tuple[tuple[Link, ...], tuple[Bound, ...]]:
    """Return the links without those to other hosts above the limit: no honest listing leads to so many."""
    home = host(page.url)
    away = Counter(name for link in links if (name := host(link.url)) != home)
    most = page.limits.other_hosts
    if len(away) <= most:
        return links, ()
    allowed = {home, *(name for name, _ in away.most_common(most))}
    kept = tuple(link for link in links if host(link.url) in allowed)
    message = f"{counted(len(links) - len(kept), 'link')} to {counted(len(away) - most, 'other host')}"
    return kept, (Bound("OTHER_HOSTS", message),)


def _newest_first(link: Link) -> float:
    return -link.published.timestamp() if link.published else 0.0


def moment(raw: str | None) -> datetime | None:
    """Return the date that a link gives for its page, exact enough for sorting; None if it cannot be read."""
    return http_date.utc(http_date.either(raw))

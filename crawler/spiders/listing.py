"""A fetched listing → the links that are followed from it, as rows of the frontier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from crawler import __version__
from crawler.discover import link as found
from crawler.discover.feed import read_feed
from crawler.discover.guess import What, places
from crawler.discover.homepage import read_homepage
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
from pipelines.times import http_date as httpdate
from pipelines.urls import host

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_HINTS = tuple(each.name for each in fields(Hints))

PAGES_BACK = 500
"""Pages of a section that a run with `since` follows, if they are not all older before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far strangers' listings are followed; the settings of the same names say why."""

    feed_entries: int = 2_000
    sitemap_entries: int = 50_000
    sitemap_depth: int = 3
    """Sitemaps that lead to sitemaps that lead to sitemaps; more is a trap."""
    sitemaps: int = 5_000
    """Of one index, the newest first."""
    page_links: int = 5_000
    """Links of a section or home page that are looked at."""
    other_hosts: int = 20
    """Hosts other than the site's to which one listing may lead."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Limits:
        """What the settings FEED_ENTRIES, SITEMAP_ENTRIES … say."""
        return cls(**{one.name: settings.getint(one.name.upper()) for one in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A listing as it came."""

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
    """The address that was asked for, where it is another."""
    first: bool = True
    """It is no such further page itself."""
    depth: int = 0
    """How many sitemaps lead to this one."""
    since: datetime | None = None
    """What is older is not asked for."""
    limits: Limits = Limits()
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


class Bound(NamedTuple):
    """What was not followed of a listing."""

    limit: str
    """The setting that says how much is followed; it is counted as `listing/FEED_ENTRIES` …"""
    message: str


# Over SITEMAP_ENTRIES, or cut on the way: its reader cannot tell.
_INCOMPLETE = Bound("INCOMPLETE_SITEMAP", "it is longer than a sitemap may be, or breaks off")


def _too_many(limit: str, count: int, *of: str) -> tuple[Bound, ...]:
    return (Bound(limit, f"{counted(count, *of)} too many"),) if count else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing leads to, and how often it is worth a look."""

    links: tuple[Link, ...] = ()
    pace: Pace = "live"
    ttl: timedelta | None = None
    """For how long it asks not to be read again."""
    span: timedelta | None = None
    """The time that the dates of its articles cover."""
    rolling: bool = False
    """Its oldest entries give way to new ones."""
    modified: tuple[tuple[str, datetime], ...] = ()
    """Articles, and when they last changed by what it says."""
    told: tuple[Bound, ...] = ()
    """Limits that were reached."""
    passed: tuple[Passed, ...] = ()
    """Links that are not followed, each with the rule that says so."""


def read_listing(kind: What, page: Fetched) -> Listing:
    """The links of a feed, sitemap, section, home page or robots.txt that are to be followed.

    Raises NotReadable where it is not what it is taken for.
    """
    listing = _READERS[kind](page)
    dates = [link.published for link in listing.links if link.kind == "article" and link.published]
    span = max(dates) - min(dates) if len(dates) > 1 else None
    links, told = _bounded(listing.links, page)
    changed = ((link.url, moment(link.hints.get("modified"))) for link in links if link.kind == "article")
    modified = tuple((url, when) for url, when in changed if when is not None and when <= page.now)
    return replace(listing, links=links, span=span, modified=modified, told=(*listing.told, *told))


def explores(source: Source) -> bool:
    """Whether the feeds, sitemaps and sections that a site names are followed: its source names none."""
    return not (source.feeds or source.sitemaps or source.sections)


def reader_of(source: Source, since: str | None, *, whole: bool = False) -> str:
    """How a source's listings are read: what was read otherwise is asked for as a whole, and read again."""
    said = (__version__, source.articles, explores(source), since, *(["whole"] if whole else []))
    return blake2b(repr(said).encode(), digest_size=6).hexdigest()


def _feed(page: Fetched) -> Listing:
    feed = read_feed(
        page.body,
        page.url,
        page.content_type,
        articles=_pattern(page.source),
        max_entries=page.limits.feed_entries,
    )
    links = list(_links(feed.links, page))
    links += _next(feed.next_url, "feed", links, page)
    return Listing(
        links=tuple(links),
        pace="live" if page.first else "paged",
        ttl=timedelta(minutes=feed.ttl) if feed.ttl else None,
        rolling=page.first,
        told=_too_many("FEED_ENTRIES", feed.left_out, "entry", "entries"),
        passed=feed.passed,
    )


def _sitemap(page: Fetched) -> Listing:
    sitemap = read_sitemap(
        page.body,
        page.url,
        page.content_type,
        articles=_pattern(page.source),
        max_entries=page.limits.sitemap_entries,
    )
    links = list(_links(sitemap.links, page, depth=page.depth + 1))
    told = [] if sitemap.complete else [_INCOMPLETE]
    if sitemap.kind == "index":
        if page.depth >= page.limits.sitemap_depth:
            deep = Bound("SITEMAP_DEPTH", f"{counted(len(links), 'sitemap')}, nested too deeply")
            return Listing(pace="index", told=(deep,))
        most = page.limits.sitemaps
        if len(links) > most:
            many = f"{len(links) - most} of {counted(len(links), 'sitemap')}, the oldest"
            told.append(Bound("SITEMAPS", many))
            links = sorted(links, key=_newest_first)[:most]
        return Listing(links=tuple(links), pace="index", told=tuple(told))
    newest = max((link.published for link in links if link.published), default=None)
    news = any(link.hints.published or link.hints.title for link in sitemap.links)
    pace = pace_of_sitemap(newest, page.now)
    rolling = news and pace == "live"
    return Listing(links=tuple(links), pace=pace, rolling=rolling, told=tuple(told), passed=sitemap.passed)


def _over(page: Anchors) -> tuple[Bound, ...]:
    return _too_many("PAGE_LINKS", page.links_over, "link")


def _section(page: Fetched) -> Listing:
    section = read_section(
        page.body,
        page.url,
        page.content_type,
        link_header=page.link_header,
        articles=_pattern(page.source),
        max_links=page.limits.page_links,
    )
    links = list(_links(section.articles, page))
    links += _next(section.next_url, "section", links, page)
    links += (_link(each.url, "feed", page, Hints()) for each in _own_feeds(section, page))
    return Listing(
        links=tuple(links),
        pace="live" if page.first else "paged",
        rolling=page.first,
        told=_over(section),
        passed=section.passed,
    )


def _own_feeds(section: Anchors, page: Fetched) -> Iterator[found.Link]:
    """Yield the feeds of this section alone, and any feed where the page itself lists nothing.

    Most sections announce the feed of the whole site as well, which somebody who names a section does not
    ask for.
    """
    folder = page.url.partition("?")[0].rstrip("/") + "/"
    for feed in section.feeds if page.explore and page.first else ():
        if feed.url.startswith(folder) or not section.articles:
            yield feed


def _home(page: Fetched) -> Listing:
    home = read_homepage(
        page.body,
        page.url,
        page.content_type,
        link_header=page.link_header,
        articles=_pattern(page.source),
        max_links=page.limits.page_links,
    )
    links = list(_links(home.articles, page))
    if page.explore:
        links += (_link(each.url, each.kind, page, Hints()) for each in _named(home))
        links += _guesses(home, page)
    return Listing(links=tuple(links), told=_over(home), passed=home.passed)


def _named(home: Anchors) -> Iterator[found.Link]:
    yield from (*home.feeds, *home.sitemaps, *home.sections)


def _guesses(home: Anchors, page: Fetched) -> Iterator[Link]:
    """Yield the usual places of feeds and sitemaps, of each kind that the home page does not name.

    The frontier keeps an address that was tried in vain, and it is not tried again.
    """
    named = {each.kind for each in _named(home)}
    for each in places(page.url):
        if each.kind not in named:
            yield _link(each.url, each.kind, page, Hints(), guess=1)


def _robots(page: Fetched) -> Listing:
    return Listing(links=tuple(_links(sitemaps_in(page.body, page.url), page)))


_READERS: dict[What, Callable[[Fetched], Listing]] = {
    "feed": _feed,
    "sitemap": _sitemap,
    "section": _section,
    "home": _home,
    "robots": _robots,
}


def _links(links: Iterable[found.Link], page: Fetched, **more: int) -> Iterator[Link]:
    return (_link(each.url, each.kind, page, each.hints, **more) for each in links)


def _link(url: str, kind: LinkKind, page: Fetched, hints: Hints, **more: int) -> Link:
    told = {name: value for name in _HINTS if (value := getattr(hints, name))}
    when = moment(hints.published or hints.modified)
    more = more if kind != "article" else {}
    return Link(
        url=url,
        source=page.source.name,
        kind=kind,
        published=when,
        hints=told | more,
        parent=page.asked or page.url,
    )


def _next(url: str | None, kind: LinkKind, links: list[Link], page: Fetched) -> Iterator[Link]:
    """The list's next page, unless enough were read, or all of this one is older than what is asked for."""
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
    """Without what leads to more other hosts than any honest listing does."""
    home = host(page.url)
    away = Counter(name for link in links if (name := host(link.url)) != home)
    most = page.limits.other_hosts
    if len(away) <= most:
        return links, ()
    allowed = {home, *(name for name, _ in away.most_common(most))}
    kept = tuple(link for link in links if host(link.url) in allowed)
    told = f"{counted(len(links) - len(kept), 'link')} to {counted(len(away) - most, 'other host')}"
    return kept, (Bound("OTHER_HOSTS", told),)


def _newest_first(link: Link) -> float:
    return -link.published.timestamp() if link.published else 0.0


def _pattern(source: Source) -> str | None:
    return "|".join(f"(?:{each})" for each in source.articles) or None


def moment(raw: str | None) -> datetime | None:
    """When a link says its page is from, good enough to put the newest first; None where it is unreadable."""
    return httpdate.utc(httpdate.either(raw))

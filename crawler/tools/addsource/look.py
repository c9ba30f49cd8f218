"""Looks at a site: its home page, feeds, sitemaps and two articles. Weighs nothing, writes nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from crawler.discover.feed import NotAFeed, read_feed
from crawler.discover.guess import places, what_is
from crawler.discover.homepage import read_homepage
from crawler.discover.link import Link
from crawler.discover.robots_sitemaps import sitemaps_in
from crawler.discover.section import Unreadable, language_of, parsed
from crawler.discover.sitemap import NotASitemap, Sitemap, read_sitemap
from crawler.errors import BroadsheetError
from crawler.tools.addsource.choice import Said
from crawler.tools.addsource.editions import is_other, language_in, own_sitemaps, primary
from pipelines.export.printable import counted
from pipelines.markup import Document
from pipelines.times import http_date as httpdate

MOST_FEEDS, MOST_SITEMAPS, MOST_SECTIONS, MOST_ARTICLES = 8, 6, 12, 2


class Answer(NamedTuple):
    """What a site sent: the address that answered, the bytes, the Content-Type header."""

    url: str
    body: bytes
    content_type: str | None = None


Ask = Callable[[str], Awaitable[Answer]]
"""Fetches an address. Raises BroadsheetError where it cannot be had."""


class Found(NamedTuple):
    """An address that belongs in a source file, and what is known of it."""

    url: str
    why: str


@dataclass(slots=True)
class Look:
    """What was seen of a site."""

    home: str
    feeds: list[Found] = field(default_factory=list)
    sitemaps: list[Found] = field(default_factory=list)
    sections: list[Found] = field(default_factory=list)
    left_out: list[Found] = field(default_factory=list)
    """What was named a feed or sitemap and is of no use, with the reason."""
    languages: list[Said] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    """Dates of articles: aware, with the offsets that the site wrote."""
    articles: list[str] = field(default_factory=list)


async def look(ask: Ask, address: str) -> Look:
    """See what the site at `address` has; that may be its home page, a section, a feed or a sitemap.

    Raises BroadsheetError where that address cannot be had, or the home page is too large to be read.
    """
    answer = await ask(address)
    kind = what_is(answer.body, answer.url, answer.content_type)
    home = answer if kind in ("home", "section") else await ask(_home_of(answer, kind))
    looker = _Looker(ask, Look(home=home.url))
    try:
        await looker.site(home, {kind: {address: "given"}})
    except Unreadable as error:
        raise BroadsheetError(str(error)) from error
    return looker.seen


class _Looker:
    """One look at one site: fills `seen` as it goes."""

    def __init__(self, ask: Ask, seen: Look) -> None:
        self.ask = ask
        self.seen = seen
        self.entries: list[frozenset[str]] = []
        self.language: str | None = None
        """What the home page calls its own; of others' editions nothing is kept."""

    async def site(self, home: Answer, given: Mapping[str, Mapping[str, str]]) -> None:
        """Read the home page, then all that it and robots.txt lead to.

        `given` is what the user named: kind → address → how it is known.
        """
        listing = read_homepage(home.body, home.url, home.content_type)
        self.page(parsed(home.body, home.url, home.content_type))
        self.seen.articles += [link.url for link in listing.articles]
        self.language = primary(listing.language)
        for link in listing.sections[:MOST_SECTIONS]:
            await self.section(link)
        await self.feeds({**given.get("feed", {}), **_named(listing.feeds, "linked from the home page")})
        robots = await self.try_(urljoin(home.url, "/robots.txt"))
        in_robots = _named(sitemaps_in(robots.body, robots.url) if robots else (), "in robots.txt")
        linked = _named(listing.sitemaps, "linked from the home page")
        await self.sitemaps({**given.get("sitemap", {}), **linked, **in_robots})
        for url in self.seen.articles[:MOST_ARTICLES]:
            if answer := await self.try_(url):
                with suppress(Unreadable):  # it says nothing, and another may
                    self.article(parsed(answer.body, answer.url, answer.content_type))

    async def section(self, link: Link) -> None:
        """Keep a section, unless its path and its page say that it is another language's edition."""
        said = None
        if is_other(link.url, self.language) and (answer := await self.try_(link.url)):
            with suppress(Unreadable):
                said = primary(language_of(parsed(answer.body, answer.url, answer.content_type)))
        if said in (None, self.language):
            self.seen.sections.append(Found(link.url, _line(link.hints.title)))
        else:
            self.leave(link.url, f"it is in another language, {said}")

    async def feeds(self, named: Mapping[str, str]) -> None:
        guesses = self.guesses("feed")
        queue = deque((named or guesses).items())
        for _ in range(MOST_FEEDS):
            if not queue or (self.seen.feeds and not named):
                return
            more = await self.feed(*queue.popleft(), guessed=not named)
            queue.extend((url, how) for url, how in more.items() if url not in named)
        for url, _how in queue:
            self.leave(url, f"not looked at: it is one of more than {MOST_FEEDS}")

    async def feed(self, url: str, how: str, *, guessed: bool) -> Mapping[str, str]:
        """Keep a feed; where a page stands in its place, return the feeds which that names."""
        answer = await self.try_(url)
        try:
            feed = read_feed(answer.body, answer.url, answer.content_type) if answer else None
        except NotAFeed as error:
            more = {} if guessed else _feeds_on(answer)
            if not more and not guessed:
                self.leave(url, error.cause)
            return more
        entries = frozenset(link.url for link in feed.links) if feed else frozenset()
        if feed is None or not entries or any(entries <= known for known in self.entries):
            if not guessed:
                what = "it cannot be had" if feed is None else "it has no articles"
                self.leave(url, "all its articles are in another" if entries else what)
            return {}
        if is_other(url, self.language) and primary(feed.language) in (None, language_in(url)):
            self.leave(url, f"it is in another language, {language_in(url)}")
            return {}
        self.entries.append(entries)
        self.seen.languages += [Said(feed.language, "feed")] if feed.language else []
        self.seen.feeds.append(Found(url, f"{how}; {self.links(feed.links, 'entry', 'entries')}"))
        return {}

    async def sitemaps(self, named: Mapping[str, str]) -> None:
        guesses = self.guesses("sitemap")
        for url, how in list((named or guesses).items())[:MOST_SITEMAPS]:
            if not named and self.seen.sitemaps:
                return
            sitemap = await self.sitemap(url, tell=bool(named))
            own = own_sitemaps(sitemap.links, self.language) if sitemap else []
            if 0 < len(own) <= MOST_SITEMAPS:  # with more, the index is less to ask and to write down
                for one in own:
                    if child := await self.sitemap(one, tell=True):
                        why = f"of this language in {url}; {await self.contents(child)}"
                        self.seen.sitemaps.append(Found(one, why))
                self.leave(url, "it is an index of sitemaps in several languages")
            elif sitemap and sitemap.links:
                self.seen.sitemaps.append(Found(url, f"{how}; {await self.contents(sitemap)}"))
            elif sitemap:
                self.leave(url, "it has no articles")

    async def sitemap(self, url: str, *, tell: bool) -> Sitemap | None:
        answer = await self.try_(url)
        try:
            return read_sitemap(answer.body, answer.url, answer.content_type) if answer else None
        except NotASitemap as error:
            if tell:
                self.leave(url, error.cause)
            return None

    async def contents(self, sitemap: Sitemap) -> str:
        """What a sitemap holds. Of an index the sitemap of news is read too, for its dates and language."""
        if sitemap.kind != "index":
            return self.links(sitemap.links, "article", "articles")
        news = next((link.url for link in sitemap.links if "news" in link.url.lower()), None)
        child = await self.sitemap(news, tell=True) if news else None
        if child and child.kind != "index":
            self.links(child.links, "article", "articles")
        return f"an index of {counted(len(sitemap.links), 'sitemap')}"

    def links(self, links: Iterable[Link], one: str, many: str) -> str:
        """Keep what a feed or sitemap says of its articles; returns their number and newest date in words."""
        links = list(links)
        moments = [moment for link in links if (moment := _moment(link.hints.published))]
        self.seen.moments += moments
        self.seen.articles[:0] = [link.url for link in links[:MOST_ARTICLES]]
        languages = {link.hints.language for link in links if link.hints.origin == "sitemap"}
        self.seen.languages += [Said(tag, "sitemap") for tag in sorted(filter(None, languages))]
        newest = f", newest {max(moments):%Y-%m-%d}" if moments else ""
        return counted(len(links), one, many) + newest

    def page(self, doc: Document) -> None:
        """Keep what the home page calls its language."""
        root = doc.tree.getroottree().getroot()
        said = ((root.get("lang"), "html lang"), (doc.first_meta("og:locale"), "og:locale"))
        self.seen.languages += [Said(value, where) for value, where in said if value]

    def article(self, doc: Document) -> None:
        """Keep the offsets of the dates that an article states of itself."""
        raw = [node.get(key) for node in doc.jsonld for key in ("datePublished", "dateModified")]
        raw += [doc.first_meta("article:published_time"), doc.first_meta("article:modified_time")]
        self.seen.moments += [moment for one in raw if (moment := _moment(one))]

    def guesses(self, kind: str) -> Mapping[str, str]:
        """Where feeds or sitemaps often are, for sites that name none."""
        return _named((link for link in places(self.seen.home) if link.kind == kind), "found by trying")

    async def try_(self, url: str) -> Answer | None:
        try:
            return await self.ask(url)
        except BroadsheetError:
            return None

    def leave(self, url: str, why: str) -> None:
        self.seen.left_out.append(Found(url, why))


def _home_of(answer: Answer, kind: str) -> str:
    """The home page of a feed by its own word, of anything else by its host."""
    root = urljoin(answer.url, "/")
    if kind != "feed":
        return root
    try:
        return read_feed(answer.body, answer.url, answer.content_type).home or root
    except NotAFeed:
        return root


def _feeds_on(answer: Answer | None) -> Mapping[str, str]:
    try:
        found = read_homepage(answer.body, answer.url, answer.content_type).feeds if answer else ()
    except Unreadable:
        return {}
    return _named(found, f"linked from {answer.url}" if answer else "")


def _named(links: Iterable[Link], how: str) -> dict[str, str]:
    return {link.url: how for link in links}


def _moment(raw: object) -> datetime | None:
    """A date with its offset; None for one that has none, and for what is no date."""
    moment = httpdate.either(str(raw or ""))
    return moment if moment and moment.tzinfo else None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())[:60]

"""Looks at a site: its home page, feeds, sitemaps and two articles."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from crawler.discover.feed import read_feed
from crawler.discover.guess import document_kind, usual_places
from crawler.discover.homepage import read_homepage
from crawler.discover.link import Link, NotAFeed
from crawler.discover.robots_sitemaps import sitemaps_in
from crawler.discover.section import Listing, Unreadable, language_of, own_links, parse_page
from crawler.discover.sitemap import NotASitemap, Sitemap, read_sitemap
from crawler.errors import BroadsheetError
from crawler.tools.addsource.choice import Statement, is_other, language_in, own_sitemaps, primary
from pipelines.export.printable import counted
from pipelines.markup import Document
from pipelines.text.metadata.language import read as language_in_text
from pipelines.times.reading import http_date
from pipelines.urls import canonical

_MOST_LINKS = 5_000
_LEAST_PIECE = 25
"""Characters of a headline or a paragraph; the words of a menu have fewer."""

MOST_FEEDS, MOST_SITEMAPS, MOST_SECTIONS, MOST_ARTICLES = 8, 6, 12, 2


class Answer(NamedTuple):
    """An answer: the final address, the bytes and the Content-Type header."""

    url: str
    body: bytes
    content_type: str | None = None


Ask = Callable[[str], Awaitable[Answer]]
"""Fetches an address. Raises BroadsheetError."""


class FoundUrl(NamedTuple):
    """An address for a source file, and what is known about it."""

    url: str
    why: str


@dataclass(slots=True)
class Look:
    """What was found at a site."""

    home: str
    given: FoundUrl | None = None
    """The listing that the user gave, with its kind: `section`, `feed`, `sitemap`; None if it was none."""
    feeds: list[FoundUrl] = field(default_factory=list)
    sitemaps: list[FoundUrl] = field(default_factory=list)
    sections: list[FoundUrl] = field(default_factory=list)
    left_out: list[FoundUrl] = field(default_factory=list)
    """Addresses that are not used, with the reason."""
    languages: list[Statement] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    """The language of each text that was long enough to tell."""
    moments: list[datetime] = field(default_factory=list)
    """Dates of articles, with the offsets that the site wrote."""
    articles: list[str] = field(default_factory=list)


async def look(ask: Ask, address: str) -> Look:
    """Look at the site at `address`, which may be its home page, a section, a feed or a sitemap.

    Raises BroadsheetError if that address cannot be fetched, or the home page is too large to be read.
    """
    answer = await ask(address)
    kind = document_kind(answer.body, answer.url, answer.content_type)
    if kind == "section":
        home = await _home_above(ask, answer) or answer
    else:
        home = answer if kind == "home" else await _home(ask, _home_of(answer, kind), kind)
    url = answer.url if kind == "section" else address
    given = FoundUrl(url, kind) if kind in ("section", "feed", "sitemap") else None
    looker = _Looker(ask, Look(home=home.url, given=given))
    try:
        await looker.site(home, {kind: {url: "given"}})
    except Unreadable as error:
        raise BroadsheetError(str(error)) from error
    return looker.seen


async def _home_above(ask: Ask, section: Answer) -> Answer | None:
    """Return the front page of the host, if it leads to this page and is that of a newspaper.

    A site may also have only a folder, or its news in one: its front page is then in another language, or
    shows fewer articles than this page.
    """
    with suppress(BroadsheetError, Unreadable):
        front = await ask(urljoin(section.url, "/"))
        links = own_links(parse_page(front.body, front.url, front.content_type), most=_MOST_LINKS)
        is_linked = any(link.url.rstrip("/") == canonical(section.url).rstrip("/") for link in links)
        both = (read_homepage(one.body, one.url, one.content_type) for one in (front, section))
        if is_linked and _is_above(*both):
            return front
    return None


def _is_above(front: Listing, section: Listing) -> bool:
    languages = {primary(one.language) for one in (front, section)} - {None}
    return len(languages) < 2 and len(front.articles) >= len(section.articles)


async def _home(ask: Ask, url: str, kind: str) -> Answer:
    """Return the home page; an empty one if it does not answer, and a feed or sitemap is known."""
    try:
        return await ask(url)
    except BroadsheetError:
        if kind not in ("feed", "sitemap"):
            raise
    return Answer(url, b"<html></html>", "text/html")


class _Looker:
    """One look at one site: fills `seen` as it goes."""

    def __init__(self, ask: Ask, seen: Look) -> None:
        self.ask = ask
        self.seen = seen
        self.entries: list[frozenset[str]] = []
        self.language: str | None = None
        """The language of the home page; editions in other languages are left out."""

    async def site(self, home: Answer, named: Mapping[str, Mapping[str, str]]) -> None:
        """Read the home page, then everything that it and robots.txt name.

        `named` are the addresses that the user named: kind → address → how it is known.
        """
        listing = read_homepage(home.body, home.url, home.content_type)
        self.page(parse_page(home.body, home.url, home.content_type))
        self.seen.articles += [link.url for link in listing.articles]
        self.language = primary(listing.language)
        given = named.get("section", {}) if home.url not in named.get("section", {}) else {}
        self.seen.sections += [FoundUrl(url, how) for url, how in given.items()]
        for link in listing.sections[:MOST_SECTIONS]:
            if link.url not in given:
                await self.section(link)
        await self.feeds({**named.get("feed", {}), **_named(listing.feeds, "linked from the home page")})
        robots = await self.fetch(urljoin(home.url, "/robots.txt"))
        in_robots = _named(sitemaps_in(robots.body, robots.url) if robots else (), "in robots.txt")
        linked = _named(listing.sitemaps, "linked from the home page")
        await self.sitemaps({**named.get("sitemap", {}), **linked, **in_robots})
        for url in self.seen.articles[:MOST_ARTICLES]:
            if answer := await self.fetch(url):
                with suppress(Unreadable):  # another article may say more
                    self.article(parse_page(answer.body, answer.url, answer.content_type))

    async def section(self, link: Link) -> None:
        """Keep a section, unless both its path and its page say that it is in another language."""
        language = None
        if is_other(link.url, self.language) and (answer := await self.fetch(link.url)):
            with suppress(Unreadable):
                language = primary(language_of(parse_page(answer.body, answer.url, answer.content_type)))
        if language in (None, self.language):
            self.seen.sections.append(FoundUrl(link.url, _line(link.hints.title)))
        else:
            self.leave_out(link.url, f"it is in another language, {language}")

    async def feeds(self, named: Mapping[str, str]) -> None:
        guesses = self.guesses("feed")
        queue = deque((named or guesses).items())
        for _ in range(MOST_FEEDS):
            if not queue or (self.seen.feeds and not named):
                return
            more = await self.feed(*queue.popleft(), guessed=not named)
            queue.extend((url, how) for url, how in more.items() if url not in named)
        for url, _how in queue:
            self.leave_out(url, f"not looked at: it is one of more than {MOST_FEEDS}")

    async def feed(self, url: str, how: str, *, guessed: bool) -> Mapping[str, str]:
        """Keep a feed; if there is a page in its place, return the feeds that the page names."""
        answer = await self.fetch(url)
        try:
            feed = read_feed(answer.body, answer.url, answer.content_type) if answer else None
        except NotAFeed as error:
            more = {} if guessed else _feeds_on(answer)
            if not more and not guessed:
                self.leave_out(url, error.cause)
            return more
        entries = frozenset(link.url for link in feed.links) if feed else frozenset()
        if feed is None or not entries or any(entries <= known for known in self.entries):
            if not guessed:
                what = "it cannot be fetched" if feed is None else "it has no articles"
                self.leave_out(url, "all its articles are in another" if entries else what)
            return {}
        if is_other(url, self.language) and primary(feed.language) in (None, language_in(url)):
            self.leave_out(url, f"it is in another language, {language_in(url)}")
            return {}
        self.entries.append(entries)
        self.seen.languages += [Statement(feed.language, "feed")] if feed.language else []
        self.seen.feeds.append(FoundUrl(url, f"{how}; {self.links(feed.links, 'entry', 'entries')}"))
        return {}

    async def sitemaps(self, named: Mapping[str, str]) -> None:
        guesses = self.guesses("sitemap")
        for url, how in list((named or guesses).items())[:MOST_SITEMAPS]:
            if not named and self.seen.sitemaps:
                return
            sitemap = await self.sitemap(url, tell=bool(named))
            own = own_sitemaps(sitemap.links, self.language) if sitemap else []
            if 0 < len(own) <= MOST_SITEMAPS:  # with more, the index itself is shorter
                for one in own:
                    if child := await self.sitemap(one, tell=True):
                        why = f"of this language in {url}; {await self.contents(child)}"
                        self.seen.sitemaps.append(FoundUrl(one, why))
                self.leave_out(url, "it is an index of sitemaps in several languages")
            elif sitemap and sitemap.links:
                self.seen.sitemaps.append(FoundUrl(url, f"{how}; {await self.contents(sitemap)}"))
            elif sitemap:
                self.leave_out(url, "it has no articles")

    async def sitemap(self, url: str, *, tell: bool) -> Sitemap | None:
        answer = await self.fetch(url)
        try:
            return read_sitemap(answer.body, answer.url, answer.content_type) if answer else None
        except NotASitemap as error:
            if tell:
                self.leave_out(url, error.cause)
            return None

    async def contents(self, sitemap: Sitemap) -> str:
        """Describe what a sitemap contains.

        An index's news sitemap is read too, for its dates and language.
        """
        if sitemap.kind != "index":
            return self.links(sitemap.links, "article", "articles")
        news = next((link.url for link in sitemap.links if "news" in link.url.lower()), None)
        child = await self.sitemap(news, tell=True) if news else None
        if child and child.kind != "index":
            self.links(child.links, "article", "articles")
        return f"an index of {counted(len(sitemap.links), 'sitemap')}"

    def links(self, links: Iterable[Link], one: str, many: str) -> str:
        """Keep what a feed or sitemap says of its articles; return their number and newest date as text."""
        links = list(links)
        moments = [moment for link in links if (moment := _moment(link.hints.published))]
        self.seen.moments += moments
        self.seen.articles[:0] = [link.url for link in links[:MOST_ARTICLES]]
        languages = {link.hints.language for link in links if link.hints.origin == "sitemap"}
        self.seen.languages += [Statement(tag, "sitemap") for tag in sorted(filter(None, languages))]
        newest = f", newest {max(moments):%Y-%m-%d}" if moments else ""
        return counted(len(links), one, many) + newest

    def page(self, doc: Document) -> None:
        root = doc.tree.getroottree().getroot()
        tags = ((root.get("lang"), "html lang"), (doc.first_meta("og:locale"), "og:locale"))
        self.seen.languages += [Statement(value, where) for value, where in tags if value]
        self.text(doc, "a")

    def text(self, doc: Document, *tags: str) -> None:
        """Keep the language of a page's longer pieces."""
        pieces = (" ".join("".join(each.itertext()).split()) for each in doc.tree.iter("p", *tags))
        long = dict.fromkeys(piece for piece in pieces if len(piece) >= _LEAST_PIECE)
        self.seen.spoken += filter(None, [language_in_text(" ".join(long))])

    def article(self, doc: Document) -> None:
        """Keep the dates that an article states for itself, with their offsets, and its language."""
        self.text(doc)
        raw = [node.get(key) for node in doc.jsonld for key in ("datePublished", "dateModified")]
        raw += [doc.first_meta("article:published_time"), doc.first_meta("article:modified_time")]
        self.seen.moments += [moment for one in raw if (moment := _moment(one))]

    def guesses(self, kind: str) -> Mapping[str, str]:
        """Return places where feeds or sitemaps often are, for sites that name none."""
        return _named((link for link in usual_places(self.seen.home) if link.kind == kind), "found by trying")

    async def fetch(self, url: str) -> Answer | None:
        try:
            return await self.ask(url)
        except BroadsheetError:
            return None

    def leave_out(self, url: str, why: str) -> None:
        self.seen.left_out.append(FoundUrl(url, why))


def _home_of(answer: Answer, kind: str) -> str:
    """The home page: for a feed the one that it names, otherwise the root of the host."""
    root = urljoin(answer.url, "/")
    if kind != "feed":
        return root
    try:
        return read_feed(answer.body, answer.url, answer.content_type).home or root
    except NotAFeed:
        return root


def _feeds_on(answer: Answer | None) -> Mapping[str, str]:
    try:
        feeds = read_homepage(answer.body, answer.url, answer.content_type).feeds if answer else ()
    except Unreadable:
        return {}
    return _named(feeds, f"linked from {answer.url}" if answer else "")


def _named(links: Iterable[Link], how: str) -> dict[str, str]:
    return {link.url: how for link in links}


def _moment(raw: object) -> datetime | None:
    """A date with its offset; None for a date without one, and for anything else."""
    moment = http_date.either(str(raw or ""))
    return moment if moment and moment.tzinfo else None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())[:60]

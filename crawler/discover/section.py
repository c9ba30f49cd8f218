"""A page that lists articles → links to them with their teasers, its feeds, and the list's next page.

`homepage.py` adds sitemaps and other sections.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.discover.address_form import data, judge, words
from crawler.discover.anchors import Anchor, anchors, count_over
from crawler.discover.announced import announced_feeds, announcements, pattern
from crawler.discover.link import Link, LinkKind, NotReadable, Passed
from pipelines.items import Hints
from pipelines.markup import Document, parse
from pipelines.markup.limits import OverLimit
from pipelines.urls import canonical, same_site

MOST_FEEDS = 50
"""Feeds, and as many sitemaps, that are taken of one page."""

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|pagina|pag|paged|offset|start|p|s)[/=_-]?\d+|/\d{1,4}/?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page leads to."""

    url: str
    articles: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    """Likeliest first."""
    next_url: str | None = None
    """The list's next (older) page."""
    language: str | None = None
    """As the page names it, unparsed."""
    passed: tuple[Passed, ...] = ()
    """Links of the site outside menus that are not followed."""
    links_over: int = 0
    """The number of links above the limit, which were not read."""


def read_section(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    link_header: str = "",
    articles: str | re.Pattern[str] | None = None,
    max_links: int = 5_000,
) -> Listing:
    """Read a section page; `url` is the address that answered, `link_header` its `Link` header.

    If the pattern `articles` is given, exactly the links are articles in whose address it is found. At most
    `max_links` links are read. Articles are in page order.

    Raises Unreadable.
    """
    doc = parsed(body, url, content_type)
    here = own_links(doc, most=max_links)
    found, passed = article_links(here, url, articles)
    feeds = announced_feeds(doc, link_header) or ([] if found else list(linked(here, "feed_paths")))
    return Listing(
        url=url,
        articles=tuple(found),
        feeds=tuple(plain_links("feed", feeds[:MOST_FEEDS])),
        next_url=next_page(doc, here, link_header),
        language=language_of(doc),
        passed=tuple(passed),
        links_over=count_over(doc, max_links),
    )


def linked(links: Iterable[Anchor], kind: str) -> Iterator[str]:
    """Yield links whose address looks like that of a feed or sitemap."""
    for one in links:
        is_kind = pattern(kind).search(urlsplit(one.url).path.lower())
        if is_kind and not pattern("not_feeds").search(one.url):
            yield one.url


def plain_links(kind: LinkKind, urls: Iterable[str]) -> Iterator[Link]:
    """Return links to listings about which the page says nothing but the address."""
    return (Link(url=url, kind=kind, hints=Hints(origin="section"), score=1.0) for url in urls)


class Unreadable(NotReadable):
    """A page so large or so deep that it is not read at all."""

    kind = "page that can be read"


def parsed(body: bytes, url: str, content_type: str | None) -> Document:
    """Return the parsed page. Raises Unreadable for one that exceeds the limits of pages."""
    try:
        return parse(body, url, content_type)
    except OverLimit as error:
        raise Unreadable(url, str(error), "name the site's feeds, or other sections of it") from error


def own_links(doc: Document, *, most: int) -> list[Anchor]:
    """Return the page's links within its own site, without those to itself."""
    here = canonical(doc.url)
    return [one for one in anchors(doc, most=most) if one.url != here and same_site(one.url, here)]


def article_links(
    links: Iterable[Anchor], page: str, articles: str | re.Pattern[str] | None
) -> tuple[list[Link], list[Passed]]:
    """Return the articles among `links`, in page order, and the others outside menus with the reason."""
    found = {one.url: one for one in links}
    if articles is not None:
        wanted = re.compile(articles)
        others = [Passed(url, "NotInPatterns") for url in found if not wanted.search(url)]
        return [_link(one, 1.0) for one in found.values() if wanted.search(one.url)], others
    sums = judge(found, "page", extra=lambda url: found[url].value)
    parents = Counter(parent for url, value in sums.items() if value > 0 for parent in parents_of(url))
    weight = data()["place"]["parent"]
    sums = {url: value + weight * (parents[url.rstrip("/")] > 1) for url, value in sums.items()}
    best: dict[str, str] = {}  # two links may differ only in the last slash
    for url in sorted(sums, key=lambda one: -sums[one]):
        best.setdefault(url.rstrip("/"), url)
    passed = [Passed(url, "AddressAndPlace") for url in sums if sums[url] <= 0 and not found[url].menu]
    kept = [_link(found[url], sums[url]) for url in sums if sums[url] > 0 and best[url.rstrip("/")] == url]
    return kept, passed


def parents_of(url: str) -> Iterator[str]:
    """Yield the addresses above `url` on its host, without their last slash."""
    url = url.rstrip("/")
    while url.count("/") > 3:
        url = url.rpartition("/")[0]
        yield url


def _link(one: Anchor, score: float) -> Link:
    hints = Hints(origin="section", title=one.text or None, published=one.date)
    return Link(url=one.url, kind="article", hints=hints, score=round(score, 2))


def next_page(doc: Document, links: Iterable[Anchor], link_header: str = "") -> str | None:
    """Return the page's `rel=next`, or else a link to a numbered page whose text means "next"."""
    for announced in announcements(doc, link_header):
        if "next" in announced.rels:
            return announced.url if announced.url != doc.url and same_site(announced.url, doc.url) else None
    return next((one.url for one in links if _is_next(one)), None)


def _is_next(one: Anchor) -> bool:
    if "next" in one.rels:
        return True
    called = any(label.strip(" «‹←»›→>") in words("texts", "next") for label in one.labels)
    is_called = called or not words("texts", "next").isdisjoint(one.labels)
    return is_called and _PAGE_NUMBER.search(_tail(one.url)) is not None


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def language_of(doc: Document) -> str | None:
    root = doc.tree.getroottree().getroot()
    named = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return named or doc.first_meta("og:locale")

"""Reads a page that lists articles: links with their teasers, feeds, and the next page of the list.

`homepage.py` adds sitemaps and other sections.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.discover.address_form import data, judge, words
from crawler.discover.anchors import Anchor, anchors, base_of, count_over
from crawler.discover.announced import announced_feeds, announcements, pattern
from crawler.discover.link import Link, LinkKind, NotReadable, Passed
from pipelines.items import Hints
from pipelines.markup import Document, parse
from pipelines.markup.frames import frames
from pipelines.markup.limits import OverLimit
from pipelines.urls import NotAnAddress, canonical, same_site

MOST_FEEDS = 50
"""At most this many feeds, and this many sitemaps, are taken from one page."""

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|pagina|pag|paged|offset|start|p|s)[/=_-]?\d+|/\d{1,4}/?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The links of a page, by kind."""

    url: str
    articles: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    """Likeliest first."""
    next_url: str | None = None
    """The list's next (older) page."""
    language: str | None = None
    """The page's own value, unparsed."""
    passed: tuple[Passed, ...] = ()
    """Links of the site outside menus that are not followed."""
    frames: tuple[str, ...] = ()
    """Addresses of its site that the page shows in frames."""
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

    With the pattern `articles`, the articles are exactly the links whose address matches it. At most
    `max_links` links are read. Articles are in page order.

    Raises Unreadable.
    """
    doc = parse_page(body, url, content_type)
    here = own_links(doc, most=max_links)
    shown, passed = article_links(here, articles)
    feeds = announced_feeds(doc, link_header) or ([] if shown else list(links_to(here, "feed_paths")))
    return Listing(
        url=url,
        articles=tuple(shown),
        feeds=tuple(plain_links("feed", feeds[:MOST_FEEDS])),
        next_url=next_page(doc, here, link_header),
        language=language_of(doc),
        passed=tuple(passed),
        links_over=count_over(doc, max_links),
    )


def frames_of(doc: Document) -> Iterator[str]:
    """Yield the addresses of the page's site that it shows in frames."""
    base, here = base_of(doc), canonical(doc.url)
    for frame in frames(doc.tree):
        with suppress(NotAnAddress):
            url = canonical(frame.get("src", ""), base)
            if url != here and same_site(url, here):
                yield url


def links_to(links: Iterable[Anchor], kind: str) -> Iterator[str]:
    """Yield links whose address looks like that of a feed or sitemap."""
    for link in links:
        is_kind = pattern(kind).search(urlsplit(link.url).path.lower())
        if is_kind and not pattern("not_feeds").search(link.url):
            yield link.url


def plain_links(kind: LinkKind, urls: Iterable[str]) -> Iterator[Link]:
    """Return links that have only an address."""
    return (Link(url=url, kind=kind, hints=Hints(origin="section"), score=1.0) for url in urls)


class Unreadable(NotReadable):
    """The page is too large or too deep to be read."""

    kind = "page that can be read"


def parse_page(body: bytes, url: str, content_type: str | None) -> Document:
    """Return the parsed page. Raises Unreadable for one that exceeds the limits of pages."""
    try:
        return parse(body, url, content_type)
    except OverLimit as error:
        raise Unreadable(url, str(error), "name the site's feeds, or other sections of it") from error


def own_links(doc: Document, *, most: int) -> list[Anchor]:
    """Return the page's links within its own site, without those to itself."""
    here = canonical(doc.url)
    return [link for link in anchors(doc, most=most) if link.url != here and same_site(link.url, here)]


def article_links(
    links: Iterable[Anchor], articles: str | re.Pattern[str] | None
) -> tuple[list[Link], list[Passed]]:
    """Return the articles among `links`, in page order; also the others outside menus, with the reasons."""
    by_url = {link.url: link for link in links}
    if articles is not None:
        article_pattern = re.compile(articles)
        others = [Passed(url, "NotInPatterns") for url in by_url if not article_pattern.search(url)]
        return [_link(link, 1.0) for link in by_url.values() if article_pattern.search(link.url)], others
    sums = judge(by_url, "page", extra=lambda url: by_url[url].value)
    parents = Counter(parent for url, value in sums.items() if value > 0 for parent in parents_of(url))
    weight = data()["place"]["parent"]
    sums = {url: value + weight * (parents[url.rstrip("/")] > 1) for url, value in sums.items()}
    best: dict[str, str] = {}  # two links may differ only in the last slash
    for url in sorted(sums, key=lambda url: -sums[url]):
        best.setdefault(url.rstrip("/"), url)
    passed = [Passed(url, "AddressAndPlace") for url in sums if sums[url] <= 0 and not by_url[url].menu]
    followed = [
        _link(by_url[url], sums[url]) for url in sums if sums[url] > 0 and best[url.rstrip("/")] == url
    ]
    return followed, passed


def parents_of(url: str) -> Iterator[str]:
    """Yield the addresses above `url` on its host, without their last slash."""
    url = url.rstrip("/")
    while url.count("/") > 3:
        url = url.rpartition("/")[0]
        yield url


def _link(anchor: Anchor, score: float) -> Link:
    hints = Hints(origin="section", title=anchor.text or None, published=anchor.date)
    return Link(url=anchor.url, kind="article", hints=hints, score=round(score, 2))


def next_page(doc: Document, links: Iterable[Anchor], link_header: str = "") -> str | None:
    """Return the page's `rel=next`, or else a link to a numbered page whose text means "next"."""
    for announced in announcements(doc, link_header):
        if "next" in announced.rels:
            return announced.url if announced.url != doc.url and same_site(announced.url, doc.url) else None
    return next((link.url for link in links if _is_next(link)), None)


def _is_next(link: Anchor) -> bool:
    if "next" in link.rels:
        return True
    is_label = any(label.strip(" «‹←»›→>") in words("texts", "next") for label in link.labels)
    is_called = is_label or not words("texts", "next").isdisjoint(link.labels)
    return is_called and _PAGE_NUMBER.search(_tail(link.url)) is not None


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def language_of(doc: Document) -> str | None:
    root = doc.tree.getroottree().getroot()
    lang = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return lang or doc.first_meta("og:locale")

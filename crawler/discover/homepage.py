"""A site's front page → its feeds, sitemaps and sections, and the articles it shows.

Refuses to know what stands at addresses that the page does not name; guess.py lists those worth a try.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from crawler.discover.address_form import NO_SHAPE, Shape, begins_service, data, form, words
from crawler.discover.anchors import Anchor, base_of, count_over
from crawler.discover.link import Link, LinkKind
from crawler.discover.section import (
    Listing,
    article_links,
    language_of,
    next_page,
    own_links,
    parents_of,
    parsed,
)
from pipelines.items import Hints
from pipelines.markup import Document
from pipelines.urls import NotAnAddress, canonical, host


def read_homepage(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    articles: str | re.Pattern[str] | None = None,
    known: Shape = NO_SHAPE,
    max_links: int = 5_000,
    max_articles: int = 500,
    max_sections: int = 60,
    max_feeds: int = 50,
) -> Listing:
    """Read everything a front page leads to; parameters as for `read_section`.

    Feeds are in the page's order, those it announces in its head first; sections are likeliest first.
    """
    doc = parsed(body, url, content_type)
    here = own_links(doc, most=max_links)
    found = article_links(here, url, articles, known)
    feeds = dict.fromkeys([*_announced_feeds(doc), *_linked(here, "feed_paths")])
    sitemaps = dict.fromkeys([*_announced(doc, "sitemap"), *_linked(here, "sitemap_paths")])
    return Listing(
        url=url,
        articles=tuple(found[:max_articles]),
        feeds=tuple(_plain("feed", list(feeds)[:max_feeds])),
        sitemaps=tuple(_plain("sitemap", list(sitemaps)[:max_feeds])),
        sections=tuple(_sections(here, found, url)[:max_sections]),
        next_url=next_page(doc, here),
        language=language_of(doc),
        left_out=max(0, len(found) - max_articles),
        links_over=count_over(doc, max_links),
    )


def _plain(kind: LinkKind, urls: Iterable[str]) -> Iterator[Link]:
    return (Link(url=url, kind=kind, hints=Hints(origin="section"), score=1.0) for url in urls)


def _announced_feeds(doc: Document) -> Iterator[str]:
    types = words("announced", "feed_types")
    for url in _announced(doc, "alternate", types):
        if not _pattern("not_feeds").search(url):
            yield url


def _announced(doc: Document, rel: str, types: frozenset[str] = frozenset()) -> Iterator[str]:
    """Addresses that the page's `<link rel=…>` name."""
    base = base_of(doc)
    for element in doc.tree.iter("link"):
        type_ = (element.get("type") or "").split(";")[0].strip().lower()
        if rel in (element.get("rel") or "").lower().split() and (not types or type_ in types):
            try:
                yield canonical(element.get("href") or "", base)
            except NotAnAddress:
                continue


def _linked(links: Iterable[Anchor], pattern: str) -> Iterator[str]:
    for one in links:
        parts = urlsplit(one.url)
        if _pattern(pattern).search(parts.path.lower()) and not _pattern("not_feeds").search(one.url):
            yield one.url


def _sections(links: Iterable[Anchor], found: Iterable[Link], page: str) -> list[Link]:
    """Links that look like lists of articles, likeliest first."""
    taken = {link.url for link in found}
    parents = Counter(parent for link in found for parent in parents_of(link.url))
    sums = {
        one.url: _section(one, parents[one.url.rstrip("/")], page) for one in links if one.url not in taken
    }
    texts = {one.url: one.text for one in links}
    ranked = sorted((url for url, value in sums.items() if value > 0), key=lambda url: -sums[url])
    best = {url.rstrip("/"): url for url in reversed(ranked)}
    return [_link(url, texts[url], sums[url]) for url in ranked if best[url.rstrip("/")] == url]


def _link(url: str, text: str, value: float) -> Link:
    return Link(
        url=url, kind="section", hints=Hints(origin="section", title=text or None), score=round(value, 2)
    )


def _section(one: Anchor, children: int, page: str) -> float:
    """How likely it lists articles: by its words, its place, and the articles of this page below it."""
    parts = urlsplit(one.url)
    segments = [part for part in parts.path.lower().split("/") if part]
    weight = data()["section"]
    if parts.query or not segments or len(segments) > 4 or _is_no_section(segments):
        return -1.0
    named = segments[-1].partition(".")[0] in words("segments", "section")
    value = weight["menu"] * one.menu + weight["word"] * named + weight["parent"] * min(children, 3)
    value += weight["depth"] * len(segments) + weight["elsewhere"] * (host(one.url) != host(page))
    return float(value if form(one.url).value <= weight["article_form"] else -1.0)


def _is_no_section(segments: list[str]) -> bool:
    bare = {segment.partition(".")[0] for segment in segments}
    no_page = "." in segments[-1] and segments[-1].rpartition(".")[2] in words("files")
    aside = any(not bare.isdisjoint(words("segments", kind)) for kind in ("service", "index"))
    return no_page or aside or any(map(begins_service, segments))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(data()["announced"][name], re.IGNORECASE)

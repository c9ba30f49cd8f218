"""A site's front page → its feeds, sitemaps and sections, and the articles that it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.discover.address_form import begins_service, data, form, without_index, words
from crawler.discover.anchors import Anchor, count_over
from crawler.discover.announced import announced_feeds, announcements
from crawler.discover.link import Link
from crawler.discover.section import (
    MOST_FEEDS,
    Listing,
    article_links,
    language_of,
    linked,
    next_page,
    own_links,
    parents_of,
    parsed,
    plain_links,
)
from pipelines.items import Hints
from pipelines.urls import host

MOST_SECTIONS = 60


def read_homepage(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    link_header: str = "",
    articles: str | re.Pattern[str] | None = None,
    max_links: int = 5_000,
) -> Listing:
    """Read everything a front page leads to; parameters as for `read_section`.

    Feeds are in the page's order, those that it announces first; sections are likeliest first.
    """
    doc = parsed(body, url, content_type)
    here = own_links(doc, most=max_links)
    found, passed = article_links(here, url, articles)
    feeds = dict.fromkeys([*announced_feeds(doc, link_header), *linked(here, "feed_paths")])
    named = (one.url for one in announcements(doc, link_header) if "sitemap" in one.rels)
    sitemaps = dict.fromkeys([*named, *linked(here, "sitemap_paths")])
    sections = _sections(here, found, url)[:MOST_SECTIONS]
    followed = {*feeds, *sitemaps, *(link.url for link in sections)}
    return Listing(
        url=url,
        articles=tuple(found),
        feeds=tuple(plain_links("feed", list(feeds)[:MOST_FEEDS])),
        sitemaps=tuple(plain_links("sitemap", list(sitemaps)[:MOST_FEEDS])),
        sections=tuple(sections),
        next_url=next_page(doc, here, link_header),
        language=language_of(doc),
        passed=tuple(one for one in passed if one.url not in followed),
        links_over=count_over(doc, max_links),
    )


def _sections(links: Iterable[Anchor], found: Iterable[Link], page: str) -> list[Link]:
    """Return links that look like lists of articles, likeliest first."""
    taken = {link.url for link in found}
    parents = Counter(parent for link in found for parent in parents_of(link.url))
    others = [one for one in links if one.url not in taken]
    sums = {one.url: _section(one, parents[one.url.rstrip("/")], page) for one in others}
    texts = {one.url: one.text for one in links}
    ranked = sorted((url for url, value in sums.items() if value > 0), key=lambda url: -sums[url])
    best = {url.rstrip("/"): url for url in reversed(ranked)}
    return [_link(url, texts[url], sums[url]) for url in ranked if best[url.rstrip("/")] == url]


def _link(url: str, text: str, value: float) -> Link:
    hints = Hints(origin="section", title=text or None)
    return Link(url=url, kind="section", hints=hints, score=round(value, 2))


def _section(one: Anchor, children: int, page: str) -> float:
    """Return how likely the link leads to a list: by its words, its place, and the articles below it."""
    parts = urlsplit(one.url)
    segments = [part for part in without_index(parts.path.lower()).split("/") if part]
    weight = data()["section"]
    if parts.query or not segments or len(segments) > 4 or _is_no_section(segments):
        return -1.0
    named = segments[-1].partition(".")[0] in words("segments", "section")
    value = weight["menu"] * one.menu + weight["word"] * named + weight["parent"] * min(children, 3)
    value += weight["depth"] * len(segments) + weight["elsewhere"] * (host(one.url) != host(page))
    return float(value if form(one.url).value <= weight["article_form"] else -1.0)


def _is_no_section(segments: list[str]) -> bool:
    bare = {segment.partition(".")[0] for segment in segments}
    is_file = "." in segments[-1] and segments[-1].rpartition(".")[2] in words("files")
    is_other = any(not bare.isdisjoint(words("segments", kind)) for kind in ("service", "index"))
    return is_file or is_other or any(map(begins_service, segments))

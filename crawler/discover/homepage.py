"""Reads a site's front page: its feeds, sitemaps and sections, and the articles that it shows."""

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
    frames_of,
    language_of,
    links_to,
    next_page,
    own_links,
    parents_of,
    parse_page,
    plain_links,
)
from pipelines.items import Hints
from pipelines.markup.lexicon import own_titles
from pipelines.markup.words import fold
from pipelines.urls import bare_netloc, is_front

MOST_SECTIONS, MOST_FRAMES = 60, 10


def read_homepage(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    link_header: str = "",
    articles: str | re.Pattern[str] | None = None,
    max_links: int = 5_000,
) -> Listing:
    """Read all links of a front page; the parameters are those of `read_section`.

    Feeds are in the page's order, announced ones first; the likeliest sections are first.
    """
    doc = parse_page(body, url, content_type)
    here = own_links(doc, most=max_links)
    articles_found, passed = article_links(here, articles)
    feeds = dict.fromkeys([*announced_feeds(doc, link_header), *links_to(here, "feed_paths")])
    announced = (link.url for link in announcements(doc, link_header) if "sitemap" in link.rels)
    sitemaps = dict.fromkeys([*announced, *links_to(here, "sitemap_paths")])
    sections = _sections(here, articles_found, url)[:MOST_SECTIONS]
    followed = {*feeds, *sitemaps, *(link.url for link in sections)}
    return Listing(
        url=url,
        articles=tuple(articles_found),
        feeds=tuple(plain_links("feed", list(feeds)[:MOST_FEEDS])),
        sitemaps=tuple(plain_links("sitemap", list(sitemaps)[:MOST_FEEDS])),
        sections=tuple(sections),
        next_url=next_page(doc, here, link_header),
        language=language_of(doc),
        passed=tuple(link for link in passed if link.url not in followed),
        frames=tuple(dict.fromkeys(frames_of(doc)))[:MOST_FRAMES],
        links_over=count_over(doc, max_links),
    )


def _sections(links: Iterable[Anchor], articles: Iterable[Link], page: str) -> list[Link]:
    """Return links that look like lists of articles, likeliest first."""
    article_urls = {link.url for link in articles}
    parents = Counter(parent for link in articles for parent in parents_of(link.url))
    others = [link for link in links if link.url not in article_urls]
    sums = {link.url: _section_value(link, parents[link.url.rstrip("/")], page) for link in others}
    texts = {link.url: link.text for link in links}
    ranked = sorted((url for url, value in sums.items() if value > 0), key=lambda url: -sums[url])
    best = {url.rstrip("/"): url for url in reversed(ranked)}
    return [_link(url, texts[url], sums[url]) for url in ranked if best[url.rstrip("/")] == url]


def _link(url: str, text: str, value: float) -> Link:
    hints = Hints(origin="section", title=text or None)
    return Link(url=url, kind="section", hints=hints, score=round(value, 2))


def _section_value(link: Anchor, children: int, page: str) -> float:
    """Return how likely the link leads to a list: by its words, its place, and the articles below it."""
    parts = urlsplit(link.url)
    segments = [part for part in without_index(parts.path.lower()).split("/") if part]
    weight = data()["section"]
    if is_front(link.url) and not link.elsewhere and bare_netloc(link.url) != bare_netloc(page):
        return float(weight["menu"] * link.menu + weight["parent"])
    if parts.query or not segments or len(segments) > 4 or _is_no_section(segments):
        return -1.0
    if not own_titles().isdisjoint((fold(link.text), fold(segments[-1]))):
        return -1.0
    is_section_word = segments[-1].partition(".")[0] in words("segments", "section")
    value = (
        weight["menu"] * link.menu + weight["word"] * is_section_word + weight["parent"] * min(children, 3)
    )
    value += weight["depth"] * len(segments) + weight["elsewhere"] * link.elsewhere
    return float(value if form(link.url).value <= weight["article_form"] else -1.0)


def _is_no_section(segments: list[str]) -> bool:
    bare = {segment.partition(".")[0] for segment in segments}
    is_file = "." in segments[-1] and segments[-1].rpartition(".")[2] in words("files")
    is_other = any(not bare.isdisjoint(words("segments", kind)) for kind in ("service", "index"))
    return is_file or is_other or any(map(begins_service, segments))

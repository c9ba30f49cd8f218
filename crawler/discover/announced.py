"""Reads what a page announces in its head or `Link` header: feeds, sitemaps, the next page of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from crawler.discover.address_form import data, words
from crawler.discover.anchors import base_of
from pipelines.markup import Document
from pipelines.urls import NotAnAddress, canonical

_HEADER = re.compile(r"<([^<>]{1,4096})>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))")


@dataclass(frozen=True, slots=True)
class Announcement:
    """One `<link>` element, or one link of a `Link` header (RFC 8288)."""

    url: str
    rels: frozenset[str]
    type: str = ""
    """Its media type in lower case, without parameters."""
    title: str = ""


def announcements(doc: Document, link_header: str = "") -> Iterator[Announcement]:
    """Yield the announcements in the page's head, then those in its `Link` header."""
    base = base_of(doc)
    for element in doc.tree.iter("link"):
        values = dict(element.items())
        if announcement := _announcement(values.get("href"), base, values):
            yield announcement
    for address, parameters in _HEADER.findall(link_header):
        values = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}
        if announcement := _announcement(address, doc.url, values):
            yield announcement


def announced_feeds(doc: Document, link_header: str = "") -> list[str]:
    """Return the feeds that the page announces, without feeds of comments, each once."""
    types = words("announced", "feed_types")
    links = announcements(doc, link_header)
    feeds = (link for link in links if "alternate" in link.rels and link.type in types)
    return list(dict.fromkeys(feed.url for feed in feeds if not _is_of_comments(feed)))


def _is_of_comments(feed: Announcement) -> bool:
    is_called_so = pattern("comment_titles").search(feed.title.strip())
    return bool(pattern("not_feeds").search(feed.url) or is_called_so)


@cache
def pattern(name: str) -> re.Pattern[str]:
    return re.compile(data()["announced"][name], re.IGNORECASE)


def _announcement(href: str | None, base: str, values: Mapping[str, str]) -> Announcement | None:
    try:
        url = canonical(href or "", base) if href and href.strip() else None
    except NotAnAddress:
        return None
    type_ = values.get("type", "").partition(";")[0].strip().lower()
    rels = frozenset(values.get("rel", "").lower().split())
    return Announcement(url, rels, type_, values.get("title", "")) if url else None

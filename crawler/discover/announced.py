"""Reads what a page announces in its head or `Link` header: feeds, sitemaps, the next page of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def announcements(doc: Document, link_header: str = "") -> Iterator[Announcement]:
    """Yield the announcements in the page's head, then those in its `Link` header."""
    base = base_of(doc)
    for element in doc.tree.iter("link"):
        if announcement := _announcement(element.get("href"), base, element.get("rel"), element.get("type")):
            yield announcement
    for address, parameters in _HEADER.findall(link_header):
        values = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}
        if announcement := _announcement(address, doc.url, values.get("rel"), values.get("type")):
            yield announcement


def announced_feeds(doc: Document, link_header: str = "") -> list[str]:
    """Return the feeds that the page announces, without feeds of comments, each once."""
    types = words("announced", "feed_types")
    links = announcements(doc, link_header)
    urls = (link.url for link in links if "alternate" in link.rels and link.type in types)
    return list(dict.fromkeys(url for url in urls if not pattern("not_feeds").search(url)))


@cache
def pattern(name: str) -> re.Pattern[str]:
    return re.compile(data()["announced"][name], re.IGNORECASE)


def _announcement(
    href: str | None, base: str, rel: str | None, media_type: str | None
) -> Announcement | None:
    try:
        url = canonical(href or "", base) if href and href.strip() else None
    except NotAnAddress:
        return None
    type_ = (media_type or "").partition(";")[0].strip().lower()
    return Announcement(url, frozenset((rel or "").lower().split()), type_) if url else None

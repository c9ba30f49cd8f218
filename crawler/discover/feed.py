"""Reads a feed: its bytes → links to its articles, with everything that the feed has about each.

feedparser reads RSS 0.9x to 2.0, RDF and Atom; `json_feed.py` reads JSON Feed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from crawler.discover.address_form import is_media
from crawler.discover.feed_entry import read_entry, title_of, written_address
from crawler.discover.feed_parser import feed_parser
from crawler.discover.hint_text import page_address
from crawler.discover.json_feed import read_json
from crawler.discover.link import Link, NotAFeed, Passed
from crawler.discover.raw import escape_ampersands, feed_in, root_of, unpack, utf8, without_comments
from pipelines.markup.attribute_count import attributes_over

_ENTRY = re.compile(r"<(?:[\w-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ELEMENT = re.compile(r"<!\[CDATA\[.*?\]\]>|<[A-Za-z]", re.DOTALL)
_START = re.compile(r"<[A-Za-z]")
# With an empty link, feedparser does not take the address from the guid.
_EMPTY_LINK = re.compile(
    r"<link\s*/>|<link\s*>\s*(?:<!\[CDATA\[\s*\]\]>)?\s*</link\s*>"
    r"|<link\s(?:(?!href\s*=\s*[\"']?\s*[^\s\"'>])[^<>])*?(?:/>|>\s*</link\s*>)",
    re.IGNORECASE,
)
_ZERO_DATE = re.compile(r"(?<!\d)0001(?!\d)")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_TAGS = 30_000  # fifteen for each entry, if there are 2,000; feedparser takes up to .1 ms for one
_ATTRIBUTES = 100  # of one tag: feedparser's time grows with the square of their number
_ROOTS = ("rss", "rdf", "feed", "channel")
_LOOK = 65_536  # the first element must be within this many characters
_CURE = "tell the site, or use another of its feeds"
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_OLDER = ("next", "prev-archive")  # RFC 5005: paged feeds and archived feeds

Entry = tuple[str, Link | None]
"""The text that an entry has as its address, and the link; None if that is no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that was read."""

    url: str
    version: str
    """`rss20`, `atom10`, `json11` …"""
    title: str | None = None
    home: str | None = None
    """The page to which it belongs."""
    language: str | None = None
    ttl: int | None = None
    """Minutes until it should be fetched again, according to the feed."""
    next_url: str | None = None
    """The feed with its older entries (RFC 5005)."""
    links: tuple[Link, ...] = ()
    """Its articles, in its order."""
    passed: tuple[Passed, ...] = ()
    """Entries that are not followed."""
    left_out: int = 0
    """Number of entries over the limit."""


def read_feed(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    articles: str | re.Pattern[str] | None = None,
    max_entries: int = 2_000,
    max_bytes: int = 10_000_000,
) -> Feed:
    """Read a feed; `url` is the address that answered.

    A broken feed is read as far as possible. Every entry is an article, whatever its address looks like; with
    the pattern `articles`, only entries whose address matches it.

    Raises NotAFeed.
    """
    unpacked, is_complete = unpack(body, max_bytes)
    text = utf8(unpacked, content_type).decode().strip()
    if not text:
        raise NotAFeed(url, "it is empty", "open it in a browser, or take it out of the source's feeds")
    text = text if is_complete else _without_last(text)
    head, entries = (read_json if text.startswith("{") else _read_xml)(text, url, max_entries)
    links, passed = _followed(entries, url, articles)
    return Feed(url=url, links=links, passed=passed, **head)


def _followed(
    entries: list[Entry], feed: str, articles: str | re.Pattern[str] | None
) -> tuple[tuple[Link, ...], tuple[Passed, ...]]:
    """Return the links that are followed, each once, and the others with the reasons."""
    dated = sum(bool(link and _YEAR.search(link.hints.published or "")) for _, link in entries)
    followed: dict[str, Link] = {}
    passed: list[Passed] = []
    for written, link in entries:
        if link is None or link.url == feed:
            passed.append(Passed(written, "NoAddress"))
        elif link.url in followed:
            passed.append(Passed(link.url, "ListedTwice"))
        elif articles is not None and not re.search(articles, link.url):
            passed.append(Passed(link.url, "NotInPatterns"))
        elif is_media(link.url):
            passed.append(Passed(link.url, "MediaFile"))
        elif dated >= len(entries) / 2 and _ZERO_DATE.search(link.hints.published or ""):
            # Hugo prints the year 1 for pages that are no posts: "About us", "Contact".
            passed.append(Passed(link.url, "ZeroDate"))
        else:
            followed[link.url] = link
    return tuple(followed.values()), tuple(passed)


def _read_xml(text: str, url: str, most: int) -> tuple[dict[str, Any], list[Entry]]:
    text = _without_entities(text)  # after this, a broken document may be empty
    if root_of(without_comments(text)[:_LOOK]) not in _ROOTS:
        inner = feed_in(text[:_LOOK])
        if inner is None:
            raise NotAFeed(url, _cause(text), "give the address of its RSS, Atom or JSON feed")
        text = text[min(len(text), _LOOK) - len(inner) :]
    text = _EMPTY_LINK.sub("", escape_ampersands(text.encode()).decode())
    # Entries above the limit are cut off before parsing: feedparser takes .06 ms even for an empty one.
    starts = [start.start() for start in _ENTRY.finditer(text)]
    text = text if len(starts) <= most else text[: starts[most]]
    most = _entries_within_limit(text, starts[:most])
    if not most and (tags := len(_START.findall(text))) > _TAGS:
        raise NotAFeed(url, f"it has {tags} elements, more than {_TAGS}", _CURE)
    text = text if len(starts) <= most else text[: starts[most]]
    result = _parsed(text.encode(), url)
    head, version = result.feed, result.get("version") or "unknown"
    is_atom, language, links = version.startswith("atom"), head.get("language"), head.get("links", ())
    older = (link.get("href") for rel in _OLDER for link in links if link.get("rel") == rel)
    fields = {
        "version": version,
        "left_out": max(0, len(starts) - most),
        "title": title_of(head, is_atom=is_atom),
        "home": page_address(head.get("link"), url),
        "language": language,
        "ttl": _ttl(head),
        "next_url": next(filter(None, (page_address(href, url) for href in older)), None),
    }
    entries = result.entries[:most]
    links = (read_entry(entry, url, language, is_atom=is_atom) for entry in entries)
    return fields, list(zip(map(written_address, entries), links, strict=True))


def _parsed(data: bytes, url: str) -> Any:
    """Return feedparser's result, with addresses as the feed has them.

    If feedparser knew the feed's address, it would resolve every guid and every empty link against it.
    """
    if count := attributes_over(data, _ATTRIBUTES, xml=True):
        raise NotAFeed(url, f"it has {count} attributes in one tag, more than {_ATTRIBUTES}", _CURE)
    # The text is UTF-8 now, whatever its declaration says; the header has priority.
    headers = {"content-type": "application/xml; charset=utf-8"}
    options = {"response_headers": headers, "resolve_relative_uris": False, "sanitize_html": False}
    try:
        return feed_parser().parse(data, **options)
    except (TypeError, ValueError) as error:  # a lone `</width>` is a TypeError
        raise NotAFeed(url, f"its XML is broken ({error})", _CURE) from error


def _entries_within_limit(text: str, starts: list[int]) -> int:
    """Return how many of the entries at `starts` can be read until the limit of elements is reached."""
    end = text.rfind("]]>")  # every earlier CDATA is closed, so the search runs once
    places = chain(
        (mark.start() for mark in _ELEMENT.finditer(text, 0, end + 3) if mark[0][1] != "!"),
        (mark.start() for mark in _START.finditer(text, end + 3)),
    )
    over = next(islice(places, _TAGS, None), None)
    return len(starts) if over is None else max(0, bisect_right(starts, over) - 1)


def _without_last(text: str) -> str:
    """Return a cut document without its last entry, whose address may be cut too."""
    last_start = max((start.start() for start in _ENTRY.finditer(text)), default=len(text))
    return text[:last_start]


def _without_entities(text: str) -> str:
    """Return the text without a DOCTYPE that declares entities, of which expat expands megabytes."""
    start = text[:_LOOK].upper().find("<!DOCTYPE")
    if start < 0 or not start < text.find("[", start) < text.find(">", start):
        return text
    return text[:start] + text[text.find("]>", start) + 2 :] if "]>" in text else text[:start]


def _cause(text: str) -> str:
    start = text[:1_000].lower()
    if "<html" in start or "<!doctype html" in start:
        return "it is an HTML page"
    return "its XML is of another kind" if start.startswith("<") else "it is neither XML nor JSON"


def _ttl(head: Mapping[str, Any]) -> int | None:
    period = _PERIODS.get(str(head.get("sy_updateperiod")).strip().lower())
    times = _number(head.get("sy_updatefrequency")) or 1
    return _number(head.get("ttl")) or (period // times if period else None)


def _number(text: object) -> int | None:
    return int(text) if isinstance(text, str) and re.fullmatch(r"\s*\d{1,7}\s*", text) else None

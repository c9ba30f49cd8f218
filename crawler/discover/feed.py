"""A feed's bytes → links to its articles, with everything it says of each.

RSS 0.9x to 2.0, RDF and Atom are read by feedparser, JSON Feed here. Refuses to know when it is due again.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from types import ModuleType
from typing import Any, cast

from crawler.discover.address_form import NO_SHAPE, Shape, judge, weights
from crawler.discover.link import LONGEST_LINE, MOST_NAMES, Link, NotReadable
from crawler.discover.raw import root_of, unpack, utf8
from pipelines.items import Hints
from pipelines.markup.crowded import crowded
from pipelines.urls import NotAnAddress, canonical

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_LINKS = re.compile(r"https?://|/", re.IGNORECASE)  # a JSON Feed's id need be no address
_ENTRY = re.compile(r"<(?:[\w-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ELEMENT = re.compile(r"<!\[CDATA\[.*?\]\]>|<[A-Za-z]", re.DOTALL)
_START = re.compile(r"<[A-Za-z]")
_TAGS = 30_000  # fifteen for each of the most entries; feedparser takes up to .1 ms for one
_ATTRIBUTES = 100  # of one tag: feedparser takes their square
_ROOTS = ("rss", "rdf", "feed", "channel")
_LOOK = 65_536  # characters in which the first element must stand
_CURE = "tell the site, or use another of its feeds"
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


class NotAFeed(NotReadable):
    """The document is no feed."""

    kind = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says."""

    url: str
    version: str
    """`rss20`, `atom10`, `json11` …"""
    title: str | None = None
    home: str | None = None
    """The page it belongs to."""
    language: str | None = None
    ttl: int | None = None
    """Minutes for which it asks not to be read again."""
    next_url: str | None = None
    """Its older entries (RFC 5005)."""
    links: tuple[Link, ...] = ()
    """Its articles, in its order."""
    passed_over: int = 0
    """Entries without a sound address, and those whose address is no article's."""
    left_out: int = 0
    """Entries over the limit."""


def read_feed(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    articles: str | re.Pattern[str] | None = None,
    known: Shape = NO_SHAPE,
    max_entries: int = 2_000,
    max_bytes: int = 10_000_000,
) -> Feed:
    """Read a feed; `url` is the address that answered.

    What is broken but readable is read. Where `articles` is given, the entries whose address it is found in
    are the articles, and no others; `known` is the shape of articles that the site is known for.

    Raises NotAFeed.
    """
    unpacked, whole = unpack(body, max_bytes)
    text = utf8(unpacked, content_type).decode().strip()
    if not text:
        raise NotAFeed(url, "it is empty", "open it in a browser, or take it out of the source's feeds")
    read = _json if text.startswith("{") else _xml
    feed, entries = read(text if whole else _without_last(text), url, max_entries)
    links: dict[str, Link] = {}
    for link in filter(None, entries):
        links.setdefault(link.url, link)
    kept = tuple(_articles(links, articles, known))
    return replace(feed, links=kept, passed_over=len(entries) - len(kept))


def _articles(
    links: Mapping[str, Link], articles: str | re.Pattern[str] | None, known: Shape
) -> Iterator[Link]:
    if articles is not None:
        yield from (replace(link, score=1.0) for url, link in links.items() if re.search(articles, url))
        return
    dated = {url for url, link in links.items() if _YEAR.search(link.hints.published or "")}
    cost = weights()["undated"] if len(dated) >= len(links) / 2 else 0.0
    sums = judge(links, "feed", extra=lambda url: 0.0 if url in dated else cost, known=known)
    yield from (replace(link, score=round(sums[url], 2)) for url, link in links.items() if sums[url] > 0)


def _xml(text: str, url: str, most: int) -> tuple[Feed, list[Link | None]]:
    text = _without_entities(text)  # it may take all of a broken document with it
    if root_of(text[:_LOOK]) not in _ROOTS:
        raise NotAFeed(url, _cause(text), "give the address of its RSS, Atom or JSON feed")
    # What is over the limit is cut off before it is parsed: feedparser takes .06 ms for the emptiest entry.
    starts = [start.start() for start in _ENTRY.finditer(text)]
    text = text if len(starts) <= most else text[: starts[most]]
    most = _within(text, starts[:most])
    if not most and (tags := len(_START.findall(text))) > _TAGS:
        raise NotAFeed(url, f"it has {tags} elements, more than {_TAGS}", _CURE)
    text = text if len(starts) <= most else text[: starts[most]]
    data = text.encode()
    if count := crowded(data, _ATTRIBUTES, xml=True):
        raise NotAFeed(url, f"it has {count} attributes in one tag, more than {_ATTRIBUTES}", _CURE)
    # The text is UTF-8 now, whatever its declaration says; the header wins over that.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    options = {"response_headers": headers, "resolve_relative_uris": False, "sanitize_html": False}
    try:
        found = _parser().parse(data, **options)
    except ValueError as error:
        raise NotAFeed(url, f"its XML is broken ({error})", _CURE) from error
    head = found.feed
    language, links = head.get("language"), head.get("links", ())
    feed = Feed(
        url=url,
        version=found.get("version") or "unknown",
        left_out=max(0, len(starts) - most),
        title=_line(head.get("title")),
        home=_sound(head.get("link"), url),
        language=language,
        ttl=_ttl(head),
        next_url=_sound(next((one.get("href") for one in links if one.get("rel") == "next"), None), url),
    )
    return feed, [_entry(entry, url, language) for entry in found.entries[:most]]


@cache
def _parser() -> ModuleType:
    """feedparser, with a bound on what it takes for an author: its pattern takes the square of its length, a
    minute for 100 kB, and no other thread runs meanwhile.
    """
    import feedparser  # noqa: PLC0415 - 50 ms, and `scrapy list` reads no feed

    mixin = feedparser.mixin._FeedParserMixin
    sync = mixin._sync_author_detail

    def bounded(self: Any, key: str = "author") -> None:
        context = self._get_context()
        if isinstance(said := context.get(key), str):
            context[key] = said[:LONGEST_LINE]
        sync(self, key)

    mixin._sync_author_detail = bounded
    return cast(ModuleType, feedparser)


def _within(text: str, starts: list[int]) -> int:
    """How many of the entries that start at `starts` have no more elements together than are read."""
    end = text.rfind("]]>")  # each CDATA before it has an end, and is looked at once
    places = chain(
        (mark.start() for mark in _ELEMENT.finditer(text, 0, end + 3) if mark[0][1] != "!"),
        (mark.start() for mark in _START.finditer(text, end + 3)),
    )
    over = next(islice(places, _TAGS, None), None)
    return len(starts) if over is None else max(0, bisect_right(starts, over) - 1)


def _without_last(text: str) -> str:
    """Without the last entry of a document that was cut, since its address may be cut too."""
    last = max((start.start() for start in _ENTRY.finditer(text)), default=len(text))
    return text[:last]


def _without_entities(text: str) -> str:
    """Without a DOCTYPE that declares entities: no feed needs one, and expat expands megabytes of them."""
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


def _entry(entry: dict[str, Any], base: str, language: str | None) -> Link | None:
    url = _address(entry, base)
    if url is None:
        return None
    content: Mapping[str, Any] = next((part for part in entry.get("content", ()) if part.get("value")), {})
    summary = entry.get("summary")
    updated = dict.get(entry, "updated")  # its own `get` lends `published` for it, and warns
    published = entry.get("published") or entry.get("created")
    hints = Hints(
        origin="feed",
        title=_line(entry.get("title")),
        summary=None if summary == content.get("value") else (summary or "").strip() or None,
        text=content.get("value"),
        authors=_names([author.get("name") for author in entry.get("authors", ())] or [entry.get("author")]),
        tags=_names(tag.get("term") for tag in entry.get("tags", ())),
        published=published or updated,
        modified=updated if published else None,
        language=content.get("language") or language,
        image=_image(entry, base),
    )
    return Link(url=url, kind="article", hints=hints)


def _address(entry: Mapping[str, Any], base: str) -> str | None:
    links = entry.get("links", ())
    alternate = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate"]
    id_ = entry.get("id") if entry.get("guidislink") or not alternate else None
    candidates = (entry.get("feedburner_origlink"), entry.get("link"), *alternate, id_)
    return next(filter(None, (_sound(one, base) for one in candidates)), None)


def _sound(href: object, base: str) -> str | None:
    if not isinstance(href, str) or not href.strip():
        return None
    try:
        return canonical(href, base)
    except NotAnAddress:
        return None


def _names(values: Iterable[object]) -> tuple[str, ...]:
    """Each value once, as a line of plain text."""
    return tuple(islice(dict.fromkeys(filter(None, map(_line, values))), MOST_NAMES))


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    media = (item for name in ("media_content", "media_thumbnail") for item in entry.get(name, ()))
    pictures = [item.get("url") for item in media if item.get("medium", "image") == "image"]
    files = (link for link in entry.get("links", ()) if link.get("rel") == "enclosure")
    pictures += [link.get("href") for link in files if str(link.get("type", "")).startswith("image/")]
    pictures.append((entry.get("image") or {}).get("href"))
    return next(filter(None, (_sound(one, base) for one in pictures)), None)


def _json(text: str, url: str, most: int) -> tuple[Feed, list[Link | None]]:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(url, f"its JSON is broken ({error})", _CURE) from error
    items = data.get("items")
    if "jsonfeed.org" not in str(data.get("version")) or not isinstance(items, list):
        raise NotAFeed(url, "it is JSON, but no JSON Feed", "give the address of its RSS, Atom or JSON feed")
    language = _line(data.get("language"))
    feed = Feed(
        url=url,
        version="json" + "".join(filter(str.isdigit, str(data["version"]).rpartition("/")[2])),
        title=_line(data.get("title")),
        home=_sound(data.get("home_page_url"), url),
        language=language,
        next_url=_sound(data.get("next_url"), url),
        left_out=max(0, len(items) - most),
    )
    return feed, [_item(item, url, language) for item in items[:most] if isinstance(item, dict)]


def _item(item: Mapping[str, Any], base: str, language: str | None) -> Link | None:
    candidates = (item.get("url"), item.get("id"), item.get("external_url"))
    url = next(filter(None, (_sound(one, base) for one in candidates if _LINKS.match(str(one)))), None)
    if url is None:
        return None
    people = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    tags = item.get("tags") if isinstance(item.get("tags"), list) else ()
    hints = Hints(
        origin="feed",
        title=_line(item.get("title")),
        summary=_string(item.get("summary")),
        text=_string(item.get("content_html")) or _paragraphs(_string(item.get("content_text"))),
        authors=_names(one.get("name") for one in people or () if isinstance(one, dict)),
        tags=_names(tags or ()),
        published=_string(item.get("date_published")),
        modified=_string(item.get("date_modified")),
        language=_line(item.get("language")) or language,
        image=_sound(item.get("image") or item.get("banner_image"), base),
    )
    return Link(url=url, kind="article", hints=hints)


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _paragraphs(text: str | None) -> str | None:
    lines = (line for line in (text or "").splitlines() if line.strip())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines) or None


def _line(value: object) -> str | None:
    """One line of plain text: markup and a second escaping gone."""
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(_TAG.sub("", value)).split())[:LONGEST_LINE] or None

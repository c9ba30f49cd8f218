"""Reads a sitemap: its bytes → links to articles or to more sitemaps, with the hints about each.

It reads sitemaps, indexes, plain lists and feeds used as sitemaps, gzip or not, with the news and image
extensions. The caller limits depth and cycles.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from crawler.discover.address_form import data, is_media, judge
from crawler.discover.feed import read_feed
from crawler.discover.link import MOST_NAMES, Link, LinkKind, NotAFeed, NotReadable, Passed
from crawler.discover.raw import escape_ampersands, root_of, unpack, utf8
from pipelines.items import Hints
from pipelines.markup.attribute_count import attributes_over
from pipelines.urls import LONGEST, NotAnAddress, canonical

SitemapKind = Literal["index", "urlset", "text", "feed"]

_ROOTS: dict[str, SitemapKind] = {
    "sitemapindex": "index",
    "urlset": "urlset",
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
}
_ENTRIES = ("url", "sitemap")
_EACH = 30  # elements of an entry, on average; a million others would take seconds and half a gigabyte
_ATTRIBUTES = 1_000  # of one tag; the time of some parsers grows with the square
_END = re.compile(rb"</(?:[\w-]+:)?(?:url|sitemap|(urlset|sitemapindex))\s*>\s*$", re.IGNORECASE)
_LINE = re.compile(r"https?://[^\s#]+(?:#!?[^\s]*)?", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)(?:#|//).*")
_FIRST_LINES = 20


class NotASitemap(NotReadable):
    """The document is no sitemap."""

    kind = "sitemap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap that was read."""

    url: str
    kind: SitemapKind
    links: tuple[Link, ...] = ()
    """Articles of a `urlset`, sitemaps of an `index`, in its order; `hints.modified` is the lastmod."""
    passed: tuple[Passed, ...] = ()
    """Entries that are not followed."""
    complete: bool = True
    """False if a limit was reached, or the document is damaged before its end."""


def read_sitemap(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    articles: str | re.Pattern[str] | None = None,
    max_entries: int = 50_000,
    max_bytes: int = 52_428_800,
) -> Sitemap:
    """Read a sitemap; `url` is the address that answered.

    At most `max_entries` entries and `max_bytes` unzipped are read; the protocol allows fifty thousand and
    50 MiB. An entry with the news extension is an article; any other entry is one if its address looks like
    it. With the pattern `articles`, the articles are exactly the entries whose address matches it.

    Raises NotASitemap.
    """
    unpacked, is_complete = unpack(body, max_bytes)
    unpacked = utf8(unpacked, content_type)
    if not is_complete and not unpacked.startswith(b"<"):
        unpacked = unpacked.rpartition(b"\n")[0]  # the last address of a list that was cut may be cut too
    if not unpacked:
        raise NotASitemap(url, "it is empty", "take it out of the source's sitemaps")
    if count := attributes_over(unpacked, _ATTRIBUTES, xml=True):
        cause = f"it has {count} attributes in one tag, more than {_ATTRIBUTES}"
        raise NotASitemap(url, cause, "tell the site, or take it out of the source's sitemaps")
    sitemap = _Reader(url, max_entries).read(unpacked)
    if sitemap.kind == "feed":
        try:
            limits = {"max_entries": max_entries, "max_bytes": max_bytes}
            feed = read_feed(unpacked, url, "application/xml; charset=utf-8", articles=articles, **limits)
        except NotAFeed as error:
            raise NotASitemap(url, error.cause, "give the address of a sitemap") from error
        complete = is_complete and not feed.left_out
        return Sitemap(url=url, kind="feed", links=feed.links, passed=feed.passed, complete=complete)
    links, passed = _articles(sitemap.links, url, articles)
    return replace(
        sitemap, links=links, passed=(*sitemap.passed, *passed), complete=sitemap.complete and is_complete
    )


def _articles(
    links: tuple[Link, ...], url: str, articles: str | re.Pattern[str] | None
) -> tuple[tuple[Link, ...], list[Passed]]:
    """Return the articles among `links`, and the others with the reason."""
    reasons = dict(_reasons(links, url, articles))
    followed = tuple(link for link in links if link.url not in reasons)
    return followed, [Passed(address, reason) for address, reason in reasons.items()]


def _reasons(
    links: tuple[Link, ...], url: str, articles: str | re.Pattern[str] | None
) -> Iterator[tuple[str, str]]:
    """Yield each address that is not followed, with the reason; addresses of sitemaps are followed."""
    links = tuple(link for link in links if link.kind == "article")
    if articles is not None:
        yield from ((link.url, "NotInPatterns") for link in links if not re.search(articles, link.url))
        return
    news = {link.url for link in links if link.hints.published or link.hints.title}
    others = [link.url for link in links if link.url not in news]
    sums = judge(others, _prior(url), extra=lambda _: 0.0)
    for link in links:
        if is_media(link.url):
            yield link.url, "MediaFile"
        elif sums.get(link.url, 1.0) <= 0:
            yield link.url, "AddressForm"


def _prior(url: str) -> float:
    """Return how likely an entry of this sitemap is an article, by the sitemap's name."""
    weight, name = data()["form"], data()["sitemap_names"]
    file = urlsplit(url).path.lower()
    weights = (weight[kind] for kind in ("articles", "others") if re.search(name[kind], file))
    return float(weight["sitemap"] + sum(weights))


class _Reader:
    """Reads one document entry by entry."""

    def __init__(self, url: str, most: int) -> None:
        self.url, self.most = url, most
        self.links: dict[str, Link] = {}
        self.passed: list[Passed] = []
        self.complete = True

    def read(self, body: bytes) -> Sitemap:
        """Return the sitemap in `body`. Raises NotASitemap."""
        if not body.startswith(b"<") and is_list_of_addresses(body):
            return self._result("text", self._lines(body.decode()))
        kind = self._kind(body)
        if kind == "feed":
            return Sitemap(url=self.url, kind=kind)
        return self._result(kind, self._entries(escape_ampersands(body)))

    def _result(self, kind: SitemapKind, entries: Iterator[tuple[str, Link | None]]) -> Sitemap:
        for count, (written, link) in enumerate(entries):
            if count == self.most:
                self.complete = False
                break
            if link is None or link.url in self.links:
                self.passed.append(Passed(written[:500], "NoAddress" if link is None else "ListedTwice"))
            else:
                self.links[link.url] = link
        return Sitemap(
            url=self.url,
            kind=kind,
            links=tuple(self.links.values()),
            passed=tuple(self.passed),
            complete=self.complete,
        )

    def _kind(self, body: bytes) -> SitemapKind:
        try:
            root = next((_name(element) for _, element in _parse(body, ("start",))), "")
        except etree.XMLSyntaxError:
            root = ""
        if root in _ROOTS:
            return _ROOTS[root]
        is_page = "html" in (root, root_of(body[:4_096].decode("latin-1")))
        cause = "it is an HTML page" if is_page else f"its root is <{root}>" if root else "it is no XML"
        raise NotASitemap(self.url, cause, "give the address of a sitemap, or take it out of the source's")

    def _entries(self, body: bytes) -> Iterator[tuple[str, Link | None]]:
        ends = _END.search(_without_last_comments(body[-_TAIL:]))
        waiting: list[tuple[str, Link | None]] = []
        for element in self._elements(body):
            yield from waiting
            waiting = [_entry(element, self.url, _kind_of(element))]
            _forget(element)
        yield from waiting if ends else ()  # the last entry of a cut document may be cut too
        self.complete = self.complete and bool(ends and ends[1])

    def _elements(self, body: bytes) -> Iterator[etree._Element]:
        try:
            for count, (_, element) in enumerate(_parse(body, ("end",))):
                if count == self.most * _EACH:
                    self.complete = False
                    return
                if _name(element) in _ENTRIES and _is_top(element):
                    yield element
        except etree.XMLSyntaxError:
            self.complete = False

    def _lines(self, text: str) -> Iterator[tuple[str, Link | None]]:
        for line in filter(None, (_COMMENT.sub("", line).strip() for line in text.splitlines())):
            hints = Hints(origin="sitemap")
            yield line, _link(line, self.url, "article", hints) if _LINE.fullmatch(line) else None


def _without_last_comments(tail: bytes) -> bytes:
    """Return the end of a document without comments behind its last tag: plugins sign there."""
    tail = tail.rstrip()
    while tail.endswith(b"-->") and b"<!--" in tail:
        tail = tail.rpartition(b"<!--")[0].rstrip()
    return tail


_TAIL = 2_000  # bytes; such a comment may tell how long each of some queries took


def is_list_of_addresses(body: bytes) -> bool:
    """Return True if at least half of the first lines that are not comments are addresses."""
    lines = (_COMMENT.sub("", line).strip() for line in body[:65_536].decode("utf-8", "replace").splitlines())
    first = list(islice((line for line in lines if line), _FIRST_LINES))
    return bool(first) and 2 * sum(map(bool, map(_LINE.fullmatch, first))) >= len(first)


def _parse(body: bytes, events: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    # No DTD, no entities but XML's own five, no network; a broken document is read as far as possible.
    stream: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        io.BytesIO(body),
        events=events,
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    return stream


def _is_top(element: etree._Element) -> bool:
    """Return True if no other entry contains it; some programs put a `<urlset>` into another."""
    parents = [_name(parent) for parent in element.iterancestors()]
    return bool(parents) and not any(parent in _ENTRIES for parent in parents)


def _kind_of(element: etree._Element) -> LinkKind:
    """Return the kind of an entry: a `<url>` in an index is a sitemap, unless it is in a `<urlset>` too."""
    roots = (_ROOTS.get(_name(parent)) for parent in element.iterancestors())
    is_article = _name(element) == "url" and next(filter(None, roots), "urlset") == "urlset"
    return "article" if is_article else "sitemap"


def _forget(element: etree._Element) -> None:
    """Free the memory of an entry and of everything before it: fifty thousand entries are 60 MB."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: etree._Element) -> str:
    """Return the tag's name without its namespace, which many sites get wrong."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _entry(element: etree._Element, base: str, kind: LinkKind) -> tuple[str, Link | None]:
    texts = _texts(element)
    hints = Hints(
        origin="sitemap",
        title=texts.get("news/title"),
        tags=tuple(filter(None, map(str.strip, texts.get("news/keywords", "").split(","))))[:MOST_NAMES],
        published=texts.get("news/publication_date"),
        modified=texts.get("lastmod"),
        language=texts.get("publication/language") or texts.get("news/language"),
        image=_address(texts.get("image/loc"), base),
    )
    address = texts.get("loc") or texts.get("link") or _own_text(element)  # some write no <loc>
    return address, _link(address, base, kind, hints)


def _own_text(element: etree._Element) -> str:
    """Return the text of an entry that is outside its elements."""
    parts = (element.text, *(child.tail for child in element))
    return " ".join(" ".join(filter(None, parts)).split())


def _texts(element: etree._Element) -> dict[str, str]:
    """Return the first text of each element in an entry, by name; in an extension, `news/title`."""
    texts: dict[str, str] = {}
    for child in element.iterdescendants(etree.Element):
        text = " ".join((child.text or "").split())[:LONGEST]
        parent = child.getparent()
        name = _name(child) if parent is element or parent is None else f"{_name(parent)}/{_name(child)}"
        if text:
            texts.setdefault(name, text)
    return texts


def _link(href: str, base: str, kind: LinkKind, hints: Hints) -> Link | None:
    url = _address(href, base)
    return Link(url=url, kind=kind, hints=hints, score=1.0) if url and url != base else None


def _address(href: str | None, base: str) -> str | None:
    try:
        return canonical(href, base) if href else None
    except NotAnAddress:
        return None

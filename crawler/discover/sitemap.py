"""A sitemap's bytes → links to articles, or to more sitemaps, with what it says of each.

Reads sitemaps, indexes, plain lists and feeds used as sitemaps, gzip or not, with the news and image
extensions. Refuses to know which of them were read before: cycles and depth are for whoever follows them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from crawler.discover.address_form import NO_SHAPE, Shape, data, judge
from crawler.discover.feed import Feed, NotAFeed, read_feed
from crawler.discover.link import MOST_NAMES, Link, LinkKind, NotReadable
from crawler.discover.raw import root_of, unpack, utf8
from pipelines.items import Hints
from pipelines.markup.crowded import crowded
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
_EACH = 30  # elements of an entry, on average: a million that are none take seconds and half a gigabyte
_ATTRIBUTES = 1_000  # of one tag; some parsers take their square
_END = re.compile(rb"</(?:[\w-]+:)?(?:url|sitemap|(urlset|sitemapindex))\s*>\s*$", re.IGNORECASE)
_LINE = re.compile(r"https?://\S+", re.IGNORECASE)


class NotASitemap(NotReadable):
    """The document is no sitemap."""

    kind = "sitemap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap says."""

    url: str
    kind: SitemapKind
    links: tuple[Link, ...] = ()
    """Articles of a `urlset`, sitemaps of an `index`, in its order; `hints.modified` is the lastmod."""
    passed_over: int = 0
    """Entries without a sound address, and those whose address is no article's."""
    complete: bool = True
    """False where a limit was reached, or the document is damaged before its end."""


def read_sitemap(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    articles: str | re.Pattern[str] | None = None,
    known: Shape = NO_SHAPE,
    max_entries: int = 50_000,
    max_bytes: int = 52_428_800,
) -> Sitemap:
    """Read a sitemap; `url` is the address that answered.

    At most `max_entries` entries and `max_bytes` unzipped are read; the protocol allows fifty thousand and
    50 MiB. Entries with the news extension are articles. Of the others those are whose address looks like
    one, or where `articles` is given it is found in; `known` is the shape of articles the site is known for.

    Raises NotASitemap.
    """
    unpacked, whole = unpack(body, max_bytes)
    unpacked = utf8(unpacked, content_type)
    if not whole and not unpacked.startswith(b"<"):
        unpacked = unpacked.rpartition(b"\n")[0]  # the last address of a list that was cut may be cut too
    if not unpacked:
        raise NotASitemap(url, "it is empty", "take it out of the source's sitemaps")
    if count := crowded(unpacked, _ATTRIBUTES, xml=True):
        cause = f"it has {count} attributes in one tag, more than {_ATTRIBUTES}"
        raise NotASitemap(url, cause, "tell the site, or take it out of the source's sitemaps")
    found = _Reader(url, max_entries).read(unpacked)
    if found.kind == "index":
        return replace(found, complete=found.complete and whole)
    if found.kind == "feed":
        read = partial(
            read_feed, articles=articles, known=known, max_entries=max_entries, max_bytes=max_bytes
        )
        return _from_feed(read, unpacked, url, whole)
    links = tuple(_articles(found.links, url, articles, known))
    passed_over = found.passed_over + len(found.links) - len(links)
    return replace(found, links=links, passed_over=passed_over, complete=found.complete and whole)


def _from_feed(read: Callable[..., Feed], body: bytes, url: str, whole: bool) -> Sitemap:
    try:
        feed = read(body, url, "application/xml; charset=utf-8")
    except NotAFeed as error:
        raise NotASitemap(url, error.cause, "give the address of a sitemap") from error
    complete = whole and not feed.left_out
    return Sitemap(url=url, kind="feed", links=feed.links, passed_over=feed.passed_over, complete=complete)


def _articles(
    links: tuple[Link, ...], url: str, articles: str | re.Pattern[str] | None, known: Shape
) -> Iterator[Link]:
    if articles is not None:
        yield from (link for link in links if re.search(articles, link.url))
        return
    weight = data()["form"]
    news = {link.url for link in links if link.hints.published or link.hints.title}
    name = data()["sitemap_names"]
    file = urlsplit(url).path.lower()
    prior = weight["sitemap"] + sum(
        weight[kind] for kind in ("articles", "others") if re.search(name[kind], file)
    )
    extra: Callable[[str], float] = lambda one: weight["news"] if one in news else 0.0  # noqa: E731
    sums = judge((link.url for link in links), prior, extra=extra, known=known)
    yield from (replace(link, score=round(sums[link.url], 2)) for link in links if sums[link.url] > 0)


class _Reader:
    """Reads one document: the entries as they stream by, and what went wrong."""

    def __init__(self, url: str, most: int) -> None:
        self.url, self.most = url, most
        self.links: dict[str, Link] = {}
        self.passed_over = 0
        self.complete = True

    def read(self, body: bytes) -> Sitemap:
        """Raises NotASitemap."""
        if body.startswith((b"http://", b"https://")):
            return self._result("text", self._lines(body.decode()))
        kind = self._kind(body)
        if kind == "feed":
            return Sitemap(url=self.url, kind=kind)
        return self._result(kind, self._entries(body, "sitemap" if kind == "index" else "article"))

    def _result(self, kind: SitemapKind, links: Iterator[Link | None]) -> Sitemap:
        for count, link in enumerate(links):
            if count == self.most:
                self.complete = False
                break
            if link is None or link.url in self.links:
                self.passed_over += 1
            else:
                self.links[link.url] = link
        return Sitemap(
            url=self.url,
            kind=kind,
            links=tuple(self.links.values()),
            passed_over=self.passed_over,
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

    def _entries(self, body: bytes, kind: LinkKind) -> Iterator[Link | None]:
        ends = _END.search(body[-100:])
        waiting: list[Link | None] = []
        for element in self._elements(body):
            yield from waiting
            waiting = [_entry(element, self.url, kind)]
            _forget(element)
        yield from waiting if ends else ()  # as in a list
        self.complete = self.complete and bool(ends and ends[1])

    def _elements(self, body: bytes) -> Iterator[etree._Element]:
        try:
            for count, (_, one) in enumerate(_parse(body, ("end",))):
                if count == self.most * _EACH:
                    self.complete = False
                    return
                if _name(one) in _ENTRIES and _is_top(one):
                    yield one
        except etree.XMLSyntaxError:
            self.complete = False

    def _lines(self, text: str) -> Iterator[Link | None]:
        for line in filter(None, map(str.strip, text.splitlines())):
            yield _link(line, self.url, "article", Hints(origin="sitemap")) if _LINE.fullmatch(line) else None


def _parse(body: bytes, events: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    # No DTD, no entity but XML's own five, no network; what is broken is read as far as it goes.
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
    parent = element.getparent()
    return parent is not None and parent.getparent() is None


def _forget(element: etree._Element) -> None:
    """Free an entry that was read, and what stands before it: fifty thousand of them are 60 MB."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: etree._Element) -> str:
    """The tag's own name: sites get the namespaces wrong in every way."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _entry(element: etree._Element, base: str, kind: LinkKind) -> Link | None:
    said = _said(element)
    hints = Hints(
        origin="sitemap",
        title=said.get("news/title"),
        tags=tuple(filter(None, map(str.strip, said.get("news/keywords", "").split(","))))[:MOST_NAMES],
        published=said.get("news/publication_date"),
        modified=said.get("lastmod"),
        language=said.get("publication/language") or said.get("news/language"),
        image=_sound(said.get("image/loc"), base),
    )
    return _link(said.get("loc", ""), base, kind, hints)


def _said(element: etree._Element) -> dict[str, str]:
    """The first text of each element below an entry, by its name and that of the extension's element."""
    said: dict[str, str] = {}
    for child in element.iterdescendants(etree.Element):
        text = " ".join((child.text or "").split())[:LONGEST]
        parent = child.getparent()
        name = _name(child) if parent is element or parent is None else f"{_name(parent)}/{_name(child)}"
        if text:
            said.setdefault(name, text)
    return said


def _link(href: str, base: str, kind: LinkKind, hints: Hints) -> Link | None:
    url = _sound(href, base)
    return Link(url=url, kind=kind, hints=hints, score=1.0) if url and url != base else None


def _sound(href: str | None, base: str) -> str | None:
    try:
        return canonical(href, base) if href else None
    except NotAnAddress:
        return None

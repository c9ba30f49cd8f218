"""Finds out what kind of document an address leads to, and where a site's feeds and sitemaps may be."""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.discover.address_form import data, form, words
from crawler.discover.link import Link, LinkKind
from crawler.discover.raw import feed_in, root_of, unpack, without_comments
from crawler.discover.section import article_links, own_links
from crawler.discover.sitemap import is_list_of_addresses
from pipelines.items import Hints
from pipelines.markup import Document, parse
from pipelines.markup.content_kind import kind_of_body
from pipelines.markup.limits import OverLimit
from pipelines.urls import canonical

DocumentKind = Literal["feed", "sitemap", "home", "section", "article", "robots"]

_LOOK = 65_536  # bytes of a document that are read before it is parsed
_ROOTS: dict[str | None, DocumentKind] = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "channel": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}
_ROBOTS = re.compile(rb"^\s*(?:user-agent|site-?map|disallow)\s*:", re.IGNORECASE | re.MULTILINE)


def document_kind(body: bytes, url: str, content_type: str | None = None) -> DocumentKind:
    """Return the kind of the document at `url`.

    A document that is not a feed, sitemap or robots.txt is a page: the home page if the address has no path
    or only a language, or else an article or a section, whichever is likelier. A picture or another file
    counts as an article: the cleaner then drops it by the name of its kind.
    """
    start, _ = unpack(body, _LOOK)
    start = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    for finder in (_by_root, _by_json, _by_lines):
        kind = finder(start, url)
        if kind:
            return kind
    if _is_file(body, content_type):
        return "article"
    if form(canonical(url)).value == data()["form"]["root"]:
        return "home"
    try:
        return _page_kind(parse(body, url, content_type))
    except OverLimit:  # no list of links is so large; the cleaner names the limit
        return "article"


def usual_places(url: str) -> tuple[Link, ...]:
    """Return the usual addresses of feeds and sitemaps on the host of `url`, likeliest first."""
    kinds: tuple[LinkKind, ...] = ("sitemap", "feed")
    return tuple(
        Link(url=canonical(path, urljoin(url, "/")), kind=kind, hints=Hints(origin="given"))
        for kind in kinds
        for path in data()["places"][kind]
    )


def _by_root(start: bytes, _: str) -> DocumentKind | None:
    text = start.decode("latin-1")
    root = root_of(without_comments(text)[:4_096]) if start.startswith(b"<") else None
    return _ROOTS.get(root) or ("feed" if feed_in(text) is not None else None)


def _by_json(start: bytes, _: str) -> DocumentKind | None:
    return "feed" if start.startswith(b"{") and b"jsonfeed.org" in start[:1_024] else None


def _by_lines(start: bytes, url: str) -> DocumentKind | None:
    if start.startswith(b"<"):
        return None
    if urlsplit(url).path == "/robots.txt" and _ROBOTS.search(start):
        return "robots"
    return "sitemap" if is_list_of_addresses(start) else None


def _page_kind(doc: Document) -> DocumentKind:
    """Return the kind of a page, by its metadata, its address, its prose and the articles that it lists."""
    weight = data()["page"]
    types = {kind.lower() for node in doc.jsonld for kind in _types(node.get("@type"))}
    types.add((doc.first_meta("og:type") or "").lower())
    kinds = (kind for kind in ("article", "list") if not types.isdisjoint(words("page_types", kind)))
    metadata = sum(weight[kind] for kind in kinds)
    address = max(-2.0, min(2.0, form(canonical(doc.url)).value / 2)) + weight["index"] * _in_index(doc.url)
    text = min(weight["paragraphs_most"], _paragraphs(doc)) * weight["paragraph"]
    return (
        "article" if metadata + address + text + min(20, _teasers(doc)) * weight["teaser"] > 0 else "section"
    )


def _is_file(body: bytes, content_type: str | None) -> bool:
    """Return True for a file that is no page: a picture, an archive, a style sheet."""
    kind = kind_of_body(body, content_type) if body.strip() else "page"
    return kind not in ("page", "other") or (kind == "other" and b"<a " not in body[:_LOOK])


def _in_index(url: str) -> bool:
    return not words("segments", "index").isdisjoint(urlsplit(url).path.lower().split("/"))


def _types(value: object) -> list[str]:
    return [kind for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str)]


def _paragraphs(doc: Document) -> int:
    """Count the paragraphs of running text that are not teasers of other articles."""
    texts = (" ".join(p.itertext()) for p in doc.tree.iter("p") if not _is_teaser(p))
    return sum(len(text.strip()) > 100 for text in texts)


def _is_teaser(paragraph: HtmlElement) -> bool:
    article = next(paragraph.iterancestors("article", "li"), None)
    return article is not None and next(islice(article.iter("p"), 3, None), None) is None


def _teasers(doc: Document) -> int:
    links = article_links(own_links(doc, most=2_000), None)[0]
    return sum(link.score >= data()["page"]["teaser_score"] for link in links)

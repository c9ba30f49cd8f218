"""Reads the links of a page to other pages of its site, each with its place on the page and its text.

It judges no link: the crawl learns which kinds of link lead to articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml import html

from pipelines.items import PageLink
from pipelines.markup.document import Document, parse
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.frames import frames
from pipelines.urls import NotAnAddress, canonical, host, same_site

MOST = 5_000
"""At most this many links of a page are read; usual pages have under 1,500."""
DEEP = 7
"""The place of a link is named by this many elements above it."""
_STEADY = re.compile(r"[A-Za-z][A-Za-z_-]{1,29}")
"""A class name without digits names a part of the template, and not a single item."""
_FOOTER_ID = re.compile(r"(?:^|[_-])foot(?:er)?$", re.IGNORECASE)
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:")
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|pdf|docx?|xlsx?|pptx?|odt|zip|rar|7z|gz|tar|mp[34]|m4[av]|og[gv]|wav"
    r"|avi|mov|webm|css|js|json|xml|rss|atom|txt|exe|dmg|apk|epub|ics|woff2?|swf)$",
    re.IGNORECASE,
)

_FEED_TYPE = re.compile(r"(?:rss|atom|rdf)\+xml", re.IGNORECASE)
_FEED_ADDRESS = re.compile(r"\b(?:feeds?|rss|atom|rdf|xml|comments?)(?:\b|\d|_)|feeds?\b", re.IGNORECASE)


def links_of(body: bytes, url: str, content_type: str | None) -> tuple[PageLink, ...]:
    """Parse a page only for its links, and return them. Raises OverLimit."""
    return page_links(parse(body, url, content_type))


def page_links(doc: Document) -> tuple[PageLink, ...]:
    """Return the page's links within its site, in page order, each address once."""
    links: dict[str, PageLink] = {}
    here, base = canonical(doc.url), _base(doc)
    for url, link in islice(_links(doc, base), MOST):
        if url == here or _FILES.search(urlsplit(url).path) or not _same(url, here):
            continue
        previous = links.get(url)
        # Of several links to one page, the one with the longest text is usually the headline.
        if previous is None or (len(link.text), link.is_headed) > (len(previous.text), previous.is_headed):
            links[url] = link
    return tuple(links.values())


def _same(url: str, here: str) -> bool:
    return host(url) == host(here) or same_site(url, here)


def _base(doc: Document) -> str:
    href = next((element.get("href") for element in doc.tree.iter("base") if element.get("href")), None)
    try:
        return canonical(href, doc.url) if href else doc.url
    except NotAnAddress:
        return doc.url


def _links(doc: Document, base: str) -> Iterator[tuple[str, PageLink]]:
    dated = {above for time in doc.tree.iter("time") for above in islice(time.iterancestors(), 4)}
    for element in chain(frames(doc.tree), doc.tree.iter("a", "area", "link")):
        href = (element.get("href") or element.get("src") or "").strip()
        rel = _rel(element)
        if not href or href.lower().startswith(_NOWHERE):
            continue
        if element.tag == "link" and not (rel or _is_page_called_feed(element, href)):
            continue
        try:
            url = canonical(href, base)
        except NotAnAddress:
            continue
        above = list(islice(element.iterancestors(), DEEP))
        yield (
            url,
            PageLink(
                url=url,
                place="head" if element.tag == "link" else _place(element, above),
                text=_text(element),
                is_dated=not dated.isdisjoint(above[:3]),
                is_headed=any(
                    node.tag in HEADINGS for node in (*above[:3], *islice(element.iterdescendants(), 4))
                ),
                rel=rel,
            ),
        )


def _is_page_called_feed(element: html.HtmlElement, href: str) -> bool:
    """Return True for a feed that is announced at an address like a page's.

    In a copy of a site, the feed of a page's comments may be the page to which the server redirected.
    """
    return bool(_FEED_TYPE.search(element.get("type") or "")) and not _FEED_ADDRESS.search(href)


def _rel(element: html.HtmlElement) -> str:
    rels = (element.get("rel") or "").lower().split()
    return next((rel for rel in ("next", "prev") if rel in rels), "prev" if "previous" in rels else "")


def _place(element: html.HtmlElement, above: list[html.HtmlElement]) -> str:
    names = [_name(node) for node in above if node.tag not in ("body", "html")]
    return ">".join((*reversed(names), _name(element)))


def _name(element: html.HtmlElement) -> str:
    # The shortest class names the kind of element (`post`), longer ones its subject (`category-education`).
    classes = (name for name in (element.get("class") or "").split() if _STEADY.fullmatch(name))
    name = min(classes, key=len, default="") or _footer_id(element)
    return f"{element.tag}.{name}" if name else str(element.tag)


def _footer_id(element: html.HtmlElement) -> str:
    """Return the id of an element if it names a footer; other ids may name one item."""
    name = element.get("id") or ""
    return name if _STEADY.fullmatch(name) and _FOOTER_ID.search(name) else ""


def _text(element: html.HtmlElement) -> str:
    text = " ".join(" ".join(islice(element.itertext(), 20)).split())
    if not text:
        text = next((image.get("alt") or "" for image in element.iter("img")), "")
    return text[:120]

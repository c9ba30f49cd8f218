"""Decides whether a JSON-LD node belongs to this page, by its address and its headline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from itertools import combinations, islice
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from pipelines.markup.document import Document
from pipelines.markup.words import fold, headline_likeness
from pipelines.urls import without_www

Node = Mapping[str, Any]
_SAME = 0.5
_LONGEST = 300  # characters of a headline


def is_foreign(doc: Document, node: Node) -> bool:
    """Return True if a node is of another page: neither its address nor its headline matches this page's.

    False if it has no headline. False too if this page's own headlines (h1, og:title, title) differ from each
    other: then all of them must agree, or, for a node with an address, at least two.
    """
    links = list(_addresses(doc, node))
    if _is_here(doc, links):
        return False
    headlines, printed = [fold(text) for text in _headlines(node)], printed_headlines(doc)
    if not headlines or any(_like(text, head) for text in headlines for head in printed):
        return False
    pairs = [_like(first, second) for first, second in combinations(printed, 2)]
    return any(pairs) if links else bool(pairs) and all(pairs)


def is_elsewhere(doc: Document, node: Node) -> bool:
    """Return True if a node has another page's address and no headline; its dates are not used."""
    links = list(_addresses(doc, node))
    return bool(links) and not _is_here(doc, links) and not any(_headlines(node))


def _is_here(doc: Document, links: list[str]) -> bool:
    return any(same_page(link, address) for link in links for address in addresses(doc))


def _addresses(doc: Document, node: Node) -> Iterator[str]:
    """Yield the addresses of a node, except that of a home page, which many nodes have."""
    for value in (node.get(key) for key in ("url", "mainEntityOfPage", "@id")):
        url = (value.get("@id") or value.get("url")) if isinstance(value, Mapping) else value
        if isinstance(url, str) and url.startswith(("http:", "https:", "/")):
            link = absolute(doc.url, url)
            if (place := host_and_path(link)) and place[1]:
                yield link


def _headlines(node: Node) -> Iterator[str]:
    for value in (node.get(key) for key in ("headline", "name", "alternativeHeadline")):
        text = value.get("@value") if isinstance(value, Mapping) else value
        if isinstance(text, str) and fold(text):
            yield unescape(text)[:_LONGEST]


@lru_cache(maxsize=2)  # several finders of one page call it
def addresses(doc: Document) -> tuple[str, ...]:
    """Return the page's own addresses: the one that answered, canonical, og:url."""
    links = (e.get("href") for e in doc.elements["link"] if (e.get("rel") or "").lower() == "canonical")
    candidates = (doc.url, next(links, None), doc.first_meta("og:url"))
    return tuple(dict.fromkeys(absolute(doc.url, url) for url in candidates if url))


@lru_cache(maxsize=2)
def printed_headlines(doc: Document) -> tuple[str, ...]:
    """Return the headlines of the page's first h1 elements and of its head, folded."""
    heads = (at for at, box in enumerate(doc.scan.boxes) if box.tag == "h1")
    h1 = (doc.scan.line_of(at, _LONGEST) for at in islice(heads, _H1))
    return tuple(filter(None, (fold(text[:_LONGEST]) for text in (*h1, *doc.titles))))


_H1 = 4


def _like(first: str, second: str) -> bool:
    return headline_likeness(first, second) >= _SAME


def absolute(base: str, url: str) -> str:
    """Return `url` as an absolute address; if it is not an address (`http://[`), return it unchanged."""
    if url.startswith(("https://", "http://")):
        return url.strip()
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


def same_page(url: str, other_url: str) -> bool:
    """Return True if two addresses lead to one page; scheme, www, query and last slash do not matter."""
    a, b = host_and_path(url), host_and_path(other_url)
    if a is None or b is None:
        return False
    if a[0] and b[0] and a[0] != b[0]:  # a mirror, a cache, a sister domain
        return a[1] == b[1] and len(a[1]) > 20
    return a[1] == b[1]


@lru_cache(maxsize=1024)
def host_and_path(url: str) -> tuple[str, str] | None:
    """Return the host without www and the path in lower case; None if a link is no address."""
    try:
        parts = urlsplit(unquote(url))
        return without_www(parts.hostname or ""), parts.path.rstrip("/").casefold()
    except ValueError:
        return None

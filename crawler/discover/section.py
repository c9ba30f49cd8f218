"""A page that lists articles → links to them, each with what its teaser says, and the list's next page.

Refuses to know feeds and other sections; homepage.py adds them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.discover.address_form import NO_SHAPE, Shape, data, judge, words
from crawler.discover.anchors import Anchor, anchors, count_over
from crawler.discover.link import Link, NotReadable
from pipelines.items import Hints
from pipelines.markup import Document, parse
from pipelines.markup.limits import OverLimit
from pipelines.urls import canonical, same_site

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|pagina|pag|paged|offset|start|p|s)[/=_-]?\d+|/\d{1,4}/?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page leads to."""

    url: str
    articles: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    """Likeliest first."""
    next_url: str | None = None
    """The list's next (older) page."""
    language: str | None = None
    """As the page says it, raw."""
    left_out: int = 0
    """Articles over the limit."""
    links_over: int = 0
    """Links that were not read, since there are more than the limit."""


def read_section(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    articles: str | re.Pattern[str] | None = None,
    known: Shape = NO_SHAPE,
    max_links: int = 5_000,
    max_articles: int = 500,
) -> Listing:
    """Read a section page's articles; `url` is the address that answered.

    Where `articles` is given, those links of the site whose address it is found in are the articles, and no
    others. `known` is the shape of articles that the site is known for. At most `max_links` links are read
    and `max_articles` returned, in page order.

    Raises Unreadable.
    """
    doc = parsed(body, url, content_type)
    here = own_links(doc, most=max_links)
    found = article_links(here, url, articles, known)
    return Listing(
        url=url,
        articles=tuple(found[:max_articles]),
        next_url=next_page(doc, here),
        language=language_of(doc),
        left_out=max(0, len(found) - max_articles),
        links_over=count_over(doc, max_links),
    )


class Unreadable(NotReadable):
    """A page so large or so deep that it is not read at all."""

    kind = "page that can be read"


def parsed(body: bytes, url: str, content_type: str | None) -> Document:
    """The page's tree. Raises Unreadable for one that is over the limits of pages."""
    try:
        return parse(body, url, content_type)
    except OverLimit as error:
        raise Unreadable(url, str(error), "name the site's feeds, or other sections of it") from error


def own_links(doc: Document, *, most: int) -> list[Anchor]:
    """The page's links within its own site, without those to itself."""
    here = canonical(doc.url)
    return [one for one in anchors(doc, most=most) if one.url != here and same_site(one.url, here)]


def article_links(
    links: Iterable[Anchor], page: str, articles: str | re.Pattern[str] | None, known: Shape
) -> list[Link]:
    """Those of `links` that are articles, in page order."""
    found = {one.url: one for one in links}
    if articles is not None:
        wanted = re.compile(articles)
        return [_link(one, 1.0) for one in found.values() if wanted.search(one.url)]
    sums = judge(found, "page", extra=lambda url: found[url].value, known=known)
    parents = Counter(parent for url, value in sums.items() if value > 0 for parent in parents_of(url))
    weight = data()["place"]["parent"]
    sums = {url: value + weight * (parents[url.rstrip("/")] > 1) for url, value in sums.items()}
    best: dict[str, str] = {}  # one of two links that differ in the last slash alone
    for url in sorted(sums, key=lambda one: -sums[one]):
        best.setdefault(url.rstrip("/"), url)
    return [_link(found[url], sums[url]) for url in sums if sums[url] > 0 and best[url.rstrip("/")] == url]


def parents_of(url: str) -> Iterator[str]:
    """The addresses above `url` on its host, without their last slash."""
    url = url.rstrip("/")
    while url.count("/") > 3:
        url = url.rpartition("/")[0]
        yield url


def _link(one: Anchor, score: float) -> Link:
    hints = Hints(origin="section", title=one.text or None, published=one.date)
    return Link(url=one.url, kind="article", hints=hints, score=round(score, 2))


def next_page(doc: Document, links: Iterable[Anchor]) -> str | None:
    """The page's `rel=next`, else a link that is called next and leads to a numbered page."""
    for element in doc.tree.iter("link"):
        if "next" in element.get("rel", "").lower().split() and element.get("href"):
            return _sound(element.get("href", ""), doc.url)
    return next((one.url for one in links if _is_next(one)), None)


def _is_next(one: Anchor) -> bool:
    if "next" in one.rels:
        return True
    called = any(label.strip(" «‹←»›→>") in words("texts", "next") for label in one.labels)
    return (called or not words("texts", "next").isdisjoint(one.labels)) and bool(
        _PAGE_NUMBER.search(_tail(one.url))
    )


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _sound(href: str, base: str) -> str | None:
    try:
        found = canonical(href, base)
    except ValueError:
        return None
    return found if found != base and same_site(found, base) else None


def language_of(doc: Document) -> str | None:
    """What the page calls its language."""
    root = doc.tree.getroottree().getroot()
    return (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or doc.first_meta("og:locale")
    )

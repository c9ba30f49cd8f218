"""Reads the links of an HTML page, each with its place and its teaser's text and date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice

from lxml import html

from crawler.discover.address_form import data, form, words
from pipelines.markup import Document
from pipelines.urls import NotAnAddress, bare_netloc, canonical, same_site, section_hosts

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOUNDS = frozenset(("html", "body", "main", "ul", "ol", "nav", "table", "tbody"))
_WRITTEN_DATE = re.compile(
    r"(?:(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,2}\.? [^\W\d_]{3,14}\.?,? \d{4})"
    r"|(?<![^\W\d_])[^\W\d_]{3,14} \d{1,2}, \d{4})(?!\d)(?:[\s,T–-]{1,3}\d{1,2}:\d{2})?"
)
_PERHAPS = -1.5  # an address with a lower value cannot be an article's
_TEXT_END = re.compile(r"[\s»›→.…>]+$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """All links of a page to one address."""

    url: str
    text: str
    """The best of their texts: the headline, or else the longest."""
    value: float
    """The weight of their places: greater means that an article is more likely."""
    menu: bool
    """True if all of them are in menus."""
    date: str | None = None
    """A date in the teaser, unparsed."""
    labels: frozenset[str] = frozenset()
    """All their texts, titles and aria-labels, in lower case."""
    rels: frozenset[str] = frozenset()
    elsewhere: bool = False
    """Whether it leads to another host, and this host is no part of the page's site."""


@dataclass(slots=True)
class _Place:
    menu: bool = False
    teaser: bool = False
    heading: bool = False
    aside: bool = False


@dataclass(slots=True)
class _Group:
    elements: list[html.HtmlElement] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)


def base_of(doc: Document) -> str:
    """Return the address against which the page's links are resolved."""
    element = next(doc.tree.iter("base"), None)
    href = element.get("href") if element is not None else None
    try:
        return canonical(href, doc.url) if href else doc.url
    except NotAnAddress:
        return doc.url


def anchors(doc: Document, *, most: int) -> list[Anchor]:
    """Return the page's links by address, in page order; at most the first `most` `<a>` are read."""
    groups = _groups(doc, most)
    owners = _owners(groups, doc.url)
    hosts = {bare_netloc(doc.url), *section_hosts(groups, doc.url)}
    return [_anchor(url, group, owners, hosts) for url, group in groups.items()]


def count_over(doc: Document, most: int) -> int:
    """Return how many of the page's links `anchors` does not read."""
    return max(0, sum(1 for link in doc.tree.iter("a") if link.get("href")) - most)


def _groups(doc: Document, most: int) -> dict[str, _Group]:
    base, groups = base_of(doc), defaultdict[str, _Group](_Group)
    for element, place in islice(_links_with_places(doc.tree), most):
        try:
            url = canonical(element.get("href", ""), base)
        except NotAnAddress:
            continue
        groups[url].elements.append(element)
        groups[url].places.append(place)
    return groups


def _links_with_places(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, _Place]]:
    """Yield each link to an address, with its place, which it inherits from its parent."""
    nowhere = _Place()
    places: dict[html.HtmlElement | None, _Place] = {}
    for element in tree.iter(html.etree.Element):
        place = places[element] = _place(element, places.get(element.getparent(), nowhere))
        href = element.get("href") if element.tag == "a" else None
        if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")):
            yield element, place


def _place(element: html.HtmlElement, above: _Place) -> _Place:
    tag = element.tag
    marks = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".strip()
    teaser = tag == "article" or bool(marks and _mark_pattern("teaser").search(marks))
    menu = tag in words("marks", "menu_tags") or bool(marks and _mark_pattern("menu").search(marks))
    heading = tag in _HEADINGS
    if not (teaser or menu or heading or tag == "aside"):
        return above
    inside = above.teaser and not above.menu
    return _Place(
        menu=above.menu or (menu and not teaser and not inside),
        teaser=above.teaser or teaser,
        heading=above.heading or heading,
        aside=above.aside or tag == "aside",
    )


def _owners(groups: dict[str, _Group], page: str) -> dict[html.HtmlElement, str | None]:
    """Return element → the address of all links in it, or None if it has links to several.

    Links of a teaser to its author, its section or another site do not count.
    """
    owners: dict[html.HtmlElement, str | None] = {}
    for url, group in groups.items():
        if form(url).value < _PERHAPS or not same_site(url, page):
            continue
        key = url.rstrip("/")
        for ancestor in (a for element in group.elements for a in element.iterancestors()):
            owners[ancestor] = key if owners.get(ancestor, key) == key else None
    return owners


def _anchor(url: str, group: _Group, owners: dict[html.HtmlElement, str | None], hosts: Set[str]) -> Anchor:
    teaser = max((_teaser(element, url, owners) for element in group.elements), key=len)
    heading = _heading(teaser)
    texts = [_text(element) for element in group.elements]
    is_headed = any(place.heading for place in group.places) or heading is not None
    candidates = (
        [_text(heading)] if heading is not None else [text for text in texts if not _has_no_meaning(text)]
    )
    text = max([*candidates, ""], key=len)
    date = _date(teaser)
    value = max(map(_place_value, group.places)) + _text_value(text)
    value += _weight_if("heading", is_headed) + _weight_if("timed", bool(date))
    is_elsewhere = bare_netloc(url) not in hosts
    value += _weight_if("inline", all(map(_is_inline, group.elements)))
    value += _weight_if("elsewhere", is_elsewhere)
    menu = all(place.menu for place in group.places)
    return Anchor(url, text, value, menu, date, _labels(group, texts), _rels(group), is_elsewhere)


def _teaser(
    element: html.HtmlElement, url: str, owners: dict[html.HtmlElement, str | None]
) -> html.HtmlElement:
    """Return the largest element around a link that has no other link and is not larger than a teaser."""
    for ancestor in islice(element.iterancestors(), 6):
        alone = owners.get(ancestor) == url.rstrip("/")
        if ancestor.tag in _BOUNDS or not alone or len(_text(ancestor, 2_000)) == 2_000:
            break
        element = ancestor
    return element


def _heading(teaser: html.HtmlElement) -> html.HtmlElement | None:
    marked = _marked(teaser, "heading", "div", "span", "p", "strong")
    return next(chain(teaser.iter(*_HEADINGS), marked), None)


def _marked(teaser: html.HtmlElement, mark: str, *tags: str) -> Iterator[html.HtmlElement]:
    return (element for element in teaser.iter(*tags) if _mark_pattern(mark).search(element.get("class", "")))


def _labels(group: _Group, texts: list[str]) -> frozenset[str]:
    titles = (element.get(name, "") for element in group.elements for name in ("title", "aria-label"))
    return frozenset(label.strip().casefold() for label in (*texts, *titles) if label.strip())


def _rels(group: _Group) -> frozenset[str]:
    return frozenset(rel.lower() for element in group.elements for rel in element.get("rel", "").split())


def _place_value(place: _Place) -> float:
    return (
        _weight_if("menu", place.menu) + _weight_if("teaser", place.teaser) + _weight_if("aside", place.aside)
    )


def _text_value(text: str) -> float:
    if len(text) >= 25:
        return _weight_if("long_text", True)
    return _weight_if("short_text", len(text.split()) < 3 and len(text) < 12)


def _weight_if(name: str, condition: bool) -> float:
    return float(data()["place"][name]) if condition else 0.0


def _is_inline(element: html.HtmlElement) -> bool:
    paragraph = next((a for a in islice(element.iterancestors(), 3) if a.tag == "p"), None)
    return paragraph is not None and len(_text(paragraph)) > len(_text(element)) + 60


def _has_no_meaning(text: str) -> bool:
    return _TEXT_END.sub("", text).casefold() in words("texts", "empty")


def _text(element: html.HtmlElement, most: int = 500) -> str:
    parts, size = [], 0
    for part in element.itertext():
        parts.append(part[:most])
        size += len(part)
        if size > most:
            break
    return " ".join("".join(parts).split())[:most]


def _date(teaser: html.HtmlElement) -> str | None:
    for element in teaser.iter("time"):
        return element.get("datetime") or _text(element) or None
    texts = (_text(element) for element in _marked(teaser, "date", "span", "div", "p", "small", "abbr"))
    dated = (text for text in texts if 4 <= len(text) <= 60 and any(map(str.isdigit, text)))
    written = _WRITTEN_DATE.search(_text(teaser, 1_000))
    return next(dated, None) or (written[0] if written else None)


@cache
def _mark_pattern(name: str) -> re.Pattern[str]:
    return re.compile(data()["marks"][name], re.IGNORECASE)

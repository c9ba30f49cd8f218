"""Finds the dates that a page marks as such in its text: `<time>`, microdata, hAtom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

from lxml import etree, html

from pipelines.items import Evidence, Role
from pipelines.markup.element_kinds import HEADINGS, SILENT
from pipelines.times.finding import blocks
from pipelines.times.finding.blocks import Block
from pipelines.times.finding.doubts import DateInBlock, doubts_of
from pipelines.times.finding.evidence import Context, to_evidence
from pipelines.times.finding.page_areas import is_clock, is_foreign, is_in_teaser, is_picture
from pipelines.times.reading.exact import read_exact
from pipelines.times.reading.read import read
from pipelines.times.reading.readings import Reading
from pipelines.times.reading.relative import is_day_word
from pipelines.times.words import labels
from pipelines.times.words.fold import compose, fold
from pipelines.times.words.labels import Label, Window
from pipelines.times.words.tables import page_rules

_MAX_ELEMENTS = 24
"""At most this many elements with a date are read; if a page has more, they are a list of other articles."""
_LABEL_CHARS = 60
"""The label is searched in this many characters before the element."""
_LABEL_ELEMENTS = 8
"""A label has at most this many elements."""
_ITEMPROP = etree.XPath("//@itemprop")  # half the cost of selecting the elements
_PROPERTIES: Mapping[str, Role] = {
    "datePublished": "published",
    "pubdate": "published",
    "dateCreated": "published",
    "dateModified": "modified",
}

Meaning = tuple[Role, str | None, bool]
"""The role of a date, the label or name that shows the role, and whether the date is the article's own."""


def from_time_tags(page: Context) -> Iterator[Evidence]:
    """Yield the dates of `<time>` and microdata anywhere, and of other marked elements near the headline."""
    places = {part: block for block in page.nearby for part in (*block.parts, block.element)}
    times = islice(page.doc.tree.iter("time"), _MAX_ELEMENTS)
    marked = (element for element in places if _is_marked(element))
    for element in dict.fromkeys((*times, *_microdata(page), *marked)):
        if element.tag != "meta":
            yield from _from_element(page, element, places)


def _microdata(page: Context) -> list[html.HtmlElement]:
    """Return the elements whose itemprop is a date.

    They are not searched if the JSON-LD has the date: that is the same date, at half the cost.
    """
    if any("datePublished" in node for node in page.doc.jsonld):
        return []
    result = _ITEMPROP(page.doc.tree)
    values = result if isinstance(result, list) else []
    owners = [value.getparent() for value in values if "date" in str(value).lower()]  # type: ignore[union-attr]
    return [owner for owner in owners[:_MAX_ELEMENTS] if isinstance(owner, html.HtmlElement)]


def _is_marked(element: html.HtmlElement) -> bool:
    """Return True if the element has a `datetime`, or is hAtom's `published` with a title."""
    hatom = "published" in (element.get("class") or "") and element.get("title") is not None
    return hatom or element.get("datetime") is not None or _for_scripts(element) is not None


def _for_scripts(element: html.HtmlElement) -> str | None:
    """Return the moment that a script reads to print "8 months ago": `data-timestamp="1772701920000"`.

    Only a moment beside a time counts: a day in such an attribute may be that of an event, or a setting.
    """
    for name, value in element.items():
        if _DATA.match(name) and (reading := read_exact(value)) and reading.clock is not None:
            return value if _shows_time(element) else None
    return None


_DATA = re.compile(
    r"data-(?:\w+-)*(?:date|[a-z]*time|[a-z]*stamp|utc|epoch|unix|iso|ts|publish(?:ed)?)(?:-?(?:at|on|utc|iso|ms|value|gmt))?$"
)


def _shows_time(element: html.HtmlElement) -> bool:
    """Return True for `<time>`, a class that names a time, and a short text with a number; for no control."""
    if element.tag == "time":
        return True
    text = blocks.squash(element.text_content())
    is_named = _TIME_CLASS.search(element.get("class") or "") is not None
    is_short = 0 < len(text) <= _SHOWN_CHARS
    return element.tag not in _CONTROLS and is_short and (is_named or any(map(str.isdigit, text)))


_SHOWN_CHARS = 40
"""Characters of "Published 8 months ago"."""
_CONTROLS = frozenset(("button", "a", "input", "option", "video", "audio", "form"))
_TIME_CLASS = re.compile(r"date|time|\bago|publi|posted", re.IGNORECASE)


def _from_element(
    page: Context, element: html.HtmlElement, places: Mapping[html.HtmlElement, Block]
) -> Iterator[Evidence]:
    text = compose(blocks.squash(element.text_content()))
    reading, raw = _reading_of(page, element, text)
    if reading is None:
        return
    block = next((places[node] for node in (element, *element.iterdescendants()) if node in places), None)
    distance = block.distance if block else None
    role, label, is_own = _role_of(page, element, text, stated=raw is not text)
    above = role == "modified" and label in (None, "modified") and block is not None and block.distance < 0
    foreign = (page.is_far(distance) and is_foreign(page, element)) or is_in_teaser(page, element)
    foreign = foreign or is_picture(page, element)
    clock = label is None and is_clock(page, element, distance)
    yield to_evidence(
        reading,
        "time",
        raw[:120],
        role,
        label=label,
        own=is_own and not above and not foreign and not clock,
        distance=distance,
        other_text=_other_text(block, element) if block else None,
        doubts=_doubts(page, block, text, reading) if label is None and block and block.distance else (),
    )


def _other_text(block: Block, element: html.HtmlElement) -> int:
    """Return the number of characters of the block that are in no `<time>`.

    A block may have two dates. If the other one counted as text, the date with the shorter name of a month
    would lose.
    """
    around = (node for part in block.parts for node in (part, part.getparent()))
    times = {element, *(node for node in around if node is not None and node.tag == "time")}
    return max(0, block.size - sum(len(blocks.squash(node.text_content())) for node in times))


def _doubts(page: Context, block: Block, text: str, reading: Reading) -> tuple[str, ...]:
    """Return the doubts about the date by the words around its element, as for a date in plain text."""
    start, language = block.text.find(text), page.style.language
    if start < 0 or not text:
        return ()
    here, is_heading = reading.at(start, start + len(text)), block.element.tag in HEADINGS
    doubts = doubts_of(DateInBlock(block.text, fold(block.text), None, here, language, is_heading))
    return tuple(name for name in doubts if name != "fact")  # `<time>` itself says that this is a date


def _reading_of(page: Context, element: html.HtmlElement, text: str) -> tuple[Reading | None, str]:
    """Return the date that an element states for machines, or else the one it shows, with its text.

    If the two differ by more than a day, the visible one is returned.
    """
    shown = read(text, page.style) if text else None
    for raw in filter(None, (*map(element.get, ("datetime", "content", "title")), _for_scripts(element))):
        stated = read(raw.strip(), page.style) if raw.strip() else None
        if stated and not (shown and abs(shown.day - stated.day).days > 1 and shown.order_sure):
            return stated, raw.strip()
    return shown, text


def has_machine_date(page: Context, element: html.HtmlElement) -> bool:
    """Return True if the element or one of its containers states its date for machines."""
    around = (element, *islice(element.iterancestors(), _LABEL_ELEMENTS))
    return any(read(raw, page.style) for node in around if (raw := (node.get("datetime") or "").strip()))


def _role_of(page: Context, element: html.HtmlElement, text: str, *, stated: bool) -> Meaning:
    """Return what a date means, by its itemprop, by the words before it or in it, or by its class."""
    itemprop = element.get("itemprop") or ""
    for name, role in _PROPERTIES.items():
        if name in itemprop.split():
            return role, itemprop, True
    label = _label(page, element, text, stated=stated)
    if label:
        return labels.ROLES[label.meaning], label.text, label.meaning in ("published", "modified")
    parent = element.getparent()
    classes = f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
    if element.get("pubdate") is not None or _classes("published").search(classes):
        return "published", "pubdate", True
    return (
        ("modified", "modified", True) if _classes("modified").search(classes) else ("published", None, True)
    )


@cache
def _classes(meaning: str) -> re.Pattern[str]:
    return re.compile("|".join(page_rules()["classes"][meaning]), re.IGNORECASE)


def _label(page: Context, element: html.HtmlElement, text: str, *, stated: bool) -> Label | None:
    """Return the label before the element or in it.

    In an element that states its date for machines, "today" is not a label: it is only how the date is shown.
    """
    words = f"{fold(_words_before(element))} "
    size, language = len(words), page.style.language
    before = labels.label_of(words, size, size, Window(0, size), language)
    digit = next((at for at, mark in enumerate(text) if mark.isdigit()), len(text))
    inside = labels.label_of(fold(text), digit, len(text), Window(0, len(text)), language)
    shown = inside is not None and stated and is_day_word(inside.text, language)
    return before or (None if shown else inside)


def _words_before(element: html.HtmlElement) -> str:
    """Return the text directly before an element, in its parent or in the previous element.

    If that text holds a whole date, only what follows the date is returned.
    """
    previous = element.getprevious()
    while previous is not None and previous.tag in SILENT:
        previous = previous.getprevious()
    parent = element.getparent()
    if previous is None:
        before = (parent.text or "") if parent is not None else ""
    else:
        # A longer element is not a label, and slow to read.
        small = next(islice(previous.iter(), _LABEL_ELEMENTS, None), None) is None
        inside = previous.text_content() if small and previous.tag not in ("time", "a") else ""
        before = (previous.tail or "").strip() or inside
    return _YEAR.split(compose(blocks.squash(before))[-_LABEL_CHARS:])[-1]


_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
"""A label before another date belongs to that one: "Valid from 1 June 2026"."""

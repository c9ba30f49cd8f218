"""Dates that a page marks up in its text: `<time>`, microdata, hAtom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

from lxml import etree, html

from pipelines.items import Evidence, Role
from pipelines.markup.element_kinds import HEADINGS, SILENT
from pipelines.times import blocks, labels
from pipelines.times.belongs import is_clock, is_foreign, is_picture, leads_away
from pipelines.times.blocks import Block
from pipelines.times.doubts import Place, doubts_of
from pipelines.times.evidence import Context, of_reading
from pipelines.times.fold import compose, fold
from pipelines.times.labels import Label, Window
from pipelines.times.read import read
from pipelines.times.readings import Reading
from pipelines.times.relative import is_day_word

_MOST = 24
"""Dated elements of a page that are looked at; more are a list of other articles."""
_WORDS = 60
"""Characters before an element in which its label is looked for."""
_FEW = 8
"""Elements that a label may be made of."""
_ITEMPROP = etree.XPath("//@itemprop")  # half the cost of asking for the elements
_PROPERTIES: Mapping[str, Role] = {
    "datePublished": "published",
    "pubdate": "published",
    "dateCreated": "published",
    "dateModified": "modified",
}

Meant = tuple[Role, str | None, bool]
"""What a date is of, what says so, and whether it is the page's own."""


def from_time_tags(page: Context) -> Iterator[Evidence]:
    """`<time>` and what microdata calls a date, anywhere; by its class only near the headline."""
    places = {part: block for block in page.nearby for part in (*block.parts, block.element)}
    times = islice(page.doc.tree.iter("time"), _MOST)
    marked = (element for element in places if _is_marked(element))
    for element in dict.fromkeys((*times, *_microdata(page), *marked)):
        if element.tag != "meta":
            yield from _of_element(page, element, places)


def _microdata(page: Context) -> list[html.HtmlElement]:
    """Elements whose itemprop is a date; not asked where JSON-LD says the same for half the cost."""
    if any("datePublished" in node for node in page.doc.jsonld):
        return []
    found = _ITEMPROP(page.doc.tree)
    values = found if isinstance(found, list) else []
    owners = [value.getparent() for value in values if "date" in str(value).lower()]  # type: ignore[union-attr]
    return [owner for owner in owners[:_MOST] if isinstance(owner, html.HtmlElement)]


def _is_marked(element: html.HtmlElement) -> bool:
    hatom = "published" in (element.get("class") or "") and element.get("title") is not None
    return hatom or element.get("datetime") is not None


def _of_element(
    page: Context, element: html.HtmlElement, places: Mapping[html.HtmlElement, Block]
) -> Iterator[Evidence]:
    text = compose(blocks.squash(element.text_content()))
    reading, raw = _value(page, element, text)
    if reading is None:
        return
    block = next((places[node] for node in (element, *element.iterdescendants()) if node in places), None)
    distance = block.distance if block else None
    role, label, own = _meant(page, element, text, stated=raw is not text)
    above = role == "modified" and label in (None, "modified") and block is not None and block.distance < 0
    foreign = (page.is_far(distance) and is_foreign(page, element)) or leads_away(page, element)
    foreign = foreign or is_picture(page, element)
    clock = label is None and is_clock(page, element, distance)
    yield of_reading(
        reading,
        "time",
        raw[:120],
        role,
        label=label,
        own=own and not above and not foreign and not clock,
        distance=distance,
        other_text=block.size - len(text) if block else None,
        doubts=_doubts(page, block, text, reading) if label is None and block and block.distance else (),
    )


def _doubts(page: Context, block: Block, text: str, reading: Reading) -> tuple[str, ...]:
    """What the words around an element say against its date, as they do for one in plain text."""
    start, language = block.text.find(text), page.tongue.language
    if start < 0 or not text:
        return ()
    here, is_heading = reading.at(start, start + len(text)), block.element.tag in HEADINGS
    found = doubts_of(Place(block.text, fold(block.text), None, here, language, is_heading))
    return tuple(name for name in found if name != "fact")  # to mark a date up is to name it


def _value(page: Context, element: html.HtmlElement, text: str) -> tuple[Reading | None, str]:
    """What an element says for machines, else what it says for readers; for readers, where the two differ."""
    shown = read(text, page.tongue) if text else None
    for raw in filter(None, (element.get(name) for name in ("datetime", "content", "title"))):
        stated = read(raw.strip(), page.tongue) if raw.strip() else None
        if stated and not (shown and abs(shown.day - stated.day).days > 1 and shown.order_sure):
            return stated, raw.strip()
    return shown, text


def stated(page: Context, element: html.HtmlElement) -> bool:
    """True where an element, or one that it stands in, says its date for machines."""
    around = (element, *islice(element.iterancestors(), _FEW))
    return any(read(raw, page.tongue) for node in around if (raw := (node.get("datetime") or "").strip()))


def _meant(page: Context, element: html.HtmlElement, text: str, *, stated: bool) -> Meant:
    """What a date is of: its itemprop says, else the words before it or in it, else its class."""
    itemprop = element.get("itemprop") or ""
    for name, role in _PROPERTIES.items():
        if name in itemprop.split():
            return role, itemprop, True
    label = _label(page, element, text, stated=stated)
    if label:
        return labels.ROLES[label.meaning], label.text, label.meaning in ("published", "modified")
    parent = element.getparent()
    named = f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
    if element.get("pubdate") is not None or _classes("published").search(named):
        return "published", "pubdate", True
    return ("modified", "modified", True) if _classes("modified").search(named) else ("published", None, True)


@cache
def _classes(meaning: str) -> re.Pattern[str]:
    return re.compile("|".join(blocks.data()["classes"][meaning]), re.IGNORECASE)


def _label(page: Context, element: html.HtmlElement, text: str, *, stated: bool) -> Label | None:
    """The words before an element, or in it: inside, "today" is only how the stated date is shown."""
    words = f"{fold(_words_before(element))} "
    size, language = len(words), page.tongue.language
    before = labels.label_of(words, size, size, Window(0, size), language)
    digit = next((place for place, mark in enumerate(text) if mark.isdigit()), len(text))
    inside = labels.label_of(fold(text), digit, len(text), Window(0, len(text)), language)
    shown = inside is not None and stated and is_day_word(inside.text, language)
    return before or (None if shown else inside)


def _words_before(element: html.HtmlElement) -> str:
    """The text right before an element, in its parent or the element before it; behind a whole date."""
    previous = element.getprevious()
    while previous is not None and previous.tag in SILENT:
        previous = previous.getprevious()
    parent = element.getparent()
    if previous is None:
        before = (parent.text or "") if parent is not None else ""
    else:
        small = (
            next(islice(previous.iter(), _FEW, None), None) is None
        )  # a longer one is no label, and slow to read
        inside = previous.text_content() if small and previous.tag not in ("time", "a") else ""
        before = (previous.tail or "").strip() or inside
    return _YEAR.split(compose(blocks.squash(before))[-_WORDS:])[-1]


_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
"""The label before a date of its own is used up: "Valid from 1 June 2026"."""

"""Dates that a reader sees: beside the headline, in `<time>`, behind a label anywhere. Chooses none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree, html

from pipelines.items import Evidence, Role
from pipelines.times import blocks, labels
from pipelines.times.blocks import Block
from pipelines.times.evidence import Context, evidence, of_reading
from pipelines.times.fold import compose, fold
from pipelines.times.labels import Label
from pipelines.times.read import find, read
from pipelines.times.reading import Reading
from pipelines.times.relative import is_day_word, read_leftover, read_relative

_MOST = 400
"""Characters of a block that are searched: a date further on is prose."""
_SHORT = 40
"""Characters of a block that is but a label."""
_PHRASE = 60
"""Characters of a block that can be but a phrase for a day."""
_BYLINE = 60
"""Characters that a link around an author's name and a date may have."""
_ROLE_OF: dict[str, Role] = {
    "published": "published",
    "modified": "modified",
    "clock": "other",
    "other": "other",
}
_ITEMPROP = etree.XPath("//@itemprop")  # half the cost of asking for the elements
_MODIFIED = re.compile(r"modif|updat|edit|revis|aktual", re.IGNORECASE)
_PUBLISHED = re.compile(r"publ|pubdate|posted|created|entry-date|post-date|issued", re.IGNORECASE)


def from_text(page: Context) -> Iterator[Evidence]:
    """Dates in the blocks around the headline, before ones first."""
    label: Label | None = None
    for block in page.nearby:
        text = block.text[:_MOST]
        yield from _of_block(page, text, block.distance, block.element, label, len(block.text))
        label = _label_alone(page, block.text) if block.distance else None


def from_labels(page: Context) -> Iterator[Evidence]:
    """Dates anywhere on the page that a word for "published" stands before."""
    label: Label | None = None
    for element, text in blocks.short_blocks(page.doc.tree):
        for item in _of_block(page, text, None, element, label, len(text)):
            if item.label:
                yield item
        label = _label_alone(page, text)


def from_phrases(page: Context) -> Iterator[Evidence]:
    """Days named from today, and labelled dates that no pattern reads, in the short blocks near the headline."""
    label: Label | None = None
    for block in page.nearby:
        if block.distance and len(block.text) <= _PHRASE:
            yield from _of_phrase(page, block, label)
        label = _label_alone(page, block.text) if block.distance else None


def _of_phrase(page: Context, block: Block, before: Label | None) -> Iterator[Evidence]:
    folded = fold(block.text)
    label = labels.leading(folded, page.tongue.language)
    if label and is_day_word(label.text, page.tongue.language):
        label = None
    raw = block.text[label.end :].strip(" :|-,") if label else block.text
    label = label or before
    if find(raw, page.tongue) or (label and label.meaning != "published"):
        return
    reading = read_relative(raw, page.tongue, page.now, alone=label is None)
    if reading is None and label:
        reading = read_leftover(raw, page.tongue)
    if reading:
        yield of_reading(
            reading, "text", raw, "published", label=f"relative:{label.text if label else ''}",
            own=not _links_away(page, block.element), distance=block.distance, other_text=0,
        )  # fmt: skip


def _label_alone(page: Context, text: str) -> Label | None:
    """The label that a whole short block is: a cell or a line before the one with the date."""
    return labels.has_label(fold(text), page.tongue.language) if len(text) <= _SHORT else None


def _of_block(
    page: Context, text: str, distance: int | None, element: html.HtmlElement, before: Label | None, size: int
) -> Iterator[Evidence]:
    found = find(text, page.tongue)
    if not found:
        return
    folded = fold(text)
    used = sum(reading.end - reading.start for reading in found)
    foreign = (distance is None and blocks.is_foreign(element, page.around)) or _links_away(page, element)
    low = 0
    for place, reading in enumerate(found):
        high = found[place + 1].start if place + 1 < len(found) else len(text)
        label = labels.label_of(folded, reading.start, reading.end, low, high, page.tongue.language)
        if label is None and place == 0 and reading.start <= 3:
            label = before
        meaning = label.meaning if label else None
        if meaning == "modified" and (distance or 0) < 0:
            meaning = "clock"  # above the headline it is the page that was renewed
        yield of_reading(
            reading,
            "text",
            text[reading.start : reading.end],
            _ROLE_OF[meaning] if meaning else "published",
            label=label.text if label else None,
            own=not foreign and meaning not in ("clock", "other"),
            distance=distance,
            other_text=max(0, size - used - (len(label.text) if label else 0)),
        )
        low = reading.end


def _links_away(page: Context, element: html.HtmlElement) -> bool:
    """True for a date inside a link to another page that says more than a name and a date: a teaser of it."""
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    href = link.get("href") if link is not None else None
    if link is None or not href or href.startswith(("#", "javascript:")) or page.is_own_url(href):
        return False
    return len(blocks.squash(link.text_content())) > _BYLINE


def from_time_tags(page: Context) -> Iterator[Evidence]:
    """`<time>` and what microdata calls a date, anywhere; marked by class only near the headline."""
    places = _places(page)
    stated = any("datePublished" in node for node in page.doc.jsonld)
    properties = () if stated else _ITEMPROP(page.doc.tree)
    dated = [value.getparent() for value in properties if "date" in value.lower()]
    near = [element for element in places if _is_marked(element)]
    found = dict.fromkeys([*islice(page.doc.tree.iter("time"), 40), *dated[:40], *near])
    for element in found:
        if element.tag != "meta":
            yield from _of_time(page, element, places)


def _is_marked(element: html.HtmlElement) -> bool:
    hcard = "published" in (element.get("class") or "") and element.get("title") is not None
    return hcard or element.get("datetime") is not None


def _places(page: Context) -> dict[html.HtmlElement, Block]:
    """Every element in the blocks near the headline → its block."""
    found: dict[html.HtmlElement, Block] = {}
    for block in page.nearby:
        for part in (*block.parts, block.element):
            found.setdefault(part, block)
    return found


def _of_time(
    page: Context, element: html.HtmlElement, places: dict[html.HtmlElement, Block]
) -> Iterator[Evidence]:
    text = compose(blocks.squash(element.text_content()))
    block = next((places[node] for node in (element, *element.iterdescendants()) if node in places), None)
    distance = block.distance if block else None
    role, label, own = _meaning(page, element, text)
    if role == "modified" and label in (None, "modified") and (distance or 0) < 0:
        own = False
    reading, raw = _value(page, element, text)
    if reading:
        foreign = (block is None and blocks.is_foreign(element, page.around)) or _links_away(page, element)
        size = len(block.text) - len(text) if block else None
        yield of_reading(
            reading,
            "time",
            raw[:120],
            role,
            label=label,
            own=own and not foreign,
            distance=distance,
            other_text=size,
        )


def _value(page: Context, element: html.HtmlElement, text: str) -> tuple[Reading | None, str]:
    """What an element says for machines, else what it says for readers; for readers, where the two differ."""
    shown = read(text, page.tongue) if text else None
    for raw in filter(None, (element.get(name) for name in ("datetime", "content", "title"))):
        stated = read(raw.strip(), page.tongue) if raw.strip() else None
        if stated and not (shown and abs(shown.day - stated.day).days > 1 and shown.order_sure):
            return stated, raw.strip()
    return shown, text


def _meaning(page: Context, element: html.HtmlElement, text: str) -> tuple[Role, str | None, bool]:
    """What a `<time>` says it is: itemprop first, then the words before it, then its class."""
    itemprop = element.get("itemprop") or ""
    if "dateModified" in itemprop:
        return "modified", itemprop, True
    if itemprop in ("datePublished", "pubdate", "dateCreated"):
        return "published", itemprop, True
    words = _words_before(element)
    found = labels.label_of(
        fold(words + " "), len(words) + 1, len(words) + 1, 0, len(words) + 1, page.tongue.language
    )
    if found is None:
        inside = labels.label_of(
            fold(text), _first_digit(text), len(text), 0, len(text), page.tongue.language
        )
        found = inside
    if found:
        return _ROLE_OF[found.meaning], found.text, found.meaning not in ("clock", "other")
    parent = element.getparent()
    named = f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
    if _MODIFIED.search(named) and not _PUBLISHED.search(named):
        return "modified", "modified", True
    if element.get("pubdate") is not None or _PUBLISHED.search(named):
        return "published", "pubdate", True
    return "published", None, True


def _first_digit(text: str) -> int:
    return next((place for place, mark in enumerate(text) if mark.isdigit()), len(text))


def _words_before(element: html.HtmlElement) -> str:
    """The text right before an element, in its parent or in the element before it."""
    previous = element.getprevious()
    while previous is not None and previous.tag in blocks.SILENT:
        previous = previous.getprevious()
    parent = element.getparent()
    if previous is None:
        before = (parent.text or "") if parent is not None else ""
    else:
        before = (previous.tail or "").strip() or (
            "" if previous.tag in ("time", "a") else previous.text_content()
        )
    return compose(blocks.squash(before))[-60:]


__all__ = ["evidence", "from_labels", "from_text", "from_time_tags"]

"""Which element of a page prints its headline. Knows no dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree, html

from pipelines.markup import Document
from pipelines.markup.marks import sound
from pipelines.times.blocks import SILENT, owner_of, squash
from pipelines.times.fold import compose, fold

_MOST = 60
"""Headings of a page that are looked at."""
_START = 24
"""Characters of a headline by which it is looked for in the whole page."""
_PARTING = re.compile(r"\s*:\s+|\s+[-–—|·•«»]+\s+")
_HIDDEN = re.compile(r"visually-?hidden|sr-only|screen-?reader", re.IGNORECASE)
"""Classes of what only screen readers say: often the title once more, in the site's head."""
_PRINTING = etree.XPath("//body//*[not(self::script or self::style)][text()[contains(., $start)]]")


def find_headline(doc: Document, titles: tuple[str, ...]) -> html.HtmlElement | None:
    """The element that prints the first of `titles`, or one like it; else the first h1; else a title's part.

    Headings are asked first (in plain text every line), then any element; an inline one where the headline is
    but a line of its block.
    """
    wanted = [folded(title) for title in titles]
    for tags in (("p",),) if doc.plain is not None else (("h1", "h2"), ("h3", "h4")):
        best = _best(islice(doc.tree.iter(*tags), _MOST), wanted)
        if best is not None:
            return best
    elsewhere = _elsewhere(doc, titles)
    if elsewhere is not None:
        return elsewhere
    first = next((h1 for h1 in doc.tree.iter("h1") if h1.text_content().strip()), None)
    return first if first is not None else _elsewhere(doc, tuple(map(_longest, titles)))


def folded(title: str) -> str:
    return fold(compose(squash(title)))


def alike(text: str, title: str) -> float:
    """How much two folded headlines are one: 1 for the same, less for one cut or lengthened."""
    if text == title:
        return 1.0
    short, long = sorted((text, title), key=len)
    if len(short) >= 12 and short in long:
        return 0.6 + 0.4 * len(short) / len(long)
    one, two = set(text.split()), set(title.split())
    shared = len(one & two)
    return 0.9 * shared / max(len(one), len(two)) if shared >= 3 else 0.0


def _best(elements: Iterable[html.HtmlElement], wanted: list[str]) -> html.HtmlElement | None:
    """The element most like one of `wanted`, earlier titles before later; None where none is."""
    best: tuple[float, html.HtmlElement | None] = (0.5, None)
    for element in elements:
        text = folded(element.text_content())
        score = max((alike(text, title) - 0.05 * place for place, title in enumerate(wanted)), default=0.0)
        score -= 0.1 if element.tag == "h2" else 0.0
        score -= 0.2 if _HIDDEN.search(element.get("class") or "") else 0.0
        best = (score, element) if score > best[0] else best
        if score == 1.0:
            break
    return best[1]


def _elsewhere(doc: Document, titles: tuple[str, ...]) -> html.HtmlElement | None:
    for title in titles:
        start = squash(sound(title))[:_START]  # XPath takes no control characters
        for element in _printing(doc.tree, start) if len(start) == _START else ():
            owner = owner_of(element)
            for whole in (owner, element) if owner.tag not in SILENT else ():
                if alike(folded(whole.text_content()), folded(title)) >= 0.8:
                    return whole
    return None


def _longest(title: str) -> str:
    """The longest part of a title that names the site too."""
    return max(_PARTING.split(title), key=len)


def _printing(tree: html.HtmlElement, start: str) -> list[html.HtmlElement]:
    found = _PRINTING(tree, start=start)
    return (
        [element for element in found if isinstance(element, html.HtmlElement)]
        if isinstance(found, list)
        else []
    )

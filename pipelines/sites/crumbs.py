"""Finds lines of several parts, such as `News > 19 March 2009 > The headline`, near the top of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.markup.scan import Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import size_of

_LINES = 60
"""Pieces from the top of a page that are searched."""
_LONGEST = 600
"""Characters of such a line."""
_MOST_PARTS = 6
_MARK = re.compile(r"[>»›→|/·•]")
"""Searched first because it is fast, and most lines have none of these."""
_SEPARATOR = re.compile(r"\s*(?P<arrow>[>»›→])\s*|\s+(?P<mark>[|/·•])\s+")
_OPEN = re.compile(r"[^\W_].*[>»›→]\s*", re.DOTALL)
"""A line such as `News >`: the headline may stand behind it in an element of its own."""


class Crumb(NamedTuple):
    """One line of several parts."""

    piece: int
    """The last of its pieces."""
    parts: tuple[str, ...]
    is_trail: bool = False
    """Arrows lead from the section to the page: the last part is the most particular one."""


def crumbs(scan: Scan) -> Iterator[Crumb]:
    """Yield the lines near the top of a page that have two to six parts.

    One mark divides a line, the first one that it has: others are part of a headline such as `News > Cars /
    vans: which are the safest`. A line that ends with an arrow goes on in the next piece.
    """
    above = ""
    for at, piece in enumerate(scan.pieces[:_LINES]):
        is_joined = _DAY_LAST.search(above) or not has_sentence(piece.text)
        text = f"{above}{piece.text}" if is_joined else piece.text
        is_short = len(text) <= _LONGEST
        if is_short and _MARK.search(text):
            crumb = Crumb(at, *_divided(text))
            if 2 <= len(crumb.parts) <= _MOST_PARTS:
                yield crumb
        above = text if is_short and _OPEN.fullmatch(text) else ""


def _divided(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the parts of a line, and whether arrows divide it."""
    first = _SEPARATOR.search(text)
    if first is None:
        return (text,), False
    group = "arrow" if first["arrow"] else "mark"
    parts, start = [], 0
    for found in _SEPARATOR.finditer(text):
        if found[group] == first[group]:
            parts.append(text[start : found.start()])
            start = found.end()
    return tuple(part for part in (*parts, text[start:]) if part), group == "arrow"


def undated(part: str) -> str:
    """Return a part without a day in figures at its beginning: "28-02-2008 A new lathe" → "A new lathe"."""
    return _DAY.sub("", part)


_FIGURES = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})"
_DAY = re.compile(rf"{_FIGURES}\s+(?=[^\d\s–—-])")
_DAY_LAST = re.compile(rf"{_FIGURES}\s*[>»›→]\s*\Z")
"""`News > 5-6-2004 >`: what follows is the headline, even if it is a sentence."""


def is_headline(part: str) -> bool:
    """Return True if a part has enough words for a headline; a date or a section has fewer."""
    return size_of(part) >= _LEAST and len(part.split()) >= _FEWEST_WORDS


_LEAST = 15  # characters
_FEWEST_WORDS = 3

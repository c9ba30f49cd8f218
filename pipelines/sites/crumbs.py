"""Finds lines of several parts, such as `News > 19 March 2009 > The headline`, near the top of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.markup.scan import Scan
from pipelines.markup.words import size_of

_LINES = 60
"""Pieces from the top of a page that are searched."""
_LONGEST = 600
"""Characters of such a line."""
_MOST_PARTS = 6
_MARK = re.compile(r"[>»›→|/·•]")
"""Searched first because it is fast, and most lines have none of these."""
_SEPARATOR = re.compile(r"\s*[>»›→]\s*|\s+[|/·•]\s+")


class Crumb(NamedTuple):
    """One line of several parts."""

    piece: int
    parts: tuple[str, ...]


def crumbs(scan: Scan) -> Iterator[Crumb]:
    """Yield the lines near the top of a page that have two to six parts."""
    for at, piece in enumerate(scan.pieces[:_LINES]):
        if len(piece.text) <= _LONGEST and _MARK.search(piece.text):
            parts = tuple(part for part in _SEPARATOR.split(piece.text) if part)
            if 2 <= len(parts) <= _MOST_PARTS:
                yield Crumb(at, parts)


def is_headline(part: str) -> bool:
    """Return True if a part has enough words for a headline; a date or a section has fewer."""
    return size_of(part) >= _LEAST and len(part.split()) >= _FEWEST_WORDS


_LEAST = 15  # characters
_FEWEST_WORDS = 3

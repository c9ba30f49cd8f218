"""A line such as `News > 19 March 2009 > The headline`: its parts that many pages share are the site's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.markup.scan import Scan
from pipelines.markup.words import size_of

_LINES = 60
"""Pieces from the top of a page that are looked at."""
_LONGEST = 600
"""Characters of a line with a headline and what stands before it."""
_MOST_PARTS = 6
_MARK = re.compile(r"[>»›→|/·•]")
"""Looked for first, since most lines have none."""
_SEPARATOR = re.compile(r"\s*[>»›→]\s*|\s+[|/·•]\s+")


class Crumb(NamedTuple):
    """One line of several parts."""

    piece: int
    parts: tuple[str, ...]


def crumbs(scan: Scan) -> Iterator[Crumb]:
    """Return the lines near the top of a page that have two to six parts."""
    for at, piece in enumerate(scan.pieces[:_LINES]):
        if len(piece.text) <= _LONGEST and _MARK.search(piece.text):
            parts = tuple(part for part in _SEPARATOR.split(piece.text) if part)
            if 2 <= len(parts) <= _MOST_PARTS:
                yield Crumb(at, parts)


def is_headline(part: str) -> bool:
    """True where a part has words enough for a headline, so that it is no date and no section."""
    return size_of(part) >= _LEAST and len(part.split()) >= _FEWEST_WORDS


_LEAST = 15
_FEWEST_WORDS = 3

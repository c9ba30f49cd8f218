"""Finds where a page prints its headline; `text` and `times` read what stands above and below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import html

from pipelines.markup.document import Document
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import BREAK, Box, Piece, Scan
from pipelines.markup.words import fold, headline_likeness, tidy

_MOST = 60
"""Headings of a page that are compared."""
_LONGEST = 1_000
"""Characters of a heading; an unclosed tag makes one of the whole page."""
_START = 24
"""Characters of a headline by which it is searched in the whole page."""
_LIKE, _SURE, _PART = 0.5, 0.8, 0.9
"""Likeness that a heading needs, that any other line needs, and that a line needs to a part of a title."""
_PARTING = re.compile(r"\s*:\s+|\s+[-–—|·•«»]+\s+")
_UNSEEN = int(Group.OFFSCREEN | Group.HIDDEN)
"""Text for screen readers alone: often the title once more, in the site's head."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The printed headline: a heading's pieces `first` to `last` (exclusive), or runs of one piece."""

    element: html.HtmlElement = field(repr=False)
    """The box that prints it."""
    first: int
    last: int
    runs: range | None = None
    """Which runs of piece `first` it is, where it is only a part of that piece."""
    likeness: float = 0.0
    """How like the title it is, 0 to 1."""


@lru_cache(maxsize=1)  # a page is read by one title; one that is kept holds its whole tree
def find_headline(doc: Document, title: str | None) -> Headline | None:
    """Return the line that prints `title` or a title from the page's head; else the first h1; else the line
    that prints the longest part of a title.

    Headings are compared first (in plain text every line), then every piece of the page.
    """
    titles = tuple(dict.fromkeys(filter(None, (tidy(title or ""), *doc.titles))))
    wanted = tuple(map(fold, titles))
    for tags in (("p",),) if doc.plain is not None else (("h1", "h2"), ("h3", "h4")):
        best = _best(doc.scan, tags, wanted)
        if best is not None:
            return best
    elsewhere = _elsewhere(doc.scan, titles)
    if elsewhere is not None:
        return elsewhere
    first = next((box for box in doc.scan.boxes if box.tag == "h1" and box.first < box.last), None)
    return _of_box(first, 0.0) if first is not None else _elsewhere(doc.scan, map(_longest, titles), _PART)


def _of_box(box: Box, likeness: float) -> Headline:
    return Headline(box.element, box.first, box.last, likeness=likeness)


def _best(scan: Scan, tags: tuple[str, ...], wanted: tuple[str, ...]) -> Headline | None:
    """Return the heading that is most like a title in `wanted`, the first titles before the later ones."""
    headings = ((at, box) for at, box in enumerate(scan.boxes) if box.tag in tags and box.first < box.last)
    best: tuple[float, Headline | None] = (_LIKE, None)
    for at, box in islice(headings, _MOST):
        text = fold(scan.line_of(at, _LONGEST))
        likeness = [headline_likeness(text, title) - 0.05 * place for place, title in enumerate(wanted)]
        score = max(likeness, default=0.0) - 0.1 * (box.tag == "h2") - 0.2 * bool(box.groups & _UNSEEN)
        if score > best[0]:
            best = (score, _of_box(box, max(likeness)))
        if score == 1.0:
            break
    return best[1]


def _elsewhere(scan: Scan, titles: Iterable[str], least: float = _SURE) -> Headline | None:
    for title in titles:
        start, wanted = title[:_START], fold(title)
        if len(start) == _START:
            pieces = ((at, piece) for at, piece in enumerate(scan.pieces) if start in piece.text)
            found = (_of_piece(scan, at, piece, wanted, least) for at, piece in pieces)
            if headline := next(filter(None, found), None):
                return headline
    return None


def _of_piece(scan: Scan, at: int, piece: Piece, wanted: str, least: float) -> Headline | None:
    """The whole piece, one of its lines or one of its runs, whichever is the most like the title."""
    element, every = scan.boxes[piece.box].element, range(len(piece.runs))
    found = [Headline(element, at, at + 1, likeness=headline_likeness(fold(piece.text[:_LONGEST]), wanted))]
    for runs in (*lines_of(piece, every), *(range(n, n + 1) for n in every)) if len(every) > 1 else ():
        text = "".join(piece.runs[runs.start : runs.stop])[:_LONGEST]
        found.append(Headline(element, at, at + 1, runs, headline_likeness(fold(text), wanted)))
    best = max(found, key=lambda headline: headline.likeness)
    return best if best.likeness >= least else None


def lines_of(piece: Piece, runs: range) -> Iterator[range]:
    """The lines among some runs of a piece, each as a range of runs; empty ones left out."""
    start = runs.start
    for at in (*(at for at in runs if piece.runs[at] == BREAK), runs.stop):
        if start < at:
            yield range(start, at)
        start = at + 1


def _longest(title: str) -> str:
    """The longest part of a title that names the site too."""
    return max(_PARTING.split(title), key=len)

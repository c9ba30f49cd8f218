"""Finds where a page prints its headline; `text` and `times` need to know what is above and below it."""

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
from pipelines.markup.words import fold, headline_likeness, size_of, tidy

_MOST = 60
"""At most this many headings of a page are compared."""
_LONGEST = 1_000
"""Characters of a heading that are compared; one with an unclosed tag contains the whole page."""
_START = 24
"""The whole page is searched for this many first characters of a headline; a wide one counts as several."""
_LIKE, _SURE, _PART = 0.5, 0.8, 0.9
"""Least likeness of a heading to a title, of another line to a title, and of a line to part of a title."""
_PARTING = re.compile(r"\s*:\s+|\s+[-–—|·•«»]+\s+")
_UNSEEN = int(Group.OFFSCREEN | Group.HIDDEN)
"""Text for screen readers only: often the title again, in the site's header."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The printed headline: a heading's pieces `first` to `last` (exclusive), or runs of one piece."""

    element: html.HtmlElement = field(repr=False)
    """The box that prints it."""
    first: int
    last: int
    runs: range | None = None
    """The runs of piece `first` that are the headline, if it is only a part of that piece."""
    likeness: float = 0.0
    """How like the title it is, 0 to 1."""


@lru_cache(maxsize=1)  # all callers use the same title; a larger cache would keep whole trees in memory
def find_headline(doc: Document, title: str | None) -> Headline | None:
    """Return the line that prints `title` or a title from the page's head.

    If there is none: the first h1, else the line that prints the longest part of a title, else None. Headings
    are compared first (in plain text every line), then every piece of the page.
    """
    titles = tuple(dict.fromkeys(filter(None, (tidy(title or ""), *doc.titles))))
    folded_titles = tuple(map(fold, titles))
    for tags in (("p",),) if doc.plain is not None else (("h1", "h2"), ("h3", "h4")):
        best = _best_heading(doc.scan, tags, folded_titles)
        if best is not None:  # a heading that is only the end of the title names the site
            is_sure = best.likeness >= _SURE
            return best if is_sure else _outside_headings(doc.scan, titles[:1], least=1.0) or best
    elsewhere = _outside_headings(doc.scan, titles)
    if elsewhere is not None:
        return elsewhere
    first = next((box for box in doc.scan.boxes if box.tag == "h1" and box.first < box.last), None)
    return (
        _of_box(first, 0.0)
        if first is not None
        else _outside_headings(doc.scan, map(_longest, titles), _PART)
    )


def _of_box(box: Box, likeness: float) -> Headline:
    return Headline(box.element, box.first, box.last, likeness=likeness)


def _best_heading(scan: Scan, tags: tuple[str, ...], titles: tuple[str, ...]) -> Headline | None:
    """Return the heading that is most like one of the folded titles; the first titles are preferred."""
    headings = ((at, box) for at, box in enumerate(scan.boxes) if box.tag in tags and box.first < box.last)
    best: tuple[float, Headline | None] = (_LIKE, None)
    for at, box in islice(headings, _MOST):
        text = fold(scan.line_of(at, _LONGEST))
        likeness = [headline_likeness(text, title) - 0.05 * place for place, title in enumerate(titles)]
        score = max(likeness, default=0.0) - 0.1 * (box.tag == "h2") - 0.2 * bool(box.groups & _UNSEEN)
        if score > best[0]:
            best = (score, _of_box(box, max(likeness)))
        if score == 1.0:
            break
    return best[1]


def _outside_headings(scan: Scan, titles: Iterable[str], least: float = _SURE) -> Headline | None:
    """Return the first piece, or part of one, that prints a title."""
    for title in titles:
        start, folded = title[:_START], fold(title)
        if size_of(start) >= _START:
            pieces = ((at, piece) for at, piece in enumerate(scan.pieces) if start in piece.text)
            candidates = (_of_piece(scan, at, piece, folded, least) for at, piece in pieces)
            if headline := next(filter(None, candidates), None):
                return headline
    return None


def _of_piece(scan: Scan, at: int, piece: Piece, title: str, least: float) -> Headline | None:
    """Return the piece, or a line or run of it, that is most like the title; None if it is under `least`."""
    element, all_runs = scan.boxes[piece.box].element, range(len(piece.runs))
    candidates = [
        Headline(element, at, at + 1, likeness=headline_likeness(fold(piece.text[:_LONGEST]), title))
    ]
    for runs in (
        (*lines_of(piece, all_runs), *(range(n, n + 1) for n in all_runs)) if len(all_runs) > 1 else ()
    ):
        text = "".join(piece.runs[runs.start : runs.stop])[:_LONGEST]
        candidates.append(Headline(element, at, at + 1, runs, headline_likeness(fold(text), title)))
    best = max(candidates, key=lambda headline: headline.likeness)
    return best if best.likeness >= least else None


def lines_of(piece: Piece, runs: range) -> Iterator[range]:
    """Yield the lines among some runs of a piece, each as a range of runs, without empty ones."""
    start = runs.start
    for at in (*(at for at in runs if piece.runs[at] == BREAK), runs.stop):
        if start < at:
            yield range(start, at)
        start = at + 1


def _longest(title: str) -> str:
    """Return the longest part of a title, which may also have the site's name: "A headline | Herald"."""
    return max(_PARTING.split(title), key=len)

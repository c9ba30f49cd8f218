"""Finds the place and the date below the author's name at the end of a letter or a report."""

from __future__ import annotations

import re

from pipelines.times.finding import blocks
from pipelines.times.finding.blocks import Block
from pipelines.times.finding.evidence import Context
from pipelines.times.reading.read import find
from pipelines.times.words.fold import fold

_NAMES = re.compile(
    r"(?:[^\n\d.:]{2,45}\n){1,2}(?:[^\W\d_]+\b[ .-]{0,2}){1,4},\s*(?:[^\W\d_]{1,3}\.?\s+)?", re.UNICODE
)
_END = re.compile(r"[\s.,]*(?:[^\W\d_]{1,3}\.?)?\s*")
"""`Ann Lee\\nAshby, 5 December 2023`; behind the date stands at most the word for "year"."""
_MOSTLY = 0.5
"""A piece with at least this share of links is no text: "Back"."""


def is_closing(page: Context, at: int, block: Block) -> bool:
    """Return True if the piece `at`, with the text of `block`, is the last of the article's text.

    It has a line with an author of the article, and below that a place and a date. A caption, a source or an
    event may look the same, but its line names nobody, or nobody who wrote the article.
    """
    readings = find(block.text, page.style)
    if len(readings) != 1 or not _names_author(page, block):
        return False
    start, end = readings[0].start, readings[0].end
    has_form = _NAMES.fullmatch(block.text, 0, start) and _END.fullmatch(block.text, end)
    return bool(has_form) and _is_last(page, at)


def _names_author(page: Context, block: Block) -> bool:
    """Return True for a line with an author, or with two names if the page credits nobody elsewhere."""
    lines = [line.strip(" ,") for line in block.text.split("\n")[:-1]]
    if page.authors:
        return not {fold(line) for line in lines}.isdisjoint(map(fold, page.authors))
    return any(len(words := line.split()) == _NAMED and all(map(str.istitle, words)) for line in lines)


_NAMED = 2  # words of a name: first name and surname


def _is_last(page: Context, at: int) -> bool:
    """Return True if the piece stands in the box of the last paragraph, and no other text behind it."""
    pieces, boxes = page.doc.scan.pieces, page.doc.scan.boxes
    long = (i for i in reversed(range(at)) if len(pieces[i].text) >= blocks.PROSE_CHARS)
    prose = next(long, None)
    if prose is None:
        return False
    box = boxes[pieces[prose].box].parent
    behind = [i for i in range(at, boxes[box].last) if box in (pieces[i].box, boxes[pieces[i].box].parent)]
    return behind[:1] == [at] and all(pieces[i].link_share >= _MOSTLY for i in behind[1:])

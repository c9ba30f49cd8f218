"""Blocks of text near the headline, cut from the pieces of the page model and counted from the headline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice

from lxml import html

from pipelines.markup.headline import Headline, lines_of
from pipelines.markup.scan import BREAK, Piece, Scan
from pipelines.times.fold import compose
from pipelines.times.tables import table

_MOST = 2000
"""Characters of a block that are kept."""
_SHORT = 300
PROSE = 200
"""Characters of a block that is no byline."""

Runs = tuple[Piece, range]
"""Some of the runs of a piece."""


data = partial(table, "page")


@dataclass(frozen=True)
class Block:
    """A run of text in one block element."""

    element: html.HtmlElement = field(repr=False)
    text: str
    """Composed (NFC), a space between the texts of two elements, a line feed between two lines."""
    distance: int
    """Blocks after the headline, or, negative, before it; 0 is the headline."""
    parts: tuple[html.HtmlElement, ...] = field(default=(), repr=False)
    """The elements whose text it holds."""
    size: int = 0
    """Characters, also of what was cut."""


def squash(text: str) -> str:
    return " ".join(text.split())


def near(scan: Scan, headline: Headline, before: int, after: int) -> tuple[Block, ...]:
    """The headline's block, up to `before` blocks before it and `after` behind it, in page order.

    Where the headline is only a part of a piece, the lines before and behind it there are blocks too.
    """
    pieces, own = scan.pieces, headline.runs
    above: Iterator[Runs] = map(_whole, islice(reversed(pieces), len(pieces) - headline.first, None))
    below: Iterator[Runs] = map(_whole, islice(pieces, headline.last, None))
    if own is None:
        held = [_whole(piece) for piece in pieces[headline.first : headline.last]]
        elements = tuple(headline.element.iter())
    else:
        piece = pieces[headline.first]
        held, elements = [(piece, own)], piece.holders[own.start : own.stop]
        over = [(piece, line) for line in lines_of(piece, range(own.start))]
        above = chain(reversed(over), above)
        below = chain(((piece, line) for line in lines_of(piece, range(own.stop, len(piece.runs)))), below)
    title = Block(headline.element, _text(held), 0, elements)
    return (*reversed(_numbered(scan, above, -1, before)), title, *_numbered(scan, below, 1, after))


def short_blocks(scan: Scan) -> Iterator[tuple[int, Block]]:
    """Every piece with a short text, with its index, as a block without a distance, in page order."""
    for at, piece in enumerate(scan.pieces):
        if len(piece.text) < _SHORT:
            yield at, _block(scan, _whole(piece), 0)


def _whole(piece: Piece) -> Runs:
    return piece, range(len(piece.runs))


def _numbered(scan: Scan, held: Iterable[Runs], step: int, most: int) -> tuple[Block, ...]:
    """The first `most` blocks outwards from the headline; bullets, bars and further prose are left out."""
    return tuple(islice(_blocks(scan, held, step), most))


def _blocks(scan: Scan, held: Iterable[Runs], step: int) -> Iterator[Block]:
    """Parts with a letter or digit, numbered; of long paragraphs that only breaks divide, the first."""
    last, count = -1, step
    for part in held:
        block, box = _block(scan, part, count), part[0].box
        is_prose = block.size >= PROSE
        if (is_prose and box == last) or not any(map(str.isalnum, block.text)):
            continue
        yield block
        count += step
        last = box if is_prose else last


def _block(scan: Scan, part: Runs, distance: int) -> Block:
    piece, runs = part
    text, element = _text([part]), scan.boxes[piece.box].element
    return Block(element, text[:_MOST], distance, piece.holders[runs.start : runs.stop], len(text))


def _text(held: Iterable[Runs]) -> str:
    """The text of some runs, with a space between elements: `<b>By Ann</b><i>5 May</i>` is no "Ann5"."""
    runs = (text for piece, part in held for text in piece.runs[part.start : part.stop])
    lines = map(squash, " ".join(runs).split(BREAK))
    return compose("\n".join(filter(None, lines)))

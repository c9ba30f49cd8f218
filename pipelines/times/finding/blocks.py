"""Divides the text near the headline into blocks, made from the pieces of the page model.

A block's distance is counted from the headline: 1 is the block after it, -1 the block before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from lxml import html

from pipelines.markup.headline import Headline, lines_of
from pipelines.markup.scan import BREAK, Piece, Scan
from pipelines.times.words.fold import compose

_MAX_CHARS = 2000
"""A longer block is cut after this many characters."""
_SHORT_CHARS = 300
PROSE_CHARS = 200
"""A block of this many characters or more is prose, not a byline."""

Runs = tuple[Piece, range]
"""A piece, and the range of its runs that is used."""


@dataclass(frozen=True)
class Block:
    """A piece of text within one block element."""

    element: html.HtmlElement = field(repr=False)
    text: str
    """In composed form (NFC); a space separates the texts of two elements, a line feed two lines."""
    distance: int
    """Blocks after the headline; negative before it, 0 for the headline itself."""
    parts: tuple[html.HtmlElement, ...] = field(default=(), repr=False)
    """The elements that hold its text."""
    size: int = 0
    """Number of characters before it was cut."""


def squash(text: str) -> str:
    """Return the text with each run of white space as one space."""
    return " ".join(text.split())


def blocks_near(scan: Scan, headline: Headline, before: int, after: int) -> tuple[Block, ...]:
    """Return the headline's block with up to `before` blocks before and `after` behind it, in page order.

    If the headline is only a part of a piece, the other lines of that piece are blocks too.
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
    """Yield every piece with a short text, in page order: its index, and the piece as a block without a
    distance.
    """
    for at, piece in enumerate(scan.pieces):
        if len(piece.text) < _SHORT_CHARS:
            yield at, _block(scan, _whole(piece), 0)


def _whole(piece: Piece) -> Runs:
    return piece, range(len(piece.runs))


def _numbered(scan: Scan, held: Iterable[Runs], step: int, most: int) -> tuple[Block, ...]:
    """Return the first `most` blocks, counted away from the headline."""
    return tuple(islice(_blocks(scan, held, step), most))


def _blocks(scan: Scan, held: Iterable[Runs], step: int) -> Iterator[Block]:
    """Yield the parts that have a letter or digit, as numbered blocks.

    A long paragraph that is only divided by line breaks gives one block: its first part.
    """
    last, count = -1, step
    for part in held:
        block, box = _block(scan, part, count), part[0].box
        is_prose = block.size >= PROSE_CHARS
        if (is_prose and box == last) or not any(map(str.isalnum, block.text)):
            continue
        yield block
        count += step
        last = box if is_prose else last


def _block(scan: Scan, part: Runs, distance: int) -> Block:
    piece, runs = part
    text, element = _text([part]), scan.boxes[piece.box].element
    return Block(element, text[:_MAX_CHARS], distance, piece.holders[runs.start : runs.stop], len(text))


def _text(held: Iterable[Runs]) -> str:
    """Return the text of some runs, with a space between elements: `<b>Ann</b><i>5 May</i>` is not "Ann5
    May".
    """
    runs = (text for piece, part in held for text in piece.runs[part.start : part.stop])
    lines = map(squash, " ".join(runs).split(BREAK))
    return compose("\n".join(filter(None, lines)))

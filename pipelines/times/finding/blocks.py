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

Part = tuple[Piece, range]
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
    """Return up to `before` blocks before the headline, its own, and up to `after` after it, in page order.

    If the headline is only a part of a piece, the other lines of that piece are blocks too.
    """
    pieces, lines = scan.pieces, headline.runs
    above: Iterator[Part] = map(_whole, islice(reversed(pieces), len(pieces) - headline.first, None))
    below: Iterator[Part] = map(_whole, islice(pieces, headline.last, None))
    if lines is None:
        title_runs = [_whole(piece) for piece in pieces[headline.first : headline.last]]
        elements = tuple(headline.element.iter())
    else:
        piece = pieces[headline.first]
        title_runs, elements = [(piece, lines)], piece.holders[lines.start : lines.stop]
        lines_above = [(piece, line) for line in lines_of(piece, range(lines.start))]
        above = chain(reversed(lines_above), above)
        below = chain(((piece, line) for line in lines_of(piece, range(lines.stop, len(piece.runs)))), below)
    title = Block(headline.element, _text(title_runs), 0, elements)
    return (*reversed(_numbered(scan, above, -1, before)), title, *_numbered(scan, below, 1, after))


def short_blocks(scan: Scan) -> Iterator[tuple[int, Block]]:
    """Yield each piece with a short text, in page order: its index, and its block (of distance 0)."""
    for at, piece in enumerate(scan.pieces):
        if len(piece.text) < _SHORT_CHARS:
            yield at, _block(scan, _whole(piece), 0)


def _whole(piece: Piece) -> Part:
    return piece, range(len(piece.runs))


def _numbered(scan: Scan, runs: Iterable[Part], step: int, most: int) -> tuple[Block, ...]:
    """Return the first `most` blocks, counted away from the headline."""
    return tuple(islice(_blocks(scan, runs, step), most))


def _blocks(scan: Scan, parts: Iterable[Part], step: int) -> Iterator[Block]:
    """Yield the parts that have a letter or digit, as numbered blocks.

    A long paragraph that is only divided by line breaks gives one block: its first part.
    """
    prose_box, count = -1, step
    for part in parts:
        block, box = _block(scan, part, count), part[0].box
        is_prose = block.size >= PROSE_CHARS
        if (is_prose and box == prose_box) or not any(map(str.isalnum, block.text)):
            continue
        yield block
        count += step
        prose_box = box if is_prose else prose_box


def _block(scan: Scan, part: Part, distance: int) -> Block:
    piece, runs = part
    text, element = _text([part]), scan.boxes[piece.box].element
    return Block(element, text[:_MAX_CHARS], distance, piece.holders[runs.start : runs.stop], len(text))


def _text(parts: Iterable[Part]) -> str:
    """Return the text of some runs; `<b>Ann</b><i>5 May</i>` gives "Ann 5 May", with a space."""
    texts = (text for piece, runs in parts for text in piece.runs[runs.start : runs.stop])
    lines = map(squash, " ".join(texts).split(BREAK))
    return compose("\n".join(filter(None, lines)))

"""Finds readers' comments by their heading and shape, whatever they are called and without a button."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Box, Piece, Scan
from pipelines.markup.sentences import ends
from pipelines.markup.words import with_ascii_digits
from pipelines.text.boxes.teasers import Facts

_HEAD = 60  # characters
_COUNTED = re.compile(r"[(（\[【]\s*(\d{1,4})\s*\w{0,3}\s*[)）\]】]\s*$")
_LINE = 60  # characters of the line that says who wrote a comment, and when
_LEAST = 2


def replies(facts: Facts) -> Iterator[int]:
    """Boxes behind the article under a heading that names comments, or gives their number in brackets.

    Each of them has a short line, of a name or a date, and a text.
    """
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    for at, piece in enumerate(pieces):
        if piece.size >= _HEAD or piece.links or not facts.sentences[at]:
            continue
        named, number = _is_named(piece), _number(piece)
        if not named and (number is None or boxes[piece.box].tag not in HEADINGS):
            continue
        below = _below(facts.scan, piece.box)
        units = _units(facts.scan, below)
        told = sum(_is_reply(pieces[unit[0] : unit[-1] + 1]) for unit in units)
        if told >= _LEAST and told > len(units) / 2 and (named or number == len(units)):
            yield piece.box
            yield from below


def _is_named(piece: Piece) -> bool:
    found = cue(piece.text)
    return found is not None and found[0] == "comments" and found[1]


def _number(piece: Piece) -> int | None:
    """The number in brackets at a heading's end: "みんなの声（3件）"."""
    match = _COUNTED.search(with_ascii_digits(piece.text))
    return int(match[1]) if match else None


def _below(scan: Scan, head: int) -> list[int]:
    """The boxes behind a heading in its parent's box."""
    return [
        index
        for index in range(head + 1, len(scan.boxes))
        if scan.boxes[index].parent == scan.boxes[head].parent
        and scan.boxes[index].first < scan.boxes[index].last
    ]


def _units(scan: Scan, below: Sequence[int]) -> list[range]:
    """The pieces of each comment: boxes beside each other, the items of a lone list, a term with its text."""
    held = [scan.boxes[index] for index in below]
    if len(below) == 1:
        inner = [box for box in scan.boxes[below[0] + 1 :] if box.parent == below[0] and box.first < box.last]
        held = inner or held
    if any(box.tag == "dt" for box in held) and all(box.tag in {"dt", "dd"} for box in held):
        starts = [box.first for box in held if box.tag == "dt"]
        return [range(one, two) for one, two in zip(starts, [*starts[1:], held[-1].last], strict=True)]
    return [range(box.first, box.last) for box in held if _is_like(box, held)]


def _is_like(box: Box, others: Sequence[Box]) -> bool:
    """True for a box of the shape that most have: a form below them is none."""
    same = sum(other.tag == box.tag for other in others)
    return same > len(others) / 2


def _is_reply(pieces: Sequence[Piece]) -> bool:
    """True for a short line that is no sentence, and a text."""
    short = any(piece.size < _LINE and not ends(piece.text) for piece in pieces)
    return short and any(piece.size >= _LINE or ends(piece.text) for piece in pieces)

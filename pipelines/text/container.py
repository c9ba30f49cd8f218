"""The box that holds the article: the subtree whose pieces are worth most together."""

from __future__ import annotations

import re
from functools import cache

from pipelines.text.lexicon import load
from pipelines.text.scan import Piece, Scan

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ROWS = frozenset(["td", "th", "li", "dt", "dd", "pre"])  # short by nature
_CLOSERS = "\"'”’»«“‘)]）」』】》›"


@cache
def _sentence_end() -> re.Pattern[str]:
    """A mark that ends a sentence, with the quotes and brackets that may follow; wide ones need no space."""
    marks = sorted({mark for line in load("marks")["sentence"].values() for mark in line})
    narrow, wide = (
        re.escape("".join(m for m in marks if (ord(m) > 0x3000) is side)) for side in (False, True)
    )
    return re.compile(f"[{narrow}][{re.escape(_CLOSERS)}]*(?:\\s|$)|[{wide}]")


def ends(text: str) -> bool:
    """True where some sentence of the text ends."""
    return _sentence_end().search(text) is not None


_HEADLINE = 0.8  # a very short article needs its headline to outweigh a long notice at the page's foot


def worth(piece: Piece, tag: str) -> float:
    """How much a piece speaks for its box being the article; links and scraps speak against it."""
    share = piece.link_share
    if tag in HEADINGS:
        return _heading_worth(piece, tag)
    if share > 0.5:
        return -0.3 - min(piece.size, 200) / 400
    if "©" in piece.text:
        return -0.3
    if piece.size < 40:
        return 0.0 if tag in _ROWS else -0.1
    good = min(piece.size, 1000) / 100 * (1 - share)
    if ends(piece.text):
        return good
    return good / 4 if piece.size >= 80 or tag in _ROWS else -0.05


def _heading_worth(piece: Piece, tag: str) -> float:
    if tag == "h1" and piece.size > 10:
        return _HEADLINE
    return -0.3 if piece.link_share > 0.5 else 0.0


def worths(scan: Scan) -> list[float]:
    """The worth of every piece, in page order."""
    boxes = scan.boxes
    return [worth(piece, boxes[piece.box].tag) for piece in scan.pieces]


def container(scan: Scan, worths: list[float], dropped: list[str | None]) -> int:
    """Return the index of the article's box: the largest sum of worths, the deepest where several have it."""
    sums = [0]
    for piece, value in zip(scan.pieces, worths, strict=True):
        sums.append(sums[-1] + (0 if dropped[piece.box] and value > 0 else round(value * 1000)))
    best, most = 0, 0
    for index, box in enumerate(scan.boxes):
        total = sums[box.last] - sums[box.first]
        if total >= most and box.first < box.last:
            best, most = index, total
    return best

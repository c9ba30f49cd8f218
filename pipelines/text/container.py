"""The box that holds the article: the subtree whose pieces are worth most together."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.markup.lexicon import load
from pipelines.markup.scan import Piece, Scan

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ROWS = frozenset(["td", "th", "li", "dt", "dd", "pre"])  # short by nature
_CLOSERS = "\"'”’»«“‘)]）」』】》›"


@cache
def _sentence_end() -> re.Pattern[str]:
    """A mark that ends a sentence, with the quotes and brackets that may follow; wide ones need no space."""
    marks = sorted({mark for line in load("marks")["sentence"].values() for mark in line})
    each = re.escape("".join(marks))  # first, as one set of characters is searched for the fastest
    wide = re.escape("".join(mark for mark in marks if ord(mark) > 0x3000))
    return re.compile(f"[{each}](?:(?<=[{wide}])|[{re.escape(_CLOSERS)}]*(?:\\s|$))")


@lru_cache(maxsize=512)
def ends(text: str) -> bool:
    """True where some sentence of the text ends."""
    return _sentence_end().search(text) is not None


_CRUMB = 300  # thousandths: a line of sixty letters does not make its surroundings the article
_HEADLINE = 0.8  # a very short article needs its headline to outweigh a long notice at the page's foot


def worth(piece: Piece, tag: str) -> float:  # noqa: PLR0911 - a ladder, best read as one
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
    if tag in _ROWS and share > 0.3:
        return 0.0
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
    totals = [sums[box.last] - sums[box.first] for box in scan.boxes]
    enough = max(totals, default=0) - _CRUMB
    good = [index for index, total in enumerate(totals) if total >= enough and total > 0]
    return max(good, key=lambda index: (scan.boxes[index].depth, totals[index]), default=0)


_FAR = 12  # pieces: date, byline, buttons and caption stand between a headline and its text
_NEARER = 0.3  # of the worth of a box far away: a teaser between headline and text is worth far less


def beneath(scan: Scan, worths: list[float], dropped: list[str | None], box: int, headline: int) -> int:
    """Return the best box behind the printed headline, where `box` is far from it and not worth far more.

    A short article is outweighed by what a page's foot says of the site, of cookies, or of the dead.
    """
    held = scan.boxes[box]
    if headline < held.last and held.first - headline <= _FAR:
        return box
    end = held.first if held.first > headline else len(worths)
    near = [w if headline < at < end else 0.0 for at, w in enumerate(worths)]
    other = container(scan, near, dropped)
    better = _good(scan, near, dropped, other) >= _NEARER * _good(scan, worths, dropped, box)
    return other if better else box


def _good(scan: Scan, worths: list[float], dropped: list[str | None], box: int) -> float:
    held = range(scan.boxes[box].first, scan.boxes[box].last)
    return sum(max(0.0, worths[at]) for at in held if not dropped[scan.pieces[at].box])

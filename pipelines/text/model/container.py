"""Chooses the article's box: the subtree with the highest sum of its pieces' chances to be text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Piece, Scan
from pipelines.markup.sentences import has_sentence

if TYPE_CHECKING:
    from pipelines.text.model.features import BoxSums, Column

_ROWS = frozenset(["td", "th", "li", "dt", "dd", "pre"])  # their texts are often short
_HEADLINE = 0.8  # with this for its headline, a very short article has more than a long notice in the footer


def text_value(piece: Piece, tag: str) -> float:  # noqa: PLR0911 - a ladder, best read as one
    """Return a first estimate, without a model, of how much a piece shows that its box is the article."""
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
    if has_sentence(piece.text):
        return good
    if tag in _ROWS and share > 0.3:
        return 0.0
    return good / 4 if piece.size >= 80 or tag in _ROWS else -0.05


def _heading_worth(piece: Piece, tag: str) -> float:
    if tag == "h1" and piece.size > 10:
        return _HEADLINE
    return -0.3 if piece.link_share > 0.5 else 0.0


def text_values(scan: Scan) -> list[float]:
    """Return the text value of every piece, in page order."""
    boxes = scan.boxes
    return [text_value(piece, boxes[piece.box].tag) for piece in scan.pieces]


SMALL = 15
"""Pieces; few pages in the model's training had fewer, so there it needs stronger evidence to drop one."""
_FEW = 60  # pieces; on a page with fewer, the first estimate counts too in the choice of the box
_ESTIMATE = 0.4  # the weight of the first estimate there
MANY = 5_000
"""Pieces; on a page with more, trafilatura takes too long: its time grows with their square."""
_HALF = 0.5
_MOST = 600  # characters of a piece that count, because one long text is not an article
_LEAST_CHANCE = 0.2  # a piece with a lower chance to be text counts against its box
_TOLERANCE = 0.03  # of the best sum; a deeper box may have so much less


def article_box(scan: Scan, sums: BoxSums, log_odds: Column) -> tuple[int, float]:
    """Return the article's box, the deepest of the best ones, and its share of the page's likely text."""
    if not scan.pieces:
        return 0, 0.0
    chance = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    if len(scan.pieces) < _FEW:
        chance = (1 - _ESTIMATE) * chance + _ESTIMATE * np.minimum(sums.text_value, 1.0)
    size = np.minimum(np.array([piece.size for piece in scan.pieces]), _MOST)
    values = size * (chance - _LEAST_CHANCE)
    box, share = _best_box(scan, sums, values)
    if share < _HALF and len(scan.pieces) > MANY:  # thousands of links are in the same box as the text
        return _best_box(scan, sums, np.maximum(values, 0.0))
    return box, share


def _best_box(scan: Scan, sums: BoxSums, values: Column) -> tuple[int, float]:
    totals = sums.sums(values)
    if totals.max() <= 0:
        return 0, 0.0
    good = np.flatnonzero(totals >= totals.max() * (1 - _TOLERANCE))
    box = max(map(int, good), key=lambda index: (scan.boxes[index].depth, totals[index]))
    likely = sums.sums(np.maximum(values, 0.0))
    return box, float(likely[box] / likely[0])

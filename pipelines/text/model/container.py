"""Chooses the article's box: the subtree with the highest sum of its pieces' chances to be text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, takewhile
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
    box = _with_twins(scan, box, log_odds)
    if share < _HALF and len(scan.pieces) > MANY:  # thousands of links are in the same box as the text
        return _best_box(scan, sums, np.maximum(values, 0.0))
    return box, share


def _with_twins(scan: Scan, box: int, log_odds: Column) -> int:
    """Return the box around the article's box and its twins: boxes of its form, with sentences in one place.

    Some templates cut a text in sections, with advertisements between them. A notice below the text may have
    the form of a section, but it is short.
    """
    first, last = scan.boxes[box].first, scan.boxes[box].last
    likely = [at for at in np.flatnonzero(log_odds > _NO_NEIGHBOUR).tolist() if _is_text(scan, at)]
    others = [at for at in likely if not first <= at < last]
    for around in islice(scan.ancestors(scan.boxes[box].parent), _LEVELS):
        texts = [at for at in others if scan.boxes[around].first <= at < scan.boxes[around].last]
        if not texts:
            continue
        paths = {_path(scan, at, around) for at in range(first, last) if _is_text(scan, at)}
        twins = [at for at in texts if _path(scan, at, around) in paths]
        if any(_begins_with_heading(scan, at, around) for at in twins):  # it is another article
            return box
        if _size(scan, twins) > _LEAST_TWIN * _size(scan, range(first, last)):
            return around
    return box


def _begins_with_heading(scan: Scan, at: int, around: int) -> bool:
    """Return True if the largest box within `around` that holds a piece begins with a heading."""
    within = takewhile(lambda index: index != around, scan.ancestors(scan.pieces[at].box))
    *_, largest = within
    return scan.boxes[scan.pieces[scan.boxes[largest].first].box].tag in HEADINGS


def _size(scan: Scan, places: Iterable[int]) -> int:
    return sum(scan.pieces[at].size for at in places)


_LEAST_TWIN = 0.08  # of the text in the article's box
_LEVELS = 3  # of boxes around the article's box that are searched
_NO_NEIGHBOUR = -5.0  # log-odds; texts that belong to another article have less
_SENTENCE = 60  # characters


def _is_text(scan: Scan, at: int) -> bool:
    piece = scan.pieces[at]
    return piece.size >= _SENTENCE and piece.link_share < _HALF and has_sentence(piece.text)


def _path(scan: Scan, at: int, around: int) -> tuple[tuple[str, str], ...]:
    """Return the elements with their classes from a piece up to the box `around`."""
    within = takewhile(lambda index: index != around, scan.ancestors(scan.pieces[at].box))
    return tuple((scan.boxes[index].tag, scan.boxes[index].classes) for index in within)


def _best_box(scan: Scan, sums: BoxSums, values: Column) -> tuple[int, float]:
    totals = sums.sums(values)
    if totals.max() <= 0:
        return 0, 0.0
    good = np.flatnonzero(totals >= totals.max() * (1 - _TOLERANCE))
    box = max(map(int, good), key=lambda index: (scan.boxes[index].depth, totals[index]))
    likely = sums.sums(np.maximum(values, 0.0))
    return box, float(likely[box] / likely[0])

"""Finds on a page the box that holds the article on the site's other pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.markup.scan import Scan
from pipelines.sites.place import BETWEEN, places
from pipelines.sites.profile import Profile

_NEARLY_ALL = 0.8
"""Share of the usual box's text that a smaller box must hold to be the better choice."""
_TWICE = 0.5
"""Share of the text of the general rules' box below which the usual one elsewhere is not the article's."""


def usual_box(profile: Profile, scan: Scan, chosen: int) -> int | None:
    """Return the box that holds the article on the site's other pages; None where this page has none.

    `chosen` is the general rules' box. It wins where it is a part of the usual one with nearly all its text,
    and where it stands elsewhere with more than twice as much.
    """
    usual = profile.usual_layout()
    if usual is None:
        return None
    named = places(scan)
    if named[chosen] == usual:
        return chosen
    box = box_at(scan, named, usual)
    if box is None:
        return None
    ours, theirs = _size(scan, chosen), _size(scan, box)
    if box in scan.ancestors(chosen):
        return chosen if ours >= _NEARLY_ALL * theirs else box
    return chosen if theirs < _TWICE * ours and chosen not in scan.ancestors(box) else box


def box_at(scan: Scan, named: Sequence[str], wanted: str) -> int | None:
    """Return the box of a place, or of one whose path is longer upwards, that has the most text."""
    fits = (at for at, place in enumerate(named) if f"{place}{BETWEEN}".startswith(f"{wanted}{BETWEEN}"))
    boxes = (at for at in fits if _size(scan, at))
    return max(boxes, key=lambda at: _size(scan, at), default=None)


def _size(scan: Scan, box: int) -> int:
    held = scan.boxes[box]
    return sum(piece.size for piece in scan.pieces[held.first : held.last])

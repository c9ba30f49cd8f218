"""Finds the box on a page that contains the article on the site's other pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.markup.scan import Scan
from pipelines.sites.place import BETWEEN, places
from pipelines.sites.profile import Profile

_NEARLY_ALL = 0.8
"""A smaller box inside the usual one is chosen if it has this share of the text."""
_TWICE = 0.5
"""The usual box is not chosen if it is elsewhere and has less than this share of the other box's text."""


def usual_box(profile: Profile, scan: Scan, chosen: int) -> int | None:
    """Return the box that contains the article on the site's other pages; None if this page has none.

    `chosen` is the box of the general rules. It is returned if it is inside the usual box and has nearly all
    of its text, or if it is elsewhere and has more than twice as much.
    """
    usual = profile.usual_layout()
    if usual is None:
        return None
    box_places = places(scan)
    if box_places[chosen] == usual:
        return chosen
    box = box_at(scan, box_places, usual)
    if box is None:
        return None
    chosen_size, usual_size = _size(scan, chosen), _size(scan, box)
    if box in scan.ancestors(chosen):
        return chosen if chosen_size >= _NEARLY_ALL * usual_size else box
    return chosen if usual_size < _TWICE * chosen_size and chosen not in scan.ancestors(box) else box


def box_at(scan: Scan, box_places: Sequence[str], wanted: str) -> int | None:
    """Return the box at a place with the most text; `wanted` may be the beginning of a longer path."""
    fits = (at for at, place in enumerate(box_places) if f"{place}{BETWEEN}".startswith(f"{wanted}{BETWEEN}"))
    boxes = (at for at in fits if _size(scan, at))
    return max(boxes, key=lambda at: _size(scan, at), default=None)


def _size(scan: Scan, box: int) -> int:
    bounds = scan.boxes[box]
    return sum(piece.size for piece in scan.pieces[bounds.first : bounds.last])

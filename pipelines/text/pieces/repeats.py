"""Finds paragraphs that repeat another one of the page: excerpts, second copies for small screens."""

from __future__ import annotations

from bisect import bisect_right

from pipelines.markup.scan import Piece
from pipelines.text.draft import SHORT_LINE, Draft, form_of

_LEAST = 40  # characters; shorter lines may recur
_OPENING = 4  # pieces; further down, a repeated standfirst is a quotation


def is_double(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a paragraph that has already occurred on the page."""
    if piece.size < _LEAST or piece.link_share >= 0.5:
        return False
    repeats_lead = at <= draft.first_content() + _OPENING and any(
        draft.folded(lead) == draft.folded(at) for lead in draft.leads
    )
    if not repeats_lead and (_is_listed_anew(draft, at) or _heads_new_text(draft, at)):
        return False
    return repeats_lead or draft.first_with_same_text(at) < at


def _is_listed_anew(draft: Draft, at: int) -> bool:
    """Return True for an item of a list whose other items are new: "Water it daily" of two plants."""
    return draft.tag(at) == "li" and form_of(draft.view, at) in draft.remaining.new_lists


def _heads_new_text(draft: Draft, at: int) -> bool:
    """Return True for a subhead that recurs, each time above a new text: "What speaks against it"."""
    if not draft.is_heading(at) or draft.tag(at) == "h1" or draft.scan.pieces[at].size >= SHORT_LINE:
        return False
    return all(_has_new_text(draft, place) for place in (draft.first_with_same_text(at), at))


def _has_new_text(draft: Draft, heading: int) -> bool:
    kept = draft.remaining.kept
    place = bisect_right(kept, heading)
    text = next((i for i in kept[place : place + _BELOW] if draft.scan.pieces[i].size >= _LEAST), None)
    return text is not None and not draft.is_heading(text) and draft.first_with_same_text(text) == text


_BELOW = 5  # pieces below a subhead

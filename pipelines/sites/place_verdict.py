"""Decides by a place's record what happens to the pieces there, whatever their text is."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.sites.profile import SURE, PlaceRecord

RECURRING = 0.6
"""If this share of the pieces at a place recurs, a recurring text there is dropped. At a place of paragraphs
with notes and sign-offs among them, far fewer recur."""
MOSTLY_RECURRING = 0.8
"""If this share recurs, new texts at the place are dropped too: a note, or a teaser of another article."""
DROPPED = 0.85
"""If the general rules dropped this share of the pieces at a place, the other short ones are dropped too."""
SHORT_LINE = 120
"""Characters; a longer line is probably text."""
FEW = 5
"""Articles that are needed before such a place has an effect."""
KEPT = 0.9
"""If the general rules kept this share of the pieces at a place, the others are brought back."""
RECURRING_OUTSIDE = 0.5
"""`MOSTLY_RECURRING` for pieces in the article's box, but outside the box of the paragraphs."""
SELDOM = 0.4
"""If less than this share of the pieces at a place was kept, none of them is a standfirst."""
KEPT_BETWEEN = 0.6
"""`KEPT` for lines and headings between paragraphs, which are seldom anything but text."""
LINES = 0.9
"""A line is a paragraph if this share of the characters at its place was kept on the site's pages."""
ECHOES = 0.6
"""If this share of the pieces at a place repeats the text below, those that do are dropped as excerpts."""


class PlaceVerdict(NamedTuple):
    """What a place's record proves. Two records with the same verdict have the same effect on a page."""

    is_sure: bool
    is_one: bool
    is_dropped: bool
    """The general rules drop nearly all pieces there."""
    recurs: bool
    recurs_mostly: bool
    recurs_outside: bool
    """Enough recur for a place outside the box of the paragraphs."""
    has_echoes: bool
    is_kept: bool
    is_kept_between: bool
    is_seldom_kept: bool
    has_lines: bool


def judged(record: PlaceRecord) -> PlaceVerdict:
    """Return what a place's record proves."""
    is_sure, is_known = record.pages >= SURE, record.pages >= FEW
    return PlaceVerdict(
        is_sure=is_sure,
        is_one=record.is_one,
        is_dropped=is_known and record.inside >= FEW and record.dropped_share >= DROPPED,
        recurs=record.recurring_share >= RECURRING,
        recurs_mostly=is_sure and record.recurring_share >= MOSTLY_RECURRING,
        recurs_outside=is_sure and record.recurring_share >= RECURRING_OUTSIDE,
        has_echoes=is_known and record.echo_share >= ECHOES,
        is_kept=is_sure and record.kept_share >= KEPT,
        is_kept_between=is_sure and record.kept_share >= KEPT_BETWEEN,
        is_seldom_kept=is_sure and record.kept_share < SELDOM,
        has_lines=is_sure and record.text_share >= LINES,
    )


def verdict(record: PlaceRecord) -> str:
    """Return in words what happens to a piece at a place, whatever its text; "" if that is not decided."""
    proved = judged(record)
    if proved.is_dropped:
        return "removed, as on nearly all pages"
    if proved.recurs_mostly:
        return "removed, since most texts there are on other pages too"
    if proved.recurs:
        return "removed if another page has the same text"
    if proved.has_echoes:
        return "removed if it repeats the text below"
    return "kept" if proved.is_kept else ""

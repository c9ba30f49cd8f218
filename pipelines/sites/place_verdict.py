"""Decides by a place's record what happens to the pieces there, whatever their text is."""

from __future__ import annotations

from pipelines.sites.profile import SURE, PlaceRecord

RECURRING = 0.6
"""If this share of the pieces at a place recurs, a recurring text there is dropped. At a place of paragraphs
with notes and sign-offs among them, far fewer recur."""
MOSTLY_RECURRING = 0.8
"""If this share recurs, new texts at the place are dropped too: a note, or a teaser of another article."""
DROPPED = 0.85
"""If the general rules dropped this share of the pieces at a place, the other short ones are dropped too."""
FEW = 5
"""Articles that are needed before such a place has an effect."""
KEPT = 0.9
"""If the general rules kept this share of the pieces at a place, the others are brought back."""
ECHOES = 0.6
"""If this share of the pieces at a place repeats the text below, those that do are dropped as excerpts."""


def verdict(record: PlaceRecord) -> str:
    """Return in words what happens to a piece at a place, whatever its text; "" if that is not decided."""
    if is_dropped(record):
        return "removed, as the general rules do there"
    if record.pages >= SURE and record.recurring_share >= MOSTLY_RECURRING:
        return "removed, as most texts there recur"
    if record.recurring_share >= RECURRING:
        return "removed where the text recurs"
    if record.pages >= FEW and record.echo_share >= ECHOES:
        return "removed where it repeats the text below"
    return "kept" if record.pages >= SURE and record.kept_share >= KEPT else ""


def is_dropped(record: PlaceRecord) -> bool:
    """Return True for a place where the general rules drop nearly all pieces."""
    return record.pages >= FEW and record.inside >= FEW and record.dropped_share >= DROPPED

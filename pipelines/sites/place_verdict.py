"""What a place's record says of the pieces there, whatever their text."""

from __future__ import annotations

from pipelines.sites.profile import SURE, PlaceRecord

RECURRING = 0.6
"""Share of a place's pieces that must recur before a recurring text there is furniture. Where notes and
sign-offs stand among paragraphs, far fewer recur."""
MOSTLY_RECURRING = 0.8
"""Share from which a text that is new goes too: a note, or a teaser of another article."""
DROPPED = 0.85
"""Share of a place's pieces that the general rules must have dropped before the rest goes too."""
FEW = 5
"""Articles from which a place that is nearly always dropped is believed."""
KEPT = 0.9
"""Share of a place's pieces that the general rules must have kept before the rest comes back."""
ECHOES = 0.6
"""Share of a place's pieces that must repeat the text below them before such a repetition is an excerpt."""


def verdict(record: PlaceRecord) -> str:
    """Return in words what is done with a piece at a place, whatever its text; '' where that is open."""
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
    """Return True for a place where the general rules drop nearly all."""
    return record.pages >= FEW and record.inside >= FEW and record.dropped_share >= DROPPED

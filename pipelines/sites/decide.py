"""Applies a site's profile to a page: which pieces its other pages show to be furniture, or text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.markup.scan import Scan
from pipelines.sites.page_summary import FACT, outcome_of, text_hash
from pipelines.sites.place import places
from pipelines.sites.profile import FEWEST, SURE, PlaceRecord, Profile

RECURRING = 0.6
"""Share of a place's pieces that must recur before a recurring text there is furniture. Where notes and
sign-offs stand among paragraphs, far fewer recur."""
DROPPED = 0.85
"""Share of a place's pieces that the general rules must have dropped before the rest goes too."""
_FEW = 5
"""Articles from which a place that is nearly always dropped is believed."""
KEPT = 0.9
"""Share of a place's pieces that the general rules must have kept before the rest comes back."""
_NEARLY_ALL = 0.8
"""Share of the usual box's text that a smaller box must hold to be the better choice."""
_SEEN = 0.02
"""Share of the site's pages on which a text must stand to recur."""
_MOST_LOST = 0.5
"""Share of the article that a profile may take away; more, and the general rules win."""


class SiteDecision(NamedTuple):
    """What the site's other pages say of one piece."""

    piece: int
    rule: str | None
    """Why the piece goes; None where it comes back."""
    pages: int
    """Articles that show it."""


def usual_box(profile: Profile, scan: Scan, chosen: int) -> int | None:
    """Return the box that holds the article on the site's other pages; None where this page has none.

    `chosen` is the general rules' box; it wins where it is a part of the usual one with nearly all its text.
    """
    usual = profile.usual_layout()
    if usual is None:
        return None
    named = places(scan)
    if named[chosen] == usual:
        return chosen
    held = (at for at, place in enumerate(named) if place == usual and _size(scan, at))
    box = next(held, None)
    if box is None:
        return None
    is_part = box in scan.ancestors(chosen)
    return chosen if is_part and _size(scan, chosen) >= _NEARLY_ALL * _size(scan, box) else box


def _size(scan: Scan, box: int) -> int:
    held = scan.boxes[box]
    return sum(piece.size for piece in scan.pieces[held.first : held.last])


def decide(
    profile: Profile, scan: Scan, box: int, rules: Sequence[str | None], *, url: str = ""
) -> list[SiteDecision]:
    """Return what changes inside the article's box; nothing where the rest would be no article.

    `rules` are the general rules' verdicts: the name of a rule, or None where a piece was kept. `url` tells
    whether the profile has counted this very page: its own texts are no evidence.
    """
    decisions = list(_decisions(profile, scan, box, rules, int(url in profile.urls)))
    before = sum(piece.size for piece, rule in zip(scan.pieces, rules, strict=True) if rule is None)
    lost = sum(scan.pieces[each.piece].size for each in decisions if each.rule)
    back = sum(scan.pieces[each.piece].size for each in decisions if not each.rule)
    return decisions if before - lost + back > 0 else []


def _decisions(
    profile: Profile, scan: Scan, box: int, rules: Sequence[str | None], own: int
) -> Iterator[SiteDecision]:
    named = places(scan)
    article = scan.boxes[box]
    for at in range(article.first, article.last):
        place = named[scan.pieces[at].box]
        record = profile.places.get(place)
        if record is None:
            continue
        seen = profile.texts.get((place, text_hash(scan.pieces[at].text)), own) - own
        if rules[at] is None:
            if rule := _furniture(profile, record, seen):
                yield SiteDecision(at, rule, record.pages)
        elif outcome_of(rules[at]) != FACT and not seen and _is_text(record):
            yield SiteDecision(at, None, record.pages)


def _furniture(profile: Profile, record: PlaceRecord, seen: int) -> str | None:
    """Why a kept piece is furniture of the site, or None."""
    if seen >= max(FEWEST - 1, _SEEN * profile.pages) and record.recurring_share >= RECURRING:
        return "site: the same on other pages"
    if record.pages >= _FEW and record.dropped_share >= DROPPED:
        return "site: dropped on other pages"
    return None


def _is_text(record: PlaceRecord) -> bool:
    return record.pages >= SURE and record.kept_share >= KEPT

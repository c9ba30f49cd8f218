"""Evidence that may win, with its tier and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.items import Evidence
from pipelines.times.moment import Moment
from pipelines.times.tiers import Tier, doubted, rules

_SAME_DAY = timedelta(days=2)
"""How far the day in an address may be from the article's: it is of the draft, or in another zone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence that may win, with its tier and its instant."""

    item: Evidence
    tier: Tier
    moment: Moment
    doubts: tuple[str, ...] = ()
    """What speaks against it beside what `item` itself says."""

    @property
    def right(self) -> float:
        """How likely it alone names the right day: its tier's share, less what speaks against it."""
        return doubted(self.tier.right, (*self.item.doubts, *self.doubts))

    @property
    def is_doubtful(self) -> bool:
        """True where what speaks against it makes it no answer by itself."""
        threshold: float = rules()["choice"]["threshold"]
        return bool(self.item.doubts or self.doubts) and self.right < threshold


def believed(candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Candidate]:
    """Leave out the dates of a list of other articles, and what is later than the page's own "updated"."""
    days: dict[str, set[date]] = {}
    for candidate in candidates:
        days.setdefault(candidate.tier.name, set()).add(candidate.moment.day)
    last = min((item.day for item in evidence if _is_renewal(item)), default=date.max)
    return [
        candidate
        for candidate in candidates
        if not (candidate.tier.alone and len(days[candidate.tier.name]) > 1)
        and not (_is_elsewhere(candidate.item) and candidate.moment.day > last)
    ]


def with_address(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Doubt dates without a label that are not of the day that the page's address names."""
    day = next((c.moment.day for c in candidates if c.item.kind == "url"), None)
    return [
        replace(c, doubts=("another day than the address",)) if day and _is_off(c, day) else c
        for c in candidates
    ]


def _is_off(candidate: Candidate, day: date) -> bool:
    item = candidate.item
    return item.kind in ("text", "time") and not item.label and abs(candidate.moment.day - day) > _SAME_DAY


def _is_renewal(item: Evidence) -> bool:
    """An "updated" printed in the byline."""
    return item.own and item.role == "modified" and item.kind in ("text", "time") and bool(item.distance)


def _is_elsewhere(item: Evidence) -> bool:
    return item.kind in ("text", "time") and item.distance is None

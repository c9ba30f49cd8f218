"""Evidence that may win → what of it can be believed beside the rest. Ranks nothing; knows no zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.items import Evidence
from pipelines.times.moment import Moment
from pipelines.times.tiers import Tier


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence that may win, with its tier and its instant."""

    item: Evidence
    tier: Tier
    moment: Moment


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


def _is_renewal(item: Evidence) -> bool:
    """An "updated" printed in the byline."""
    return item.own and item.role == "modified" and item.kind in ("text", "time") and bool(item.distance)


def _is_elsewhere(item: Evidence) -> bool:
    return item.kind in ("text", "time") and item.distance is None

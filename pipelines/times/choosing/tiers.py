"""The ranks and weights of tiers.toml: how far each kind of evidence is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from math import exp, log

from pipelines.items import Evidence
from pipelines.times.words.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One row of tiers.toml; a lower rank is stronger."""

    rank: int
    name: str
    kind: str
    accuracy: float
    """How often evidence of this tier alone names the right day, 0 to 1."""
    label: str | None = None
    near: bool | None = None
    bare: int | None = None
    today: bool = False
    alone: bool = False
    """True if all evidence of the tier must name one day: several days are a list of other articles."""

    def fits(self, item: Evidence, today: date) -> bool:
        """Return True if a piece of evidence, on a page fetched `today`, is of this tier."""
        near = bool(item.distance)  # not 0: a date in the headline itself is what the article is about
        return (
            item.kind == self.kind
            and (self.label is None or re.search(self.label, item.label or "") is not None)
            and (self.near is None or self.near == near)
            and (self.bare is None or (item.other_text or 0) <= self.bare)
            and (not self.today or ((item.distance or 0) < 0 and item.day == today))
        )


rules = partial(table, "tiers")


@cache
def tiers() -> tuple[Tier, ...]:
    """Return all tiers, the strongest first."""
    return tuple(Tier(rank=rank, **row) for rank, row in enumerate(rules()["tier"]))


@cache
def _of_kind(kind: str) -> tuple[Tier, ...]:
    return tuple(tier for tier in tiers() if tier.kind == kind)


def tier_of(item: Evidence, today: date) -> Tier | None:
    """Return the first tier that fits, or None if the evidence is never used."""
    return next((tier for tier in _of_kind(item.kind) if tier.fits(item, today)), None)


def with_doubts(accuracy: float, doubts: Iterable[str]) -> float:
    """Return the accuracy after the doubts: each takes its weight from the log odds."""
    weights: Mapping[str, float] = rules()["doubts"]
    odds = log(accuracy / (1 - accuracy)) - sum(weights[name] for name in doubts)
    return 1 / (1 + exp(-odds))

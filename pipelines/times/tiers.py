"""The ranks and weights of tiers.toml: how far a kind of evidence is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from math import exp, log

from pipelines.items import Evidence
from pipelines.times.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One row; lower ranks are believed first."""

    rank: int
    name: str
    kind: str
    right: float
    """How often it alone names the right day, 0 to 1."""
    label: str | None = None
    near: bool | None = None
    bare: int | None = None
    today: bool = False
    alone: bool = False
    """Believed only where all evidence of the tier names one day: several are a list of other articles."""

    def fits(self, item: Evidence, today: date) -> bool:
        """Whether a piece of evidence, on a page fetched `today`, is of this tier."""
        near = bool(item.distance)  # a date in the headline itself is what it is about
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
    return tuple(Tier(rank=rank, **row) for rank, row in enumerate(rules()["tier"]))


def tier_of(item: Evidence, today: date) -> Tier | None:
    """The first tier that fits; None for evidence that is never believed."""
    return next((tier for tier in tiers() if tier.fits(item, today)), None)


def doubted(right: float, doubts: Iterable[str]) -> float:
    """A likelihood after what speaks against it: each doubt takes its weight from the log odds."""
    weights: Mapping[str, float] = rules()["doubts"]
    odds = log(right / (1 - right)) - sum(weights[name] for name in doubts)
    return 1 / (1 + exp(-odds))

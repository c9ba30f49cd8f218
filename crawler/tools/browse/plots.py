"""Numbers → places in a drawing, as SVG wants them. Knows neither colours nor what the numbers mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

SHORTEST, LONGEST = 10.0, 365 * 86_400.0
"""Seconds at the two ends of the scale of lags, which is logarithmic."""
TICKS = ((60.0, "1 min"), (3_600.0, "1 h"), (86_400.0, "1 day"), (30 * 86_400.0, "30 days"))


def bars(counts: Sequence[int], *, step: int = 4, height: int = 24, most: int | None = None) -> str:
    """The path of a row of bars that stand on `height`, each `step` wide with its gap; no count, no bar."""
    top = most or max(counts, default=0)
    return "".join(
        f"M{place * step} {height}v-{_tall(count, top, height)}h{step - 1}v{_tall(count, top, height)}z"
        for place, count in enumerate(counts)
        if count
    )


def lag_place(seconds: float) -> float:
    """Where on a scale of 0 to 100 a lag stands."""
    inside = min(max(seconds, SHORTEST), LONGEST)
    return round(100 * math.log(inside / SHORTEST) / math.log(LONGEST / SHORTEST), 1)


def parts(*numbers: int) -> list[tuple[float, float]]:
    """Where each part of a bar of 100 begins, and how long it is."""
    whole = sum(numbers) or 1
    edges = [round(100 * sum(numbers[:place]) / whole, 2) for place in range(len(numbers) + 1)]
    return [(left, round(right - left, 2)) for left, right in pairwise(edges)]


def _tall(count: int, most: int, height: int) -> float:
    # One article among a thousand is still seen.
    return max(round(height * count / most, 1), 1.0)

"""Measures the cost and the accuracy of dating: `python -m tests.times.bench_dates [fundus htmldate …]`.

Prints the CPU milliseconds per page, without parsing, and the figures of score.py, on the pages of ../shared.
"""

from __future__ import annotations

import statistics
import sys

from pipelines.times import warm
from tests.times.corpus import Dating, datings, scorer

FIGURES = ("day", "wrong", "none", "minute")


def figures(found: list[Dating]) -> dict[str, float]:
    """Return shares of 1, as score.py counts them."""
    judge = scorer().published
    pages = [
        judge(
            d.truth["published"],
            d.truth.get("published_kind"),
            d.dates.published_at,
            d.dates.published_offset,
        )
        for d in found
    ]
    shares = {name: [page[name] for page in pages if name in page] for name in FIGURES}
    return {name: sum(values) / len(values) for name, values in shares.items() if values}


def main(names: list[str]) -> None:
    warm()
    for name in names or ["fundus"]:
        found = list(datings(name))
        cost = sorted(dating.seconds * 1000 for dating in found)
        p99 = cost[max(0, round(len(cost) * 0.99) - 1)]
        shares = "  ".join(f"{figure} {share:.3f}" for figure, share in figures(found).items())
        print(
            f"{name}: {len(found)} pages  {shares}  median {statistics.median(cost):.2f} ms  p99 {p99:.1f} ms"
        )


if __name__ == "__main__":
    main(sys.argv[1:])

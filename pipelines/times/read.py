"""Text → readings: machine-made values whole, dates in prose one by one. Knows no page and no site."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.times.clocks import Stretch, with_clock
from pipelines.times.days import find_days
from pipelines.times.exact import read_exact
from pipelines.times.fold import compose, fold
from pipelines.times.reading import Reading, Tongue

_DIGIT = re.compile(r"\d")


def find(raw: str, tongue: Tongue) -> tuple[Reading, ...]:
    """Every date in a piece of text (composed, see `fold.compose`), each with the clock beside it."""
    if not _DIGIT.search(raw) and "年" not in raw:
        return ()
    text = fold(raw)
    found: list[Reading] = []
    for day in find_days(text, tongue):
        low = found[-1].end if found else 0
        found.append(with_clock(day, Stretch(text, raw, tongue, low)))
    return tuple(found)


@lru_cache(maxsize=512)
def read(raw: str, tongue: Tongue) -> Reading | None:
    """Read a value that should be one date: `2023-12-05T09:32:00+03:30`, `05December 2023 - 09:32`."""
    exact = read_exact(raw)
    if exact:
        return exact
    found = find(compose(raw[:200]), tongue)
    return found[0] if found else None

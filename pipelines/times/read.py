"""Reads dates from text: a machine-made value as a whole, dates in prose one by one."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from pipelines.times.clocks import Stretch, with_clock
from pipelines.times.days import find_days
from pipelines.times.exact import read_exact
from pipelines.times.feed_dates import in_english
from pipelines.times.fold import compose, fold
from pipelines.times.readings import Reading, Tongue

# Every date that is found in prose has a year: four digits, or two behind a mark or before a clock.
_MAYBE = re.compile(r"\d{4}|[-/.'’‘·．／－]\s?\d{2}|\d\s?[.:h：]\s?\d{2}|年|[\u0e00-\u0e7f]")
_LONGEST_FEED_DATE = 60
_NO_DATES = frozenset({date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
"""Days that programs count from: what they print where they know none."""


def may_have_dates(raw: str) -> bool:
    return _MAYBE.search(raw) is not None


def find(raw: str, tongue: Tongue) -> tuple[Reading, ...]:
    """Every date in a piece of text (composed, see `fold.compose`), each with the clock beside it."""
    if not may_have_dates(raw):
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
    english = in_english(raw, tongue.language) if len(raw) <= _LONGEST_FEED_DATE else None
    reading = read_exact(english or raw) or next(iter(find(compose(raw[:200]), tongue)), None)
    return None if reading is None or reading.day in _NO_DATES else reading

"""Reads dates from text: a value that a program wrote, or each date in a sentence."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from pipelines.times.reading.clocks import SearchText, with_clock
from pipelines.times.reading.days import find_days
from pipelines.times.reading.exact import read_exact
from pipelines.times.reading.feed_dates import in_english
from pipelines.times.reading.readings import DateStyle, Reading
from pipelines.times.words.fold import compose, fold

# Every date in prose has a year: four digits, or two digits behind a mark or before a clock.
_MAYBE = re.compile(r"\d{4}|[-/.'’‘·．／－]\s?\d{2}|\d\s?[.:h：]\s?\d{2}|年|[\u0e00-\u0e7f]")
_LONGEST_FEED_DATE = 60
_NO_DATES = frozenset({date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
"""Programs count days from these; they print them if they have no date."""


def may_have_dates(raw: str) -> bool:
    """Return False if the text certainly has no date with a year; this is fast."""
    return _MAYBE.search(raw) is not None


def find(raw: str, style: DateStyle) -> tuple[Reading, ...]:
    """Return every date in a text (in composed form, see `fold.compose`), each with the clock beside it."""
    if not may_have_dates(raw):
        return ()
    text = fold(raw)
    readings: list[Reading] = []
    for day in find_days(text, style):
        low = readings[-1].end if readings else 0
        readings.append(with_clock(day, SearchText(text, raw, style, low)))
    return tuple(readings)


@lru_cache(maxsize=512)
def read(raw: str, style: DateStyle) -> Reading | None:
    """Read a value that should be one date: `2023-12-05T09:32:00+03:30`, `05December 2023 - 09:32`."""
    english = in_english(raw, style.language) if len(raw) <= _LONGEST_FEED_DATE else None
    reading = read_exact(english or raw) or next(iter(find(compose(raw[:200]), style)), None)
    return None if reading is None or reading.day in _NO_DATES else reading

"""Recognises names of months and weekdays in many languages."""

from __future__ import annotations

from functools import cache

from pipelines.times.words.calendar_names import COMMON, key, months, weekdays
from pipelines.times.words.calendars import NEPALI


def is_date_word(word: str) -> bool:
    """Return True for the name of a month or a weekday, in full or shortened."""
    return key(word) in _names()


@cache
def _names() -> frozenset[str]:
    names = (
        name for name, month in months(None).items() if month.calendar != NEPALI
    )  # Kartik is also a person
    return frozenset(names).union(*(weekdays(language) for language in COMMON))

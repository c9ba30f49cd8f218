"""Recognises names of months and weekdays in many languages."""

from __future__ import annotations

from functools import cache

from pipelines.times.words.calendar_names import COMMON, key, months, weekdays


def is_date_word(word: str) -> bool:
    """Return True for the name of a month or a weekday, in full or shortened."""
    return key(word) in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(months(None)).union(*(weekdays(language) for language in COMMON))

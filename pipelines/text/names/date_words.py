"""Recognises names of months and weekdays, and labels of dates, in many languages."""

from __future__ import annotations

import re
from functools import cache

from pipelines.times.words.calendar_names import COMMON, key, months, weekdays
from pipelines.times.words.calendars import NEPALI
from pipelines.times.words.labels import is_date_label


def is_date_word(word: str) -> bool:
    """Return True for the name of a month or a weekday, in full or shortened."""
    return key(word) in _names()


@cache
def _names() -> frozenset[str]:
    names = (
        name for name, month in months(None).items() if month.calendar != NEPALI
    )  # Kartik is also a person
    return frozenset(names).union(*(weekdays(language) for language in COMMON))


_LABEL_END = re.compile(r"\s*[:：]|\s+(?=\d)")
_MOST_WORDS = 3  # of a label


def before_date_label(text: str) -> str:
    """Return a credit up to the label of a date: "Ann Lee Published: 3 March" → "Ann Lee"."""
    for end in _LABEL_END.finditer(text):
        words = text[: end.start()].split(" ")
        for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
            if is_date_label(" ".join(words[-count:])):
                return " ".join(words[:-count])
    return text

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


def without_weekday(text: str) -> str:
    """Return a credit with a bar for the weekday of a date: "Ann Lee Sunday, 6 May" → "Ann Lee | 6 May".

    Two words must be before it: "Domingo" is also a surname.
    """
    for day in _DAY.finditer(text):
        words = text[: day.start()].split(" ")
        for count in (2, 1):  # "Thứ Hai"
            name = " ".join(words[-count:])
            is_marked = len(name) >= _ABBREVIATION or day[0][0] in ".,،"
            if len(words) - count >= 2 and is_marked and is_weekday(name):
                before = words[: len(words) - count]
                joined = len(before) > 2 and len(before[-1]) <= _PREPOSITION and before[-1].islower()
                return " ".join([*(before[:-1] if joined else before), "|", text[day.end() :]])
    return text


_DAY = re.compile(r"[.,،]*\s+(?=[|]|\d{1,4}\b|[^\W\d_]{3,12}\.?\s\d{1,2}\b)")
"""What stands before a date; a bar is a date that was removed."""
_PREPOSITION = 3  # letters of "on", "le", "am"
_ABBREVIATION = 3  # letters; behind a shorter name of a weekday is a dot or a comma


def is_weekday(words: str) -> bool:
    """Return True for the name of a weekday, in full or shortened, in the language of any page."""
    return key(words.strip(" .,،")) in _weekdays()


@cache
def _weekdays() -> frozenset[str]:
    return frozenset().union(*(weekdays(language) for language in (*COMMON, *_LESS_COMMON)))


_LESS_COMMON = ("hy", "ka", "is", "mk", "az", "kk", "be", "mn", "gl", "eu", "mr", "ta", "ur", "sw", "uz")

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

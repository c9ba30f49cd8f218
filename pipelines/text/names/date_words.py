"""Recognises names of months and weekdays, and labels of dates, in many languages."""

from __future__ import annotations

import re
from functools import cache

from pipelines.times.words.calendar_names import COMMON, key, locales, months, weekdays
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

    Two words must be before it, because "Domingo" is also a surname. "Sen" and "Min" are names, too: a
    shortened weekday has a comma or a preposition before it, or a date and a clock behind it.
    """
    for day in _DAY.finditer(text):
        words = text[: day.start()].split(" ")
        for count in (2, 1):  # "Thứ Hai"
            name, before = " ".join(words[-count:]), words[: max(len(words) - count, 0)]
            if len(before) < 2 or not is_weekday(name):
                continue
            joined = len(before) > 2 and len(before[-1]) <= _PREPOSITION and before[-1].islower()
            is_marked = joined or before[-1][-1:] in {",", "،"} or _CLOCK.match(text, day.start())
            if is_marked or key(name.strip(" .,،")) in _full_weekdays():
                return " ".join([*(before[:-1] if joined else before), "|", text[day.end() :]])
    return text


_DAY = re.compile(r"[.,،]*\s+(?=[|](?!\s*[|])|\d{1,4}\b|[^\W\d_]{3,12}\.?\s\d{1,2}\b)")
"""The characters before a date. A bar stands for a removed date; two are a bar before such a date."""
_CLOCK = re.compile(r",\s+[|]\s*-\s*\d{1,2}:\d\d")
_PREPOSITION = 3  # letters of "on", "le", "am"


@cache
def _full_weekdays() -> frozenset[str]:
    days = (locale.days for language in (*COMMON, *_LESS_COMMON) for locale in locales(language))
    return frozenset(key(name) for each in days for name in each["format"]["wide"].values())


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

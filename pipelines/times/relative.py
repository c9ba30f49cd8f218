"""Reads phrases that name a day from today ("gestern, 14:05"), with dateparser's words where ours have none.

Gives a clock only where one is printed: "3 hours ago" gives no minute.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from pipelines.times.calendar_names import key
from pipelines.times.clocks import Stretch, find_clock
from pipelines.times.days import find_days
from pipelines.times.fold import compose, fold
from pipelines.times.readings import Reading, Tongue
from pipelines.times.tables import table

_RENAMED = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "sr-Latn"}
_YEARLESS = 32
"""Characters that a day and a month without a year may take, with a weekday."""
_BASE_ORDER = {True: "MDY", False: "DMY"}


def read_relative(text: str, tongue: Tongue, now: datetime, *, alone: bool) -> Reading | None:
    """The day that a short text names from `now`, the site's own clock at the time of fetch (no zone).

    None where it names none, or where the day is not sure: "3 days ago" is two days, and so is "1 hour ago"
    after midnight.
    `alone` is true where no label says what the text is: then "today" and "5 December" want a clock.
    """
    raw = compose(text)
    folded = fold(raw)
    clock = find_clock(Stretch(folded, raw, tongue))
    rest = folded if clock is None else f"{folded[: clock.start]} {folded[clock.end :]}"
    day = None if alone and clock is None else _day_seen(rest, tongue, now)
    if day is None:
        return _ago(folded, tongue.language, now)
    return replace(clock, day=day) if clock else Reading(day=day)


def _day_seen(text: str, tongue: Tongue, now: datetime) -> date | None:
    """The day of "yesterday", or of a day and month without a year: the last such day."""
    for word, days in _day_words(tongue.language):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            return (now - timedelta(days=days)).date()
    return _yearless(text, tongue, now.date())


def _yearless(text: str, tongue: Tongue, today: date) -> date | None:
    """The last day before tomorrow that a day and a month name; words behind them ("at") are passed over."""
    words = text.split()
    if len(text) > _YEARLESS or not any(mark.isdigit() for mark in text):
        return None
    for year in (today.year, today.year - 1):
        for size in range(len(words), 0, -1):
            start = " ".join(words[:size]).strip(" .,|-")
            found = find_days(f"{start} {year}", tongue) or find_days(f"{year}年{start}", tongue)
            if found and found[0].day <= today and found[0].order_sure:
                return found[0].day
    return None


def is_day_word(text: str, language: str | None) -> bool:
    """True for "today", "yesterday" and the day before in a language; `text` is folded."""
    return any(text == word for word, _ in _day_words(language))


def read_leftover(text: str, tongue: Tongue) -> Reading | None:
    """What dateparser makes of a whole date in the page's language, with day, month and year."""
    language = _dateparser_language(tongue.language)
    if language is None:
        return None
    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": _BASE_ORDER[tongue.month_first],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    found = _parse(text, language, settings)
    return Reading(day=found.date()) if found else None


@cache
def _day_words(language: str | None) -> tuple[tuple[str, int], ...]:
    """Words for today, yesterday and the day before, the longest first."""
    found: dict[str, int] = {}
    for days in (2, 1, 0):
        for word in _info(language).get("relative-type", {}).get(f"{days} day ago", ()):
            found.setdefault(key(word), days)
    for word, days in _extra(language).get("days", {}).items():
        found[key(word)] = days
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _ago(folded: str, language: str | None, now: datetime) -> Reading | None:
    """`3 hours ago`: a day only where an hour more would not change it."""
    for phrase, minutes in _ago_phrases(language):
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded):
            return _same_day(now - timedelta(minutes=minutes), timedelta(minutes=min(60, minutes)))
    for unit, size in (("minute", timedelta(minutes=1)), ("hour", timedelta(hours=1))):
        for pattern in _ago_patterns(language, unit):
            match = pattern.search(folded)
            if match:
                return _same_day(now - int(re.split(r"[.,]", match[1])[0]) * size, size)
    return None


def _same_day(moment: datetime, doubt: timedelta) -> Reading | None:
    """The day of a moment that may lie by `doubt` further back; None where that is another day."""
    return Reading(day=moment.date()) if (moment - doubt).date() == moment.date() else None


@cache
def _ago_phrases(language: str | None) -> tuple[tuple[str, int], ...]:
    """Phrases without a number and the minutes they mean, the longest first."""
    found = [(key(phrase), minutes) for phrase, minutes in _extra(language).get("ago", {}).items()]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def _ago_patterns(language: str | None, unit: str) -> tuple[re.Pattern[str], ...]:
    known = _info(language).get("relative-type-regex", {}).get(f"\\1 {unit} ago", ())
    # Folding would take the capitals of a class (\D) for letters; these patterns have none.
    ours = _extra(language).get(f"{unit}s", ())
    return tuple(re.compile(rf"(?<!\w)(?:{fold(compose(source))})(?!\w)") for source in (*ours, *known))


@cache
def _extra(language: str | None) -> Mapping[str, Any]:
    words: Mapping[str, Any] = table("relative").get(language or "", {})
    return words


@cache
def _info(language: str | None) -> Mapping[str, Any]:
    """dateparser's own words of a language."""
    from dateparser.languages.loader import default_loader  # noqa: PLC0415  .2 s, and few pages need it

    name = _dateparser_language(language)
    info: Mapping[str, Any] = default_loader.get_locale(name).info if name else {}
    return info


@cache
def _dateparser_language(language: str | None) -> str | None:
    from dateparser.data.languages_info import language_order  # noqa: PLC0415

    name = _RENAMED.get(language or "", language)
    return name if name in language_order else None


def _parse(text: str, language: str, settings: dict[str, Any]) -> datetime | None:
    import dateparser  # noqa: PLC0415

    return dateparser.parse(text, languages=[language], settings=settings)

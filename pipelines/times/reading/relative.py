"""Reads phrases that name a day relative to today ("gestern, 14:05").

dateparser's words are used where relative.toml has none. The result has a clock only if the page prints one:
"3 hours ago" does not give the minute.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from pipelines.times.reading.clocks import SearchText, find_clock
from pipelines.times.reading.days import find_days
from pipelines.times.reading.readings import DateStyle, Reading
from pipelines.times.words.calendar_names import key
from pipelines.times.words.fold import compose, fold
from pipelines.times.words.tables import table

_RENAMED = {"no": "nb", "iw": "he", "in": "id", "tl": "fil", "sh": "sr-Latn"}
_YEARLESS_CHARS = 32
"""A day and a month without a year, perhaps with a weekday, have at most this many characters."""
_DATE_ORDER = {True: "MDY", False: "DMY"}


def read_relative(text: str, style: DateStyle, now: datetime, *, alone: bool) -> Reading | None:
    """Return the day that a short text names relative to `now`, the site's local time at the fetch (no zone).

    None if it names none, or if the day is uncertain: "3 days ago" can be two days, and so can "1 hour ago"
    just after midnight. `alone` is True if no label says what the text is; then "today" and "5 December"
    count only with a clock.
    """
    raw = compose(text)
    folded = fold(raw)
    clock = find_clock(SearchText(folded, raw, style))
    without_clock = folded if clock is None else f"{folded[: clock.start]} {folded[clock.end :]}"
    day = None if alone and clock is None else _day_named(without_clock, style, now)
    if day is None:
        return _ago(folded, style.language, now)
    return replace(clock, day=day) if clock else Reading(day=day)


def _day_named(text: str, style: DateStyle, now: datetime) -> date | None:
    """Return the day of "yesterday", or the latest day that a date without a year can mean."""
    for word, days in _day_words(style.language):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            return (now - timedelta(days=days)).date()
    return _yearless(text, style, now.date())


def _yearless(text: str, style: DateStyle, today: date) -> date | None:
    """Return the latest day, up to today, that "5 December" or "5 December at" can mean."""
    words = text.split()
    if len(text) > _YEARLESS_CHARS or not any(mark.isdigit() for mark in text):
        return None
    for year in (today.year, today.year - 1):
        for size in range(len(words), 0, -1):
            start = " ".join(words[:size]).strip(" .,|-")
            readings = find_days(f"{start} {year}", style) or find_days(f"{year}年{start}", style)
            if readings and readings[0].day <= today and readings[0].order_sure:
                return readings[0].day
    return None


def is_day_word(text: str, language: str | None) -> bool:
    """Return True for a word for today, yesterday or the day before; `text` is folded."""
    return any(text == word for word, _ in _day_words(language))


def read_by_dateparser(text: str, style: DateStyle) -> Reading | None:
    """Return what dateparser reads if the text is a whole date in the page's language, else None."""
    language = _dateparser_language(style.language)
    if language is None:
        return None
    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": _DATE_ORDER[style.month_first],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    moment = _parse(text, language, settings)
    return Reading(day=moment.date()) if moment else None


@cache
def _day_words(language: str | None) -> tuple[tuple[str, int], ...]:
    """Return words for today and the two days before, the longest first, with how many days ago they mean."""
    days_ago: dict[str, int] = {}
    for days in (2, 1, 0):
        for word in _dateparser_words(language).get("relative-type", {}).get(f"{days} day ago", ()):
            days_ago.setdefault(key(word), days)
    for word, days in _own_words(language).get("days", {}).items():
        days_ago[key(word)] = days
    return tuple(sorted(days_ago.items(), key=lambda pair: -len(pair[0])))


def _ago(folded: str, language: str | None, now: datetime) -> Reading | None:
    """Read `3 hours ago`; the day is certain only if one hour more would not change it."""
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
    """Return the day of a moment that may be earlier by `doubt`; None if that could be another day."""
    return Reading(day=moment.date()) if (moment - doubt).date() == moment.date() else None


@cache
def _ago_phrases(language: str | None) -> tuple[tuple[str, int], ...]:
    """Return phrases without a number → how many minutes ago they mean, the longest first."""
    phrases = [(key(phrase), minutes) for phrase, minutes in _own_words(language).get("ago", {}).items()]
    return tuple(sorted(phrases, key=lambda pair: -len(pair[0])))


@cache
def _ago_patterns(language: str | None, unit: str) -> tuple[re.Pattern[str], ...]:
    """Return patterns for "3 hours ago" with this unit, ours before dateparser's."""
    theirs = _dateparser_words(language).get("relative-type-regex", {}).get(f"\\1 {unit} ago", ())
    # Folding turns capitals into small letters, also in `\D`; these patterns have no such class.
    ours = _own_words(language).get(f"{unit}s", ())
    return tuple(re.compile(rf"(?<!\w)(?:{fold(compose(source))})(?!\w)") for source in (*ours, *theirs))


@cache
def _own_words(language: str | None) -> Mapping[str, Any]:
    """Return our words of a language, from relative.toml."""
    words: Mapping[str, Any] = table("relative").get(language or "", {})
    return words


@cache
def _dateparser_words(language: str | None) -> Mapping[str, Any]:
    """Return dateparser's words of a language."""
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

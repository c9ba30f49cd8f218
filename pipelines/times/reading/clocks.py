"""Reads the time of day, and its zone, beside a day in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from pipelines.times.reading.readings import DateStyle, Reading, valid_offset
from pipelines.times.words import calendar_names as names
from pipelines.times.words import labels, zones

GAP = 28
"""How many characters may stand between a day and its clock: a weekday, "at", "o godz."."""
_MAX_DISTANCE = 60
_UTC = re.compile(r"[\s(,.]*(?:utc|gmt)\s*([+-]\s?\d{1,2})(?::?([0-5]\d))?(?!\d)")
_SIGNED = re.compile(r"[\s(,]*([+-]\d{2}):?(\d{2})(?!\d)")
_NAMED = re.compile(r"[\s(,.]*(?:(?:utc|gmt)\b|z\b(?!\w)|([^\W\d_]{2,5})\b)", re.IGNORECASE)

Zone = tuple[timedelta | None, str | None]
"""An offset, or the name of a zone, or neither."""


@cache
def _pattern(language: str | None) -> re.Pattern[str]:
    words = sorted((re.escape(word) for word in names.halves(language)), key=len, reverse=True)
    half = "|".join(words)
    return re.compile(
        rf"(?<![\d:.,/-])(?:(?P<before>{half})\.?\s?)?"
        rf"(?:(?P<four>[01]\d|2[0-3])(?P<last>[0-5]\d)(?=\s?(?:hrs|hours|gmt|utc)\b)|(?P<hour>2[0-4]|[01]?\d)(?!\d))"
        rf"(?:\s?(?P<mark>:|h|\.|시|時|时|点|點|ч(?:асов|аса|ас)?|val\.?)\s?(?P<minute>[0-5]\d)(?![\d]|[./-]\d)"
        rf"(?:\s?(?:[:.]|분|分)\s?(?P<second>[0-5]\d)(?!\d))?(?:[.,]\d{{1,6}})?(?:분|分|초|秒)*)?"
        rf"(?:\s?(?P<after>{half})(?!\w))?"
    )


@cache
def _phrase() -> re.Pattern[str]:
    phrases = "|".join(re.escape(phrase) for phrase in sorted(zones.words(), key=len, reverse=True))
    return re.compile(rf"[\s(,.]*({phrases})(?!\w)")


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text in which a clock is searched."""

    text: str
    """The folded text."""
    raw: str
    """The same text before folding; it has the same length."""
    style: DateStyle
    low: int = 0
    """The search does not go back before this index."""


def with_clock(reading: Reading, search: SearchText) -> Reading:
    """Return `reading` with the clock after its day, else with the clock before it.

    If both are there, and a word for "published" stands between the day and the clock after it, the clock
    before it is taken. A clock after a word for "updated" is never taken.
    """
    if reading.clock is not None:
        return reading
    after, before = _clock_after(reading, search), _clock_before(reading, search)
    if (
        after
        and before
        and labels.meaning_between(search.text[reading.end : after.end], search.style.language)
    ):
        return before
    return after or before or reading


def find_clock(search: SearchText) -> Reading | None:
    """Return the first clock in a text, with its position; the `day` of the result has no meaning."""
    for match in _pattern(search.style.language).finditer(search.text):
        if _is_clock(match, search.text):
            return _with_match(Reading(day=date.min), match, search, match.start())
    return None


def _clock_after(reading: Reading, search: SearchText) -> Reading | None:
    for match in _pattern(search.style.language).finditer(
        search.text, reading.end, reading.end + _MAX_DISTANCE
    ):
        if _is_clock(match, search.text):
            is_together = _belong_together(search, reading.end, match.start())
            return _with_match(reading, match, search, reading.start) if is_together else None
    return None


def _clock_before(reading: Reading, search: SearchText) -> Reading | None:
    low = max(search.low, reading.start - _MAX_DISTANCE)
    matches = _pattern(search.style.language).finditer(search.text, low, reading.start)
    nearest = next(reversed([match for match in matches if _is_clock(match, search.text)]), None)
    clock = _with_match(reading, nearest, search, nearest.start()) if nearest else None
    if clock is None or clock.end > reading.start or not _belong_together(search, clock.end, reading.start):
        return None
    return replace(clock, end=reading.end)


def _is_clock(match: re.Match[str], text: str) -> bool:
    """Return True for digits with a mark (14:05, 14h05), with "am" or "pm", or with a word for "hour"."""
    if match["mark"] == "h" and text[match.end() : match.end() + 1].isalpha():
        return False
    if match["minute"] or match["four"]:
        return True
    tail = text[match.end() : match.end() + 6].lstrip()
    return (
        bool(match["after"])
        or tail.startswith(("uhr", "시", "時", "时", "点", "點"))
        or bool(re.match(r"h(?!\w)", tail))
    )


def _belong_together(search: SearchText, start: int, end: int) -> bool:
    """Return True if the text from `start` to `end`, between a day and a clock, does not separate the two."""
    between = search.text[start:end]
    if len(between) > GAP or any(mark.isdigit() for mark in between):
        return False
    return labels.meaning_between(between, search.style.language) != "modified"


def _with_match(reading: Reading, match: re.Match[str], search: SearchText, start: int) -> Reading | None:
    hour, minute = int(match["four"] or match["hour"]), int(match["last"] or match["minute"] or 0)
    day = reading.day
    word = match["before"] or match["after"]
    half = names.halves(search.style.language).get(names.key(word)) if word else None
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" or (half == "night" and 6 <= hour < 12) else 0)
    if hour == 24:
        if minute:
            return None
        hour, day = 0, day + timedelta(days=1)
    end, (offset, zone) = _zone(search.text, search.raw, match.end())
    return replace(
        reading,
        day=day,
        clock=timedelta(hours=hour, minutes=minute, seconds=int(match["second"] or 0)),
        has_seconds=match["second"] is not None,
        offset=offset,
        zone=zone,
        start=start,
        end=end,
    )


def _zone(text: str, raw: str, end: int) -> tuple[int, Zone]:
    """Return where the zone after a clock ends, and the offset or the name of the zone."""
    for pattern in (_UTC, _SIGNED):
        match = pattern.match(text, end)
        if match:
            offset = _offset(match[1].replace(" ", ""), match[2])
            return (match.end(), (offset, None)) if valid_offset(offset) else (end, (None, None))
    match = _phrase().match(text, end)
    if match:
        return match.end(), (None, match[1])
    match = _NAMED.match(raw, end)
    if match and match[1] is None:
        return match.end(), (timedelta(0), None)
    if match and match[1][-2:].isupper() and zones.is_known(match[1]):
        return match.end(), (None, match[1])
    return end, (None, None)


def _offset(hours: str, minutes: str | None) -> timedelta:
    size = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0))
    return -size if hours.startswith("-") else size

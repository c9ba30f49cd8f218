"""Reads the clock, and its zone, beside a day in a piece of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from pipelines.times import calendar_names as names
from pipelines.times import labels, zones
from pipelines.times.readings import Reading, Tongue, valid_offset

GAP = 28
"""Characters that may stand between a day and its clock: a weekday, "at", "o godz."."""
_LOOK = 60
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
    known = "|".join(re.escape(phrase) for phrase in sorted(zones.words(), key=len, reverse=True))
    return re.compile(rf"[\s(,.]*({known})(?!\w)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text in which a clock is looked for."""

    text: str
    """Folded."""
    raw: str
    """As it stands, of the same length."""
    tongue: Tongue
    low: int = 0
    """Nothing before this place is looked at."""


def with_clock(reading: Reading, stretch: Stretch) -> Reading:
    """Return `reading` with the clock that stands after, else before, its day.

    No clock is read across a word for "updated"; across one for "published" only where none stands before.
    """
    if reading.clock is not None:
        return reading
    after, before = _after(reading, stretch), _before(reading, stretch)
    if after and before and labels.parting(stretch.text[reading.end : after.end], stretch.tongue.language):
        return before
    return after or before or reading


def find_clock(stretch: Stretch) -> Reading | None:
    """The first clock in a text, with its place; its day means nothing."""
    for found in _pattern(stretch.tongue.language).finditer(stretch.text):
        if _is_clock(found, stretch.text):
            return _put(Reading(day=date.min), found, stretch, found.start())
    return None


def _after(reading: Reading, stretch: Stretch) -> Reading | None:
    for found in _pattern(stretch.tongue.language).finditer(stretch.text, reading.end, reading.end + _LOOK):
        if _is_clock(found, stretch.text):
            joined = _joined(stretch, reading.end, found.start())
            return _put(reading, found, stretch, reading.start) if joined else None
    return None


def _before(reading: Reading, stretch: Stretch) -> Reading | None:
    low = max(stretch.low, reading.start - _LOOK)
    places = _pattern(stretch.tongue.language).finditer(stretch.text, low, reading.start)
    found = next(reversed([place for place in places if _is_clock(place, stretch.text)]), None)
    clock = _put(reading, found, stretch, found.start()) if found else None
    if clock is None or clock.end > reading.start or not _joined(stretch, clock.end, reading.start):
        return None
    return replace(clock, end=reading.end)


def _is_clock(found: re.Match[str], text: str) -> bool:
    """Digits are a clock only with a mark (14:05, 14h05), a half of the day (9 am) or a word for hour."""
    if found["mark"] == "h" and text[found.end() : found.end() + 1].isalpha():
        return False
    if found["minute"] or found["four"]:
        return True
    tail = text[found.end() : found.end() + 6].lstrip()
    return (
        bool(found["after"])
        or tail.startswith(("uhr", "시", "時", "时", "点", "點"))
        or bool(re.match(r"h(?!\w)", tail))
    )


def _joined(stretch: Stretch, start: int, end: int) -> bool:
    """Whether a day and a clock with this between them belong together."""
    between = stretch.text[start:end]
    if len(between) > GAP or any(mark.isdigit() for mark in between):
        return False
    return labels.parting(between, stretch.tongue.language) != "modified"


def _put(reading: Reading, found: re.Match[str], stretch: Stretch, start: int) -> Reading | None:
    hour, minute = int(found["four"] or found["hour"]), int(found["last"] or found["minute"] or 0)
    day = reading.day
    word = found["before"] or found["after"]
    half = names.halves(stretch.tongue.language).get(names.key(word)) if word else None
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" or (half == "night" and 6 <= hour < 12) else 0)
    if hour == 24:
        if minute:
            return None
        hour, day = 0, day + timedelta(days=1)
    end, (offset, zone) = _zone(stretch.text, stretch.raw, found.end())
    return replace(
        reading,
        day=day,
        clock=timedelta(hours=hour, minutes=minute, seconds=int(found["second"] or 0)),
        has_seconds=found["second"] is not None,
        offset=offset,
        zone=zone,
        start=start,
        end=end,
    )


def _zone(text: str, raw: str, end: int) -> tuple[int, Zone]:
    """The offset or the zone's name right after a clock, and where it ends."""
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

"""The clock, and its zone, that stands beside a day in a piece of text. Knows no page and no country."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from pipelines.times import names, zones
from pipelines.times.reading import Reading, Tongue, valid_offset

GAP = 28
"""Characters that may stand between a day and its clock: a weekday, "at", "o godz."."""
_LOOK = 60
_UTC = re.compile(r"[\s(,.]*(?:utc|gmt)\s*([+-]\s?\d{1,2})(?::?([0-5]\d))?(?!\d)")
_SIGNED = re.compile(r"[\s(,]*([+-]\d{2}):?(\d{2})(?!\d)")
_NAMED = re.compile(r"[\s(,.]*(?:(?:utc|gmt)\b|z\b(?!\w)|([^\W\d_]{2,5})\b)", re.IGNORECASE)
_LONG = re.compile(r"[\s(,.]*([A-Za-z]{3,}(?: [A-Za-z]{3,}){0,3} time)\b", re.IGNORECASE)

Blocks = Callable[[str], bool]
"""True for a stretch of text across which no clock is read."""
Zone = tuple[timedelta | None, str | None]
"""An offset, or the name of a zone, or neither."""


@cache
def _pattern(language: str | None) -> re.Pattern[str]:
    words = sorted((re.escape(word) for word in names.halves(language)), key=len, reverse=True)
    half = "|".join(words)
    return re.compile(
        rf"(?<![\d:.,/-])(?:(?P<before>{half})\s?)?"
        rf"(?P<hour>[01]?\d|2[0-4])"
        rf"(?:\s?(?P<mark>:|h|\.|시|時|时|点|點|ч)\s?(?P<minute>[0-5]\d)(?![\d]|[./-]\d)"
        rf"(?:\s?(?:[:.]|분|分)\s?(?P<second>[0-5]\d)(?!\d))?(?:[.,]\d{{1,6}})?(?:분|分|초|秒)*)?"
        rf"(?:\s?(?P<after>{half})(?!\w))?"
    )


def with_clock(
    reading: Reading, text: str, raw: str, tongue: Tongue, blocked: Blocks, low: int = 0
) -> Reading:
    """Return `reading` with the clock that stands after, else before, its day in `text`.

    `text` is `raw` folded; `blocked` says of the text between day and clock that it parts them; nothing
    before `low` is looked at.
    """
    if reading.clock is not None:
        return reading
    return (
        _after(reading, text, raw, tongue, blocked)
        or _before(reading, text, raw, tongue, blocked, low)
        or reading
    )


def find_clock(raw: str, text: str, tongue: Tongue) -> Reading | None:
    """The first clock in a text, with its place; its day means nothing."""
    for found in _pattern(tongue.language).finditer(text):
        if _is_clock(found, text):
            end, zone = _zone(text, raw, found.end())
            return _put(Reading(day=date.min), found, zone, found.start(), end, tongue)
    return None


def _after(reading: Reading, text: str, raw: str, tongue: Tongue, blocked: Blocks) -> Reading | None:
    found = _pattern(tongue.language).search(text, reading.end, reading.end + _LOOK)
    while found and not _is_clock(found, text):
        found = _pattern(tongue.language).search(text, found.end(), reading.end + _LOOK)
    if not found or not _joined(text[reading.end : found.start()], blocked):
        return None
    end, zone = _zone(text, raw, found.end())
    return _put(reading, found, zone, reading.start, end, tongue)


def _before(
    reading: Reading, text: str, raw: str, tongue: Tongue, blocked: Blocks, low: int
) -> Reading | None:
    low = max(low, reading.start - _LOOK)
    clocks = [m for m in _pattern(tongue.language).finditer(text, low, reading.start) if _is_clock(m, text)]
    if not clocks:
        return None
    found = clocks[-1]
    end, zone = _zone(text, raw, found.end())
    if end > reading.start or not _joined(text[end : reading.start], blocked):
        return None
    return _put(reading, found, zone, found.start(), reading.end, tongue)


def _is_clock(found: re.Match[str], text: str) -> bool:
    """Bare digits are a clock only with a mark (14:05, 14h05), a half of the day (9 am) or a word for hour."""
    if found["mark"] == "h" and text[found.end() : found.end() + 1].isalpha():
        return False
    if found["minute"]:
        return True
    tail = text[found.end() : found.end() + 6].lstrip()
    return (
        bool(found["after"])
        or tail.startswith(("uhr", "시", "時", "时", "点", "點"))
        or bool(re.match(r"h(?!\w)", tail))
    )


def _joined(between: str, blocked: Blocks) -> bool:
    return len(between) <= GAP and not any(mark.isdigit() for mark in between) and not blocked(between)


def _put(
    reading: Reading, found: re.Match[str], zone: Zone, start: int, end: int, tongue: Tongue
) -> Reading | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    word = found["before"] or found["after"]
    half = names.halves(tongue.language).get(names.key(word)) if word else None
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if half else 0)
    day = reading.day
    if hour == 24:
        if minute:
            return None
        hour, day = 0, day + timedelta(days=1)
    return replace(
        reading,
        day=day,
        clock=timedelta(hours=hour, minutes=minute, seconds=int(found["second"] or 0)),
        has_seconds=found["second"] is not None,
        offset=zone[0],
        zone=zone[1],
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
    match = _LONG.match(text, end)
    if match and zones.is_known(match[1]):
        return match.end(), (None, match[1])
    match = _NAMED.match(raw, end)
    if match and match[1] is None:
        return match.end(), (timedelta(0), None)
    if match and match[1].isupper() and zones.is_known(match[1]):
        return match.end(), (None, match[1])
    return end, (None, None)


def _offset(hours: str, minutes: str | None) -> timedelta:
    size = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0))
    return -size if hours.startswith("-") else size

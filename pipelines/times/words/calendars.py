"""Converts a day of another calendar to the Gregorian calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import jdatetime
from hijridate import Hijri

GREGORIAN = "gregorian"
JALALI = "jalali"
HIJRI = "hijri"
ETHIOPIC = "ethiopic"
NEPALI = "nepali"
BUDDHIST_AHEAD = 543
_ETHIOPIC_EPOCH = date(8, 8, 27).toordinal()
"""The first day of the year 1; every fourth year has a sixth day in the thirteenth month."""
_NEPALI_FIRST, _NEPALI_START = 2050, date(1993, 4, 13)
"""The first year of the table, and its first day."""
_NEPALI_MONTHS = (
    "232321110102 222322101011 223222101011 232321110011 232321110102 "
    "223222101011 223231101011 232321110012 132321110102 223222101011 "
    "223321101011 232321110012 132322010102 223222101011 223321101011 "
    "232321110012 222322011002 223222101011 223321101011 232321110012 "
    "222322011011 223222101011 232321101011 232321110012 222322101011 "
    "223222101011 232321110011 232321110102 222322101011 223222101011 "
    "232321110011 232321110102 223222101011 223222101011 232321110012"
).replace(" ", "")
"""Days above 29 of each month of 2050 to 2084. They follow no rule: each year's are announced."""


def gregorian(year: int, month: int, day: int, calendar: str) -> date | None:
    """Return the Gregorian day, or None if the calendar has no such day."""
    try:
        if calendar == JALALI:
            converted: date = jdatetime.date(year, month, day).togregorian()
            return converted
        if calendar == HIJRI:  # the calendar of Umm al-Qura; some countries are one day ahead or behind
            return date(*Hijri(year, month, day).to_gregorian().timetuple()[:3])
        if calendar in _BY_COUNT:
            return _BY_COUNT[calendar](year, month, day)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _ethiopic(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 13:
        return None
    length = 30 if month <= 12 else 5 + (year % 4 == 3)
    days = 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1
    return date.fromordinal(_ETHIOPIC_EPOCH + days) if 1900 <= year <= 2100 and 1 <= day <= length else None


def _nepali(year: int, month: int, day: int) -> date | None:
    at = 12 * (year - _NEPALI_FIRST) + month - 1
    if not 1 <= month <= 12 or not 0 <= at < len(_NEPALI_MONTHS) or day < 1:
        return None
    days = 29 * at + sum(map(int, _NEPALI_MONTHS[:at])) + day - 1
    return _NEPALI_START + timedelta(days=days) if day <= 29 + int(_NEPALI_MONTHS[at]) else None


_BY_COUNT: dict[str, Callable[[int, int, int], date | None]] = {ETHIOPIC: _ethiopic, NEPALI: _nepali}


def by_year(year: int, month: int, day: int, language: str | None) -> date | None:
    """Return the Gregorian day of a numeric date, or None; the year shows which calendar it is.

    1402 is read as a Jalali year, 1445 as a Hijri year, 2566 as a Buddhist year, and in Nepali 2083 as one of
    Bikram Sambat.
    """
    if language == "ne" and year >= 2057:  # the year 2000
        return gregorian(year, month, day, NEPALI)
    if 1900 <= year <= 2100:
        return gregorian(year, month, day, GREGORIAN)
    if 2443 <= year <= 2643 and language in (None, "th", "lo", "km", "en"):
        return gregorian(year - BUDDHIST_AHEAD, month, day, GREGORIAN)
    if 1300 <= year <= 1420:
        return gregorian(year, month, day, JALALI)
    if 1420 < year <= 1500 and language in ("ar", "ur", "ms", "fa", None):
        return gregorian(year, month, day, HIJRI)
    return None

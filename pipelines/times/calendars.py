"""Converts a day of another calendar to ours."""

from __future__ import annotations

from datetime import date

import jdatetime
from hijridate import Hijri

GREGORIAN = "gregorian"
JALALI = "jalali"
HIJRI = "hijri"
BUDDHIST_AHEAD = 543


def gregorian(year: int, month: int, day: int, calendar: str) -> date | None:
    """The Gregorian day, or None where the calendar has no such day."""
    try:
        if calendar == JALALI:
            found: date = jdatetime.date(year, month, day).togregorian()
            return found
        if calendar == HIJRI:  # Umm al-Qura; days differ by one from country to country
            return date(*Hijri(year, month, day).to_gregorian().timetuple()[:3])
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def by_year(year: int, month: int, day: int, language: str | None) -> date | None:
    """Read a numeric date whose year alone tells the calendar; None where it is no day of 1900 to 2100."""
    if 1900 <= year <= 2100:
        return gregorian(year, month, day, GREGORIAN)
    if 2443 <= year <= 2643 and language in (None, "th", "lo", "km", "en"):
        return gregorian(year - BUDDHIST_AHEAD, month, day, GREGORIAN)
    if 1300 <= year <= 1420:
        return gregorian(year, month, day, JALALI)
    if 1420 < year <= 1500 and language in ("ar", "ur", "ms", "fa", None):
        return gregorian(year, month, day, HIJRI)
    return None

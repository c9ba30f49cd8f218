"""Converts a day of another calendar to the Gregorian calendar."""

from __future__ import annotations

from datetime import date

import jdatetime
from hijridate import Hijri

GREGORIAN = "gregorian"
JALALI = "jalali"
HIJRI = "hijri"
BUDDHIST_AHEAD = 543


def gregorian(year: int, month: int, day: int, calendar: str) -> date | None:
    """Return the Gregorian day, or None if the calendar has no such day."""
    try:
        if calendar == JALALI:
            converted: date = jdatetime.date(year, month, day).togregorian()
            return converted
        if calendar == HIJRI:  # the calendar of Umm al-Qura; some countries are one day ahead or behind
            return date(*Hijri(year, month, day).to_gregorian().timetuple()[:3])
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def by_year(year: int, month: int, day: int, language: str | None) -> date | None:
    """Return the Gregorian day of a numeric date, or None; the year shows which calendar it is.

    1402 is read as a Jalali year, 1445 as a Hijri year, 2566 as a Buddhist year.
    """
    if 1900 <= year <= 2100:
        return gregorian(year, month, day, GREGORIAN)
    if 2443 <= year <= 2643 and language in (None, "th", "lo", "km", "en"):
        return gregorian(year - BUDDHIST_AHEAD, month, day, GREGORIAN)
    if 1300 <= year <= 1420:
        return gregorian(year, month, day, JALALI)
    if 1420 < year <= 1500 and language in ("ar", "ur", "ms", "fa", None):
        return gregorian(year, month, day, HIJRI)
    return None

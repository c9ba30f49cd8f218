"""The result of reading a text: a day, perhaps with a clock and an offset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

MAX_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateStyle:
    """The style of a page's dates."""

    language: str | None = None
    """The primary tag (`de`); None if the language is unknown."""
    month_first: bool = False
    """True if 05/12 is the twelfth of May."""
    year_first: bool = False
    """True if 23.12.05 is the fifth of December 2023."""
    country_known: bool = True
    """False if the country is a guess; then only dates with slashes can have the month first."""
    tag: str = ""
    """The page's language with its region or script (BCP 47)."""
    in_taiwan: bool = False
    """True if a year of two or three digits may count from 1912."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A date that was read, and its position in the text."""

    day: date
    clock: timedelta | None = None
    """Time since midnight."""
    has_seconds: bool = False
    offset: timedelta | None = None
    zone: str | None = None
    """An abbreviation or IANA name, if the text has that and no offset."""
    order_sure: bool = True
    """False if day and month could be swapped and only the language decided."""
    start: int = 0
    end: int = 0

    def at(self, start: int, end: int) -> Reading:
        return replace(self, start=start, end=end)


def from_datetime(moment: datetime, *, has_seconds: bool = True) -> Reading:
    """Return a reading of `moment` with its offset; fractions of a second are dropped."""
    clock = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    return Reading(day=moment.date(), clock=clock, has_seconds=has_seconds, offset=moment.utcoffset())


def valid_offset(offset: timedelta | None) -> bool:
    return offset is None or abs(offset) <= MAX_OFFSET

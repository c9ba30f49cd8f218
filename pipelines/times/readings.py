"""What was read from a piece of text: a day, perhaps a clock, perhaps an offset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

MAX_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """How a page writes its dates."""

    language: str | None = None
    """Primary tag (`de`); None where it is unknown."""
    month_first: bool = False
    """True where 05/12 is the twelfth of May."""
    year_first: bool = False
    """True where 23.12.05 is the fifth of December."""
    place_known: bool = True
    """False where the country is a guess: then only slashes put the month first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A date as read, and where in the text it stood."""

    day: date
    clock: timedelta | None = None
    """Since midnight."""
    has_seconds: bool = False
    offset: timedelta | None = None
    zone: str | None = None
    """An abbreviation or IANA name, where that and no offset was given."""
    order_sure: bool = True
    """False where day and month could be swapped and only the language told them apart."""
    start: int = 0
    end: int = 0

    def at(self, start: int, end: int) -> Reading:
        return replace(self, start=start, end=end)


def from_datetime(moment: datetime, *, has_seconds: bool = True) -> Reading:
    """A reading of `moment`, its offset kept; seconds are cut to whole ones."""
    clock = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    return Reading(day=moment.date(), clock=clock, has_seconds=has_seconds, offset=moment.utcoffset())


def valid_offset(offset: timedelta | None) -> bool:
    return offset is None or abs(offset) <= MAX_OFFSET

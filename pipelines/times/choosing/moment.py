"""Turns one piece of evidence into an instant in UTC, or only into a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipelines.article_fields import Precision
from pipelines.items import Evidence
from pipelines.times.choosing.offsets import ClockContext, offset_from_clocks, offset_of
from pipelines.times.words import zones

_HALF_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_ZERO = timedelta(0)
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as the site prints it, and the instant in UTC if that is known."""

    day: date
    instant: datetime | None = None
    offset: timedelta | None = None
    has_seconds: bool = False

    def is_in_future(self, context: ClockContext, grace: timedelta) -> bool:
        """Return True if it is after the fetch, by more than `grace`."""
        if self.instant is not None:
            return self.instant > context.fetched_at + grace
        return self.day > context.last_day

    def is_before(self, other: Moment) -> bool:
        """Return True if it is certainly before another moment."""
        if self.instant is not None and other.instant is not None:
            return self.instant < other.instant
        return self.day < other.day

    @property
    def offset_text(self) -> str | None:
        """The offset as `+03:30`; None if it, or the instant, is unknown."""
        if self.offset is None or self.instant is None:
            return None
        minutes = round(self.offset.total_seconds() / 60)
        return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def moment_of(item: Evidence, context: ClockContext) -> Moment:
    """Return the moment of a piece of evidence: only a day if its zone is unknown or in doubt."""
    if item.clock is None:
        return Moment(item.day)
    local = datetime.combine(item.day, _MIDNIGHT) + item.clock
    if local.time() == _MIDNIGHT:  # programs write midnight for a day without a clock
        return Moment(local.date())
    offset = offset_of(item, context)
    if offset is None:
        return Moment(item.day)
    instant = (local - offset).replace(tzinfo=UTC)
    return (
        _of_utc(instant, item, context)
        if offset == _ZERO
        else Moment(item.day, instant, offset, item.has_seconds)
    )


def _of_utc(instant: datetime, item: Evidence, context: ClockContext) -> Moment:
    """Return the moment of an instant that the page states in UTC, with the site's own day and offset."""
    offset = (
        instant.astimezone(context.zone).utcoffset() if context.zone else offset_from_clocks(instant, context)
    )
    if offset is None:
        return Moment(instant.date(), instant, _ZERO if item.kind == "text" else None, item.has_seconds)
    here = instant.astimezone(zones.fixed_zone(offset))
    if here.time() == _MIDNIGHT:
        return Moment(here.date())
    return Moment(here.date(), instant, offset, item.has_seconds)


def agree(first: Moment, second: Moment) -> bool:
    """Return True if two moments can be the same: both on one day, or less than twelve hours apart.

    A moment that is only a day agrees with instants from twelve hours before it to twelve hours after it.
    """
    if first.instant and second.instant:
        return first.day == second.day or abs(first.instant - second.instant) < _HALF_DAY
    if first.day == second.day:
        return True
    exact, day = (first, second.day) if first.instant else (second, first.day)
    if exact.instant is None:
        return False
    start = datetime.combine(day, _MIDNIGHT, UTC)
    return start - _HALF_DAY <= exact.instant <= start + _DAY + _HALF_DAY


def stored_form(moment: Moment) -> tuple[str, Precision]:
    """Return the moment as the database stores it, and its precision."""
    if moment.instant is None:
        return moment.day.isoformat(), "day"
    stamp = moment.instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    return stamp, "second" if moment.has_seconds else "minute"

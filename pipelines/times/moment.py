"""One piece of evidence → an instant in UTC, or only a day: offsets, zones, false Zs, placeholders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from pipelines.items import Evidence, Precision
from pipelines.times import zones

_HALF_DAY = timedelta(hours=12)
_ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a page's clocks are read against."""

    fetched_at: datetime
    zone: tzinfo | None
    country: str | None
    offsets: Sequence[Evidence] = ()
    """The page's other evidence with a clock, own or not."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, as the site prints it, and the instant in UTC where that is known."""

    day: date
    instant: datetime | None = None
    offset: timedelta | None = None
    has_seconds: bool = False

    def is_after(self, clock: Clock, grace: timedelta) -> bool:
        """True where it lies in the future of the fetch; a day alone is given the last zone on earth."""
        if self.instant is not None:
            return self.instant > clock.fetched_at + grace
        zone = clock.zone or zones.fixed(timedelta(hours=14))
        return self.day > clock.fetched_at.astimezone(zone).date()

    @property
    def offset_text(self) -> str | None:
        if self.offset is None or self.instant is None:
            return None
        minutes = round(self.offset.total_seconds() / 60)
        sign = "-" if minutes < 0 else "+"
        return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def moment_of(item: Evidence, clock: Clock) -> Moment | None:
    """The moment that a piece of evidence names."""
    if item.clock is None:
        return Moment(item.day)
    offset = _offset(item, clock)
    if offset is None:
        return Moment(item.day)
    local = datetime.combine(item.day, time()) + item.clock
    if local.time() == time() and not _is_epoch(item):
        return Moment(local.date())  # midnight stands for a day without a clock
    instant = (local - offset).replace(tzinfo=UTC)
    if item.offset == _ZERO and clock.zone is not None:
        here = instant.astimezone(clock.zone)
        if here.time() == time():
            return Moment(here.date())
        offset = here.utcoffset() or offset
        return Moment(here.date(), instant, offset, item.has_seconds)
    return Moment(local.date(), instant, offset, item.has_seconds)


def _is_epoch(item: Evidence) -> bool:
    return item.raw.strip("/Date()").isdigit()


def _offset(item: Evidence, clock: Clock) -> timedelta | None:
    """The offset from UTC of a clock: as given, by its zone's name, else the site's zone's on that day."""
    if item.offset is not None:
        return item.offset
    zone = zones.named(item.zone, clock.country) if item.zone else clock.zone
    if zone is None or item.clock is None:
        return None
    instant = zones.instant(item.day, item.clock, zone)
    return instant.astimezone(zone).utcoffset() if instant else None


def agree(one: Moment, two: Moment) -> bool:
    """Whether two moments can be one: the same day, or, where one is but a day, within twelve hours of it."""
    if one.instant and two.instant:
        return abs(one.instant - two.instant) < _HALF_DAY
    if one.day == two.day:
        return True
    known, day = (one, two.day) if one.instant else (two, one.day)
    if known.instant is None:
        return False
    start = datetime.combine(day, time(), UTC)
    return start - _HALF_DAY <= known.instant <= start + timedelta(days=1) + _HALF_DAY


def written(moment: Moment) -> tuple[str, Precision]:
    """A moment as the database keeps it, and how exact it is."""
    if moment.instant is None:
        return moment.day.isoformat(), "day"
    stamp = moment.instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    return stamp, "second" if moment.has_seconds else "minute"

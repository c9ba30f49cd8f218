"""Turns one piece of evidence into an instant in UTC, or only a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipelines.article_fields import Precision
from pipelines.items import Evidence
from pipelines.times import zones
from pipelines.times.offsets import Setting, offset_of, seen_offset

_HALF_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_ZERO = timedelta(0)
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, as the site prints it, and the instant in UTC where that is known."""

    day: date
    instant: datetime | None = None
    offset: timedelta | None = None
    has_seconds: bool = False

    def is_after(self, setting: Setting, grace: timedelta) -> bool:
        """True where it lies in the future of the fetch."""
        if self.instant is not None:
            return self.instant > setting.fetched_at + grace
        return self.day > setting.last_day

    def is_before(self, other: Moment) -> bool:
        """True where it certainly lies before another moment."""
        if self.instant is not None and other.instant is not None:
            return self.instant < other.instant
        return self.day < other.day

    @property
    def offset_text(self) -> str | None:
        if self.offset is None or self.instant is None:
            return None
        minutes = round(self.offset.total_seconds() / 60)
        return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def moment_of(item: Evidence, setting: Setting) -> Moment | None:
    """The moment that a piece of evidence names; only its day where the clock or its zone is in doubt."""
    if item.clock is None:
        return Moment(item.day)
    local = datetime.combine(item.day, _MIDNIGHT) + item.clock
    if local.time() == _MIDNIGHT:  # stands for a day without a clock
        return Moment(local.date())
    offset = offset_of(item, setting)
    if offset is None:
        return Moment(item.day)
    instant = (local - offset).replace(tzinfo=UTC)
    return (
        _of_utc(instant, item, setting)
        if offset == _ZERO
        else Moment(item.day, instant, offset, item.has_seconds)
    )


def _of_utc(instant: datetime, item: Evidence, setting: Setting) -> Moment:
    """An instant given in UTC, with the day and offset that the site itself has for it."""
    offset = instant.astimezone(setting.zone).utcoffset() if setting.zone else seen_offset(instant, setting)
    if offset is None:
        return Moment(instant.date(), instant, _ZERO if item.kind == "text" else None, item.has_seconds)
    here = instant.astimezone(zones.fixed(offset))
    if here.time() == _MIDNIGHT:
        return Moment(here.date())
    return Moment(here.date(), instant, offset, item.has_seconds)


def agree(one: Moment, two: Moment) -> bool:
    """Whether two moments can be one: the same day, or, where one is only a day, within twelve hours."""
    if one.instant and two.instant:
        return one.day == two.day or abs(one.instant - two.instant) < _HALF_DAY
    if one.day == two.day:
        return True
    known, day = (one, two.day) if one.instant else (two, one.day)
    if known.instant is None:
        return False
    start = datetime.combine(day, _MIDNIGHT, UTC)
    return start - _HALF_DAY <= known.instant <= start + _DAY + _HALF_DAY


def written(moment: Moment) -> tuple[str, Precision]:
    """A moment as the database keeps it, and how exact it is."""
    if moment.instant is None:
        return moment.day.isoformat(), "day"
    stamp = moment.instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    return stamp, "second" if moment.has_seconds else "minute"

"""Finds out how far a clock is from UTC: by its own offset, or else by the site's zone.

An offset that other dates on the page contradict is not used. Each clock is judged alone; `choose` ranks
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from pipelines.items import Evidence
from pipelines.times.reading.readings import MAX_OFFSET
from pipelines.times.words import zones

_HALF_DAY = timedelta(hours=12)
_HALF_HOUR = timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)
_ZERO = timedelta(0)
_PROVISIONAL = timedelta(days=14)
"""A learned offset without a zone is used for dates of the last 14 days; before, summer time may differ."""


@dataclass(frozen=True, slots=True)
class ClockEvidence:
    """A piece of evidence with a clock, and that clock to the minute."""

    item: Evidence
    minute: datetime


def clock_evidence(item: Evidence) -> ClockEvidence:
    return ClockEvidence(item, _minute(item))


@dataclass(frozen=True, slots=True)
class ClockContext:
    """The values by which a page's clocks are read."""

    fetched_at: datetime
    zone: tzinfo | None
    """The site's zone if it is known."""
    country: str | None
    learned: Mapping[str, str] = field(default_factory=dict)
    """Field of evidence (`field_of`) → the IANA zone that the site's own pages have taught for it."""
    clocks: Sequence[ClockEvidence] = ()
    """All clocks on the page, also those of other articles."""

    @property
    def today(self) -> date:
        """The day of the fetch: at the site if its zone is known, else in UTC."""
        return self.fetched_at.astimezone(self.zone or UTC).date()

    @property
    def last_day(self) -> date:
        """The latest day at the fetch: at the site, or anywhere on earth if its zone is unknown."""
        return self.fetched_at.astimezone(self.zone or zones.fixed_zone(MAX_OFFSET)).date()


def offset_of(item: Evidence, context: ClockContext) -> timedelta | None:
    """Return a clock's offset from UTC; None if it is unknown or in doubt.

    It is the clock's own offset, that of its named zone, or that of the site's zone on that day.
    """
    learned = _learned_zone(item, context)
    if item.offset is not None and (item.offset != _ZERO or learned is None):
        return None if _is_doubtful(item, context) else item.offset
    zone = zones.zone_named(item.zone, context.country) if item.zone else learned or context.zone
    if (
        zone is None
        or item.clock is None
        or (item.zone is None and learned is None and _is_contested(item, context))
    ):
        return None
    instant = zones.to_utc(item.day, item.clock, zone)
    offset = instant.astimezone(zone).utcoffset() if instant else None
    return _stated_offset(item, context) if offset == _ZERO and not item.zone else offset


def _stated_offset(item: Evidence, context: ClockContext) -> timedelta:
    """Return the offset from UTC that the page has elsewhere for the same clock; zero if it has none.

    A source that is set to UTC may be one whose zone nobody has looked up.
    """
    stated = {other.offset for other in _same_clock(item, context) if other.own and other.offset}
    return stated.pop() if len(stated) == 1 else _ZERO


def _learned_zone(item: Evidence, context: ClockContext) -> tzinfo | None:
    """Return the zone learned for the item's field; a zone that is only an offset counts for new pages."""
    name = context.learned.get(field_of(item))
    is_old = context.fetched_at.date() - item.day > _PROVISIONAL
    return (
        None
        if name is None or _is_epoch(item.raw) or (zones.is_provisional(name) and is_old)
        else zones.zone_of(name)
    )


def field_of(item: Evidence) -> str:
    """Return where on a site's pages a clock stands, `meta:date` or `text`; each may have its own zone."""
    return f"meta:{(item.label or '').partition(':')[2]}" if item.kind == "meta" else item.kind


def _is_doubtful(item: Evidence, context: ClockContext) -> bool:
    """Return True if another date on the page contradicts the item's offset, in one of three ways.

    The same clock has another offset elsewhere: then this Z is wrong. Or, in a country that is not on UTC,
    the same clock is printed without an offset: then the Z may be local time. Or this local clock is the UTC
    time of another clock with the same offset.
    """
    if item.offset != _ZERO:
        return any(_is_utc_clock(item, other) for other in context.clocks)
    if _is_epoch(item.raw):
        return False
    same_clock = _same_clock(item, context)
    if any(other.offset not in (None, _ZERO) for other in same_clock):
        return True
    is_printed = any(other.offset is None and other.kind in ("text", "time") for other in same_clock)
    return is_printed and not _keeps_utc(item, context)


def _is_contested(item: Evidence, context: ClockContext) -> bool:
    """Return True if the page also states a printed clock as UTC: either of the two may be local time."""
    if item.kind not in ("text", "time"):
        return False
    return any(other.offset == _ZERO for other in _same_clock(item, context)) and not _keeps_utc(
        item, context
    )


def _is_utc_clock(item: Evidence, other: ClockEvidence) -> bool:
    """Return True if the local time of `item` is the UTC time of `other`, which has the same offset."""
    offset = other.item.offset
    if not offset or offset != item.offset:
        return False
    return _minute(item) == other.minute - offset


def _same_clock(item: Evidence, context: ClockContext) -> tuple[Evidence, ...]:
    """Return the other evidence that shows the same day, hour and minute."""
    minute = _minute(item)
    return tuple(other.item for other in context.clocks if other.minute == minute and other.item is not item)


def _keeps_utc(item: Evidence, context: ClockContext) -> bool:
    """Return True if the site is on UTC that day, or its zone is unknown."""
    if context.zone is None:
        return True
    return _minute(item).replace(tzinfo=UTC).astimezone(context.zone).utcoffset() == _ZERO


def offset_from_clocks(instant: datetime, context: ClockContext) -> timedelta | None:
    """Return the site's offset, from another clock on the page that shows the same instant in local time."""
    for other in context.clocks:
        item, ahead = other.item, offset_between(other.item, instant)
        if ahead is None:
            continue
        if item.offset == ahead or (item.offset is None and item.zone is None and item.role == "published"):
            return ahead
    return None


def offset_between(item: Evidence, instant: datetime) -> timedelta | None:
    """Return the offset at which a clock shows an instant; None if it is zero or that of no zone."""
    ahead = _minute(item) - instant.replace(second=0, tzinfo=None)
    return ahead if ahead and not ahead % _HALF_HOUR and -_HALF_DAY <= ahead <= MAX_OFFSET else None


def _minute(item: Evidence) -> datetime:
    """Return the time that the evidence shows, to the minute, without a zone."""
    return datetime.combine(item.day, time()) + timedelta(minutes=(item.clock or _ZERO) // _MINUTE)


def _is_epoch(raw: str) -> bool:
    return raw.removeprefix("/Date(").removesuffix(")/").isdigit()

"""How far a clock is from UTC: as given unless another date contradicts it, else as the site keeps it.

Each clock is judged alone: whether its instant can be known. Ranks are for `choose`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from pipelines.items import Evidence
from pipelines.times import zones
from pipelines.times.readings import MAX_OFFSET

_HALF_DAY = timedelta(hours=12)
_HALF_HOUR = timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)
_ZERO = timedelta(0)
_PROVISIONAL = timedelta(days=14)
"""How long before the fetch an offset holds that was learned without its zone: summer time may have begun."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A piece of evidence with a clock, and that clock to the minute."""

    item: Evidence
    minute: datetime


def witness(item: Evidence) -> Witness:
    return Witness(item, _minute(item))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page's clocks are read against."""

    fetched_at: datetime
    zone: tzinfo | None
    """The zone of the site, where it is known."""
    country: str | None
    learned: Mapping[str, str] = field(default_factory=dict)
    """Field of evidence (`field_of`) → the IANA zone that the site's own pages have taught for it."""
    witnesses: Sequence[Witness] = ()
    """Everything on the page that shows a clock, whosever it is."""

    @property
    def today(self) -> date:
        """The day of the fetch, at the site where that is known."""
        return self.fetched_at.astimezone(self.zone or UTC).date()

    @property
    def last_day(self) -> date:
        """The last day that has begun at the site, or anywhere, where its zone is unknown."""
        return self.fetched_at.astimezone(self.zone or zones.fixed(MAX_OFFSET)).date()


def offset_of(item: Evidence, setting: Setting) -> timedelta | None:
    """The offset from UTC of a clock: as given, by its zone's name, else the site's zone's on that day."""
    taught = _taught(item, setting)
    if item.offset is not None and (item.offset != _ZERO or taught is None):
        return None if _is_doubtful(item, setting) else item.offset
    zone = zones.named(item.zone, setting.country) if item.zone else taught or setting.zone
    if (
        zone is None
        or item.clock is None
        or (item.zone is None and taught is None and _is_contested(item, setting))
    ):
        return None
    instant = zones.instant(item.day, item.clock, zone)
    return instant.astimezone(zone).utcoffset() if instant else None


def _taught(item: Evidence, setting: Setting) -> tzinfo | None:
    """The zone learned for the item's field; one that is a bare offset counts only for what is new."""
    name = setting.learned.get(field_of(item))
    old = setting.fetched_at.date() - item.day > _PROVISIONAL
    return (
        None
        if name is None or _is_epoch(item.raw) or (zones.is_provisional(name) and old)
        else zones.zone_of(name)
    )


def field_of(item: Evidence) -> str:
    """Where on a site's pages a clock stands, as far as its zone may differ: `meta:date`, `text`."""
    return f"meta:{(item.label or '').partition(':')[2]}" if item.kind == "meta" else item.kind


def _is_doubtful(item: Evidence, setting: Setting) -> bool:
    """True for an offset that another date on the page contradicts.

    The same clock stands elsewhere with another offset (then this Z is false), or, in a country that is not
    on UTC, without one (then it is unknown whose clock it is); or it is another witness's clock in UTC.
    """
    if item.offset != _ZERO:
        return any(_is_utc_clock(item, other) for other in setting.witnesses)
    if _is_epoch(item.raw):
        return False
    same = _same_clock(item, setting)
    if any(other.offset not in (None, _ZERO) for other in same):
        return True
    printed = any(other.offset is None and other.kind in ("text", "time") for other in same)
    return printed and not _keeps_utc(item, setting)


def _is_contested(item: Evidence, setting: Setting) -> bool:
    """True for a printed clock that stands elsewhere as UTC: either of the two may be local."""
    if item.kind not in ("text", "time"):
        return False
    return any(other.offset == _ZERO for other in _same_clock(item, setting)) and not _keeps_utc(
        item, setting
    )


def _is_utc_clock(item: Evidence, other: Witness) -> bool:
    """True where `item` shows, as local, what is the clock in UTC of `other`, at the same offset."""
    offset = other.item.offset
    if not offset or offset != item.offset:
        return False
    return _minute(item) == other.minute - offset


def _same_clock(item: Evidence, setting: Setting) -> tuple[Evidence, ...]:
    minute = _minute(item)
    return tuple(
        other.item for other in setting.witnesses if other.minute == minute and other.item is not item
    )


def _keeps_utc(item: Evidence, setting: Setting) -> bool:
    """True where the site keeps UTC that day, or its zone is unknown."""
    if setting.zone is None:
        return True
    return _minute(item).replace(tzinfo=UTC).astimezone(setting.zone).utcoffset() == _ZERO


def seen_offset(instant: datetime, setting: Setting) -> timedelta | None:
    """The site's offset, from a witness that shows the same instant by its own clock."""
    minute = instant.replace(second=0, tzinfo=None)
    for other in setting.witnesses:
        item, ahead = other.item, other.minute - minute
        if ahead == _ZERO or not -_HALF_DAY <= ahead <= MAX_OFFSET or ahead % _HALF_HOUR:
            continue
        if item.offset == ahead or (item.offset is None and item.zone is None and item.role == "published"):
            return ahead
    return None


def _minute(item: Evidence) -> datetime:
    """The clock a piece of evidence shows, to the minute, without a zone."""
    return datetime.combine(item.day, time()) + timedelta(minutes=(item.clock or _ZERO) // _MINUTE)


def _is_epoch(raw: str) -> bool:
    return raw.removeprefix("/Date(").removesuffix(")/").isdigit()

"""Learns a site's time zone from its own pages. The caller stores the lessons.

Some pages show one moment twice: once with an offset, once as a clock without a zone or with a wrong Z. Then
the difference is the clock's offset from UTC. If three pages agree, the zone is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from pipelines.items import Evidence, Lesson
from pipelines.times.choosing.offsets import field_of
from pipelines.times.reading.readings import MAX_OFFSET
from pipelines.times.words import zones

PAGES = 3
"""This many pages must agree before a zone is used."""
_MEMORY = timedelta(days=400)
"""How long a lesson counts: long enough for a summer and a winter."""
_RECENT = timedelta(days=21)
_QUARTER = timedelta(minutes=15)
_ZERO = timedelta(0)


def observe(evidence: Sequence[Evidence]) -> tuple[Lesson, ...]:
    """Return the lessons of one page: at most one for each field, none if the field's clocks disagree."""
    clocks = [item for item in evidence if item.own and item.clock and item.role == "published"]
    all_lessons = {
        lesson for proof in clocks if _is_proof(proof) for item in clocks for lesson in _lesson(item, proof)
    }
    by_field: dict[str, list[Lesson]] = {}
    for lesson in all_lessons:
        by_field.setdefault(lesson.field, []).append(lesson)
    return tuple(lessons[0] for _, lessons in sorted(by_field.items()) if len(lessons) == 1)


def learn(lessons: Iterable[Lesson], *, country: str | None = None) -> str | None:
    """Return the IANA zone that fits the lessons of one field of one site, or None.

    If several zones fit that have different offsets in another season, the result is only an offset
    (`Etc/GMT-1`), which `choose` uses for new pages. None if the lessons are too few or contradict each
    other.
    """
    recent = sorted(lessons, key=lambda lesson: (lesson.week, lesson.offset))
    if not recent:
        return None
    newest = recent[-1].week
    recent = [lesson for lesson in recent if newest - lesson.week <= _MEMORY]
    if sum(lesson.pages for lesson in recent) < PAGES:
        return None
    fitting = [
        name for name in zones.plausible_zones(country) if all(_fits(name, lesson) for lesson in recent)
    ]
    if fitting and _is_one_clock(fitting, newest):
        return next((name for name in zones.plausible_zones(None) if name in fitting), fitting[0])
    return _offset_alone([lesson for lesson in recent if newest - lesson.week <= _RECENT])


def learn_fields(lessons: Iterable[Lesson], *, country: str | None = None) -> dict[str, str]:
    """Return field → zone for `choose`, from each field's lessons; fields without a zone are left out."""
    by_field: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        by_field.setdefault(lesson.field, []).append(lesson)
    zones_by_field = {name: learn(of_field, country=country) for name, of_field in by_field.items()}
    return {name: zone for name, zone in zones_by_field.items() if zone}


def _is_proof(item: Evidence) -> bool:
    """Return True if the evidence proves its instant: a non-zero offset or an epoch; a Z may be wrong."""
    return bool(item.offset) or (item.offset == _ZERO and item.raw.isdigit())


def _lesson(item: Evidence, proof: Evidence) -> Iterator[Lesson]:
    if item is proof or item.zone or item.offset or item.raw.isdigit():
        return
    instant = _local(proof) - (proof.offset or _ZERO)
    ahead = _local(item) - instant
    is_same_moment = ahead in (_ZERO, proof.offset) or (item.offset is None and not proof.offset)
    if is_same_moment and abs(ahead) <= MAX_OFFSET and ahead % _QUARTER == _ZERO:
        week = instant.date() - timedelta(days=instant.weekday())
        yield Lesson(field=field_of(item), week=week, offset=round(ahead.total_seconds() / 60))


def _local(item: Evidence) -> datetime:
    minutes = (item.clock or _ZERO) // timedelta(minutes=1)
    return datetime.combine(item.day, time()) + timedelta(minutes=minutes)


def _fits(name: str, lesson: Lesson) -> bool:
    """Return True if the zone has the lesson's offset at the start or the end of its week.

    Summer time may begin in that week.
    """
    return any(_minutes(name, lesson.week + timedelta(days=days)) == lesson.offset for days in (0, 6))


def _is_one_clock(names: Sequence[str], newest: date) -> bool:
    """Return True if the zones had the same offsets through the year before `newest`."""
    days = [newest - timedelta(days=14 * step) for step in range(27)]
    return len({tuple(_minutes(name, day) for day in days) for name in names}) == 1


def _minutes(name: str, day: date) -> int | None:
    zone = zones.zone_of(name)
    offset = datetime.combine(day, time(12), UTC).astimezone(zone).utcoffset() if zone else None
    return None if offset is None else round(offset.total_seconds() / 60)


def _offset_alone(recent: Sequence[Lesson]) -> str | None:
    offsets = {lesson.offset for lesson in recent}
    if len(offsets) != 1 or sum(lesson.pages for lesson in recent) < PAGES:
        return None
    hours, minutes = divmod(offsets.pop(), 60)
    return f"Etc/GMT{-hours:+d}" if minutes == 0 else None

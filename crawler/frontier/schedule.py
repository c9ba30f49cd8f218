"""When something is looked at again: arithmetic over intervals, ages and failures; no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zlib import crc32

Pace = Literal["live", "index", "old", "paged"]
"""What is read for news; a sitemap of sitemaps; a sitemap of old articles; a section's later pages."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between two looks at a listing: where learning starts, and what it stays between."""

    first: timedelta
    least: timedelta
    most: timedelta


BOUNDS: Mapping[Pace, Bounds] = {
    "live": Bounds(30 * _MINUTE, 10 * _MINUTE, _DAY),
    "index": Bounds(6 * _HOUR, _HOUR, 7 * _DAY),
    "old": Bounds(30 * _DAY, 7 * _DAY, 60 * _DAY),
    "paged": Bounds(14 * _DAY, 7 * _DAY, 60 * _DAY),
}

SELDOM = 5 * _DAY
"""What is looked at as seldom as this is not looked at only because somebody names its source."""

OLD = 30 * _DAY
"""A sitemap whose newest article is older than this is an old one."""

FARTHEST = 100 * _DAY
"""Later than anything here ever falls due: what waits for longer was written by a wrong clock."""

LONGER, SHORTER = 1.5, 0.5
MOSTLY_KNOWN, MOSTLY_NEW = 2 / 3, 1 / 3

QUARANTINE = 30 * _DAY
"""Between two tries of what has failed for long."""

_FAILURES = {"listing": 12, "article": 5}
"""Failures in a row, over runs, before quarantine."""
_STEP = {"listing": _HOUR, "article": _HOUR}
_FAILING_FOR = 3 * _DAY
"""A listing that has failed for less is not put in quarantine, however often it was asked."""
_LAST_TRIES = 6
"""Monthly tries of an article before it is given up; a listing never is."""

GONE_FOR = timedelta(hours=20)
"""Between a first 404 or 410 and the one that makes an article removed: a day, as punctual as cron is."""


def _every(step: timedelta, first: timedelta, last: timedelta) -> Iterator[timedelta]:
    while first <= last:
        yield first
        first += step


AGES: Mapping[str, tuple[timedelta, ...]] = {
    "normal": (_HOUR, 6 * _HOUR, _DAY, 7 * _DAY),
    "close": (
        *_every(15 * _MINUTE, 15 * _MINUTE, 3 * _HOUR),
        *_every(_HOUR, 4 * _HOUR, _DAY),
        *_every(3 * _HOUR, _DAY + 3 * _HOUR, 7 * _DAY),
        *_every(3 * _DAY, 10 * _DAY, 31 * _DAY),
        *_every(30 * _DAY, 61 * _DAY, 361 * _DAY),
    ),
    "none": (),
}
"""Ages at which an article is looked at again, by what its source says of `recheck`."""


def learned(interval: timedelta | None, pace: Pace, *, links: int, new: int) -> timedelta:
    """The next interval of a listing that had so many links, of which so many were new.

    Longer where two thirds or more were known, shorter where under a third was; unchanged: all were known.
    """
    bounds = BOUNDS[pace]
    if interval is None:
        return bounds.first
    known = 1 - new / links if links else 1.0
    factor = LONGER if known >= MOSTLY_KNOWN else SHORTER if known < MOSTLY_NEW else 1.0
    return min(max(interval * factor, bounds.least), bounds.most)


def wait(
    interval: timedelta, pace: Pace, *, floor: timedelta | None, every: timedelta | None, url: str
) -> timedelta:
    """How long until the next look: what the server asks for is the least, what the source says the most.

    Spread by a tenth, always the same for one URL, so that what was read together is not for ever.
    """
    asked = min(floor or timedelta(), BOUNDS[pace].most)
    spread = 1 + (crc32(url.encode()) % 2001 - 1000) / 10_000
    until = max(interval * spread, asked)
    return min(until, every) if every is not None and pace == "live" else until


def gap_interval(span: timedelta | None, interval: timedelta) -> timedelta:
    """The interval that would have missed nothing of a feed whose entries cover so much time, and which is
    read so often now; two thirds of the one, or half of the other."""
    least = BOUNDS["live"].least
    return max(least, min(interval * SHORTER, span * MOSTLY_KNOWN) if span else interval * SHORTER)


def after_failure(
    kind: Literal["listing", "article"], failures: int, failing_for: timedelta, interval: timedelta | None
) -> tuple[timedelta | None, bool]:
    """How long until the next try after so many failures in a row, and whether that is quarantine.

    None: no more tries.
    """
    over = failures - _FAILURES[kind]
    if over >= 0 and (kind == "article" or failing_for >= _FAILING_FOR):
        return (None if kind == "article" and over >= _LAST_TRIES else QUARANTINE), True
    return max(min(_STEP[kind] * failures, _DAY), min(interval or timedelta(), _DAY)), False


def pace_of_sitemap(newest: datetime | None, now: datetime) -> Pace:
    """Whether a sitemap is read for news, by its newest article's date; unknown counts as news."""
    return "old" if newest is not None and now - newest > OLD else "live"

"""Computes when something is fetched again, from intervals, ages and failures; without clock and database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zlib import crc32

Pace = Literal["live", "index", "old", "paged"]
"""A listing of news; a sitemap of sitemaps; a sitemap of old articles; later pages of a section."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval between two polls of a listing: its first value and its limits."""

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
"""A listing with an interval this long is not read merely because a command names its source."""

OLD = 30 * _DAY
"""A sitemap whose newest article is older than this is an old one."""

FARTHEST = 100 * _DAY
"""No fetch is ever planned this far ahead: a row that waits longer was written with a wrong clock."""

LONGER, SHORTER = 1.5, 0.5
MOSTLY_KNOWN, MOSTLY_NEW = 2 / 3, 1 / 3

QUARANTINE = 30 * _DAY
"""The time between two tries of a URL that has failed for long."""

_LISTING_FAILURES, _ARTICLE_FAILURES = 12, 5
"""Failures in a row, over runs, before quarantine."""
_FAILING_FOR = 3 * _DAY
"""A listing that has failed for less time is not quarantined, however often it was tried."""
_LAST_TRIES = 6
"""Monthly tries of an article before it is given up; a listing is never given up."""

GONE_FOR = timedelta(hours=20)
"""The time between a first 404 or 410 and the one that marks an article as removed: a day, less four hours
for an early cron job."""


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
"""Ages at which an article is fetched again, by the source's `recheck`."""


def learned(interval: timedelta | None, pace: Pace, *, links: int, new: int) -> timedelta:
    """Return the next interval of a listing with `links` links, of which `new` are new.

    It is longer if two thirds or more were known, shorter if under a third was. For an unchanged listing pass
    0 and 0: all links count as known.
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
    """Return how long to wait until the next poll: at least `floor`, which the server requests, and at most
    `every`, which the source file says.

    The wait varies by a tenth, always the same for one URL, so that URLs read together drift apart.
    """
    spread = 1 + (crc32(url.encode()) % 2001 - 1000) / 10_000
    longer = max(interval * spread, min(floor or timedelta(), BOUNDS[pace].most))
    return min(longer, every) if every is not None and pace == "live" else longer


def gap_interval(span: timedelta | None, interval: timedelta) -> timedelta:
    """Return the interval that would have missed no entry of a feed: two thirds of the time that its entries
    cover, or half of the present interval."""
    least = BOUNDS["live"].least
    return max(least, min(interval * SHORTER, span * MOSTLY_KNOWN) if span else interval * SHORTER)


def after_failure(
    failures: int, failing_for: timedelta, interval: timedelta | None, *, is_article: bool
) -> tuple[timedelta | None, bool]:
    """Return how long to wait after `failures` in a row, and whether the URL is in quarantine.

    A wait of None means that it is not tried again.
    """
    over = failures - (_ARTICLE_FAILURES if is_article else _LISTING_FAILURES)
    if over >= 0 and (is_article or failing_for >= _FAILING_FOR):
        return (None if is_article and over >= _LAST_TRIES else QUARANTINE), True
    return max(min(_HOUR * failures, _DAY), min(interval or timedelta(), _DAY)), False


def pace_of_sitemap(newest: datetime | None, now: datetime) -> Pace:
    """Return whether a sitemap is read for news, by the date of its newest article, if that is known."""
    return "old" if newest is not None and now - newest > OLD else "live"

"""Reads and writes the frontier's rows: URLs that wait, are leased or are finished.

A URL is leased, fetched, and acknowledged in the transaction that stores its result, so that nothing is
lost or done twice when a crawl is killed. Hosts take turns; within a host, listings go before articles, and
newer articles before older ones. When and why a URL is due is decided elsewhere.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pipelines.db import clock
from pipelines.db.crawl.leases import LinkKind
from pipelines.db.crawl.queues import Queue, mark_ready, of_queues
from pipelines.db.database import Database, retried
from pipelines.urls import host as host_of

logger = logging.getLogger(__name__)

LISTED = ("feed", "sitemap")
"""Origins of links, as their hints say, with which a site promises that the page exists."""
LISTED_TOO = "listed"
"""Name among the hints of a link that was found on a page first, and then in a feed or sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that was found."""

    url: str
    """Canonical."""
    source: str
    kind: LinkKind = "article"
    published: datetime | None = None
    """The link's date, with a time zone, used only for the order; None comes last.

    If the place of the link shows that it is new, give the current time."""
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What the link says about its page, as JSON values."""
    parent: str | None = None
    """The URL of the page that has the link."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many links of a batch were added, and how many were known."""

    new: int
    known: int
    """In the frontier before, or an address of a stored article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The URLs that are still to be fetched."""

    due: int
    """URLs that can be leased now."""
    paused: int
    """URLs that are due at hosts that are paused."""
    next_at: datetime | None
    """The time at which more can be leased than now: a URL becomes due, a lease ends or a pause ends."""


_KNOWN = """
    SELECT url, source, published, hints, state FROM _frontier
    WHERE url IN (SELECT value FROM json_each(:urls))
"""

_ADD = """
    INSERT INTO _frontier (url, source, host, kind, rank, published, hints, parent, state, added_at)
    SELECT :url, :source, :host, :kind, :rank, :published, :hints, :parent, 'due', :now
    WHERE :again = 1 OR :rank = 0 OR NOT EXISTS (SELECT 1 FROM article_urls WHERE url = :url)
    ON CONFLICT (url) DO NOTHING
"""

_MOVE = """
    UPDATE _frontier
    SET source = :source
    WHERE url = :url AND source <> :source AND state IN ('due', 'later')
    RETURNING source, host, rank, state
"""

_FILL = "UPDATE _frontier SET published = :published, hints = :hints WHERE url = :url"

_ASK_AGAIN = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, attempts = 0
    WHERE url = :url AND state <> 'leased'
    RETURNING source, host, rank
"""

_PAUSE = """
    INSERT INTO _hosts (host, not_before) VALUES (:host, :until)
    ON CONFLICT (host) DO UPDATE SET not_before = excluded.not_before
    WHERE _hosts.not_before IS NULL OR _hosts.not_before < excluded.not_before
"""

_COUNT_DUE = """
    SELECT count(*) FILTER (WHERE h.not_before > :now), count(*)
    FROM _queues AS q
    JOIN _frontier AS f ON f.source = q.source AND f.host = q.host AND f.rank = q.rank AND f.state = 'due'
    LEFT JOIN _hosts AS h ON h.host = q.host
    WHERE q.ready = 1 AND {only}
"""

_HAS_WAITING = """
    SELECT EXISTS (SELECT 1 FROM _frontier WHERE source = :source AND rank = 1 AND state = 'due')
"""

_HAS_DUE = """
    SELECT EXISTS (SELECT 1 FROM _frontier AS q WHERE q.due_at <= :now AND {only}) OR EXISTS (
        SELECT 1
        FROM _queues AS q
        LEFT JOIN _hosts AS h ON h.host = q.host
        WHERE q.ready = 1 AND (h.not_before IS NULL OR h.not_before <= :now) AND {only} AND EXISTS (
            SELECT 1
            FROM _frontier AS f
            WHERE f.source = q.source AND f.host = q.host AND f.rank = q.rank AND f.state = 'due'
        )
    )
"""

_HAS_OLDER = """
    SELECT 1 FROM _frontier
    WHERE source = :source AND rank = 1 AND published > '' AND published < :since
    LIMIT 1
"""

_COUNT_WAKING = "SELECT count(*) FROM _frontier AS q WHERE due_at <= :now AND {only}"

_NEXT_AT = """
    SELECT min(at) FROM (
        SELECT min(q.due_at) AS at FROM _frontier AS q WHERE q.due_at > :now AND {only}
        UNION ALL
        SELECT min(h.not_before)
        FROM _queues AS q
        JOIN _hosts AS h ON h.host = q.host
        WHERE q.ready = 1 AND h.not_before > :now AND {only}
    ) AS soonest
"""


_PAUSED_HOSTS = """
    SELECT DISTINCT h.host, h.not_before
    FROM _queues AS q
    JOIN _hosts AS h ON h.host = q.host
    WHERE q.ready = 1 AND h.not_before > :now AND {only} AND EXISTS (
        SELECT 1
        FROM _frontier AS f
        WHERE f.source = q.source AND f.host = q.host AND f.rank = q.rank AND f.state = 'due'
    )
    ORDER BY h.host
"""


@retried
def add(db: Database, links: Collection[Link], *, again: bool = False, now: datetime | None = None) -> Added:
    """Add links to the frontier, in one transaction; add a big sitemap in batches.

    A known URL is not added again, but if it still waits, it gets the hints that it lacks. An address of a
    stored article counts as known. `again` makes all links due, also known ones, for addresses that a person
    requested.
    """
    at = clock.text(now) if now else clock.now()
    rows = [_row(link, again, at) for link in links if _fits(db, link)]
    with db.transaction():
        known_urls = _find_known(db, rows)
        new_rows = dict[str, dict[str, Any]]()
        for row in rows:
            if row["url"] not in known_urls:
                new_rows.setdefault(row["url"], row)
        new_count = db.executemany(_ADD, new_rows.values())
        if new_count:
            mark_ready(db, map(_queue, new_rows.values()))
        for row in rows:
            if new_rows.get(row["url"]) is row:
                known_urls[row["url"]] = _FrontierUrl(row["source"], row["published"], row["hints"], "due")
            else:
                known_urls[row["url"]] = _renew(db, row, known_urls[row["url"]])
                if again:
                    mark_ready(db, db.all(_ASK_AGAIN, row))
    return Added(new_count, len(links) - new_count)


def has_due(db: Database, sources: Collection[str] | None, now: datetime, *, host: str | None = None) -> bool:
    """Return True if any URL of these sources, or of all, can be leased now; cheaper than counting them."""
    where, values = of_queues(sources, host)
    row = db.one(_HAS_DUE.format(only=where), {**values, "now": clock.text(now)})
    return bool(row and row[0])


def has_waiting(db: Database, source: str) -> bool:
    """Return True if articles of a source are due, including those at paused hosts."""
    ((exists,),) = db.all(_HAS_WAITING, {"source": source})
    return bool(exists)


def has_older(db: Database, source: str, since: str) -> bool:
    """Return True if the frontier has an article of a source that was published before a day or instant."""
    return db.one(_HAS_OLDER, {"source": source, "since": since}) is not None


def next_at(
    db: Database, sources: Collection[str] | None, now: datetime, *, host: str | None = None
) -> datetime | None:
    """Return when more can be leased than now: a URL becomes due, a lease ends or a pause ends."""
    where, values = of_queues(sources, host)
    row = db.one(_NEXT_AT.format(only=where), {**values, "now": clock.text(now)})
    return clock.instant(row[0]) if row and row[0] else None


def waiting(
    db: Database, sources: Collection[str] | None, now: datetime, *, host: str | None = None
) -> Waiting:
    """Count the URLs of these sources, or of all, that are still to be fetched."""
    where, values = of_queues(sources, host)
    values["now"] = clock.text(now)

    def number(sql: str) -> tuple[Any, ...]:
        return db.one(sql.format(only=where), values) or ()

    paused, due = number(_COUNT_DUE)
    (waking,) = number(_COUNT_WAKING)
    soonest = next_at(db, sources, now, host=host)
    return Waiting(due=due - paused + waking, paused=paused, next_at=soonest)


def pause_host(db: Database, host: str, until: datetime) -> None:
    """Lease nothing of a host (`news.example`, `news.example:8080`) until a time; never shortens a pause."""
    db.execute(_PAUSE, {"host": host, "until": clock.text_rounded_up(until)})


def paused_hosts(
    db: Database, sources: Collection[str], now: datetime, *, host: str | None = None
) -> list[tuple[str, datetime]]:
    """Return the paused hosts at which URLs of these sources are due, each with the end of its pause."""
    where, values = of_queues(sources, host)
    rows = db.all(_PAUSED_HOSTS.format(only=where), {**values, "now": clock.text(now)})
    return [(host, clock.instant(until)) for host, until in rows]


def _row(link: Link, again: bool, now: str) -> dict[str, Any]:
    return {
        "url": link.url,
        "source": link.source,
        "host": host_of(link.url),
        "kind": link.kind,
        "rank": int(link.kind == "article"),
        "published": clock.text(link.published) if link.published else "",
        "hints": json.dumps(dict(link.hints), ensure_ascii=False) if link.hints else None,
        "parent": link.parent,
        "again": int(again),
        "now": now,
    }


class _FrontierUrl(NamedTuple):
    """The frontier's values of a URL."""

    source: str
    published: str
    hints: str | None
    state: str


def _find_known(db: Database, rows: Iterable[Mapping[str, Any]]) -> dict[str, _FrontierUrl]:
    found_rows = db.all(_KNOWN, {"urls": json.dumps([row["url"] for row in rows])})
    return {url: _FrontierUrl(*values) for url, *values in found_rows}


def _renew(db: Database, row: Mapping[str, Any], waiting_url: _FrontierUrl) -> _FrontierUrl:
    """Add a link's hints and date to a URL that waits; return the frontier's values after that.

    The row is moved to the link's source: as a row of a source that no crawl reads, it would wait for ever.
    """
    if waiting_url.state not in ("due", "later"):
        return waiting_url
    if waiting_url.source != row["source"]:
        mark_ready(db, [moved[:3] for moved in db.all(_MOVE, row) if moved[3] == "due"])
    old_hints = json.loads(waiting_url.hints) if waiting_url.hints else {}
    new_hints = json.loads(row["hints"] or "{}")
    merged = {**new_hints, **old_hints}
    if new_hints.get("origin") in LISTED and old_hints.get("origin") not in LISTED:
        merged[LISTED_TOO] = True
    hints = json.dumps(merged, ensure_ascii=False) if merged else None
    published = waiting_url.published or row["published"]
    if merged != old_hints or published != waiting_url.published:
        db.later(_FILL, {"url": row["url"], "published": published, "hints": hints})
    return _FrontierUrl(row["source"], published, hints, waiting_url.state)


def _fits(db: Database, link: Link) -> bool:
    if db.fits(link.url):
        return True
    logger.warning("%.100s … is not followed: too long for PostgreSQL's index", link.url)
    return False


def _queue(row: Mapping[str, Any]) -> Queue:
    return row["source"], row["host"], row["rank"]

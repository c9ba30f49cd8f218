"""The frontier's rows: URLs that wait, are leased or are finished. When and why is decided elsewhere.

A URL is leased, fetched, and acknowledged in the transaction that stores its result, so that nothing is
lost or done twice when a crawl is killed. Hosts take turns; within a host, listings go before articles, and
newer articles before older ones. No request is made and no page is read here.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that was found."""

    url: str
    """Canonical."""
    source: str
    kind: LinkKind = "article"
    published: datetime | None = None
    """With a time zone; what the link says, used only for the order. None goes last: give the time of finding
    if the place of the link shows that it is new."""
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What the link says about its page, as values that JSON can hold."""
    parent: str | None = None
    """The URL of the page that has the link."""


@dataclass(frozen=True, slots=True)
class Added:
    """How many of a batch of links were added or known."""

    new: int
    known: int
    """Known before, or already an address of a stored article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much is left to fetch."""

    due: int
    """URLs that can be leased now."""
    paused: int
    """URLs that are due at hosts that are paused."""
    next_at: datetime | None
    """When more can be leased than now: a URL falls due, a lease ends or a pause ends."""


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
    """Put links in the frontier, in one transaction; so add a big sitemap in batches.

    A known URL is not added again, but if it still waits, it gains the hints that it lacked. An address of a
    stored article counts as known. `again` makes every link due, known or not: for addresses that a person
    requested.
    """
    at = clock.text(now) if now else clock.now()
    rows = [_row(link, again, at) for link in links if _fits(db, link)]
    with db.transaction():
        known = _known(db, rows)
        fresh = dict[str, dict[str, Any]]()
        for row in rows:
            if row["url"] not in known:
                fresh.setdefault(row["url"], row)
        new = db.executemany(_ADD, fresh.values())
        if new:
            mark_ready(db, map(_queue, fresh.values()))
        for row in rows:
            if fresh.get(row["url"]) is row:
                known[row["url"]] = _Known(row["source"], row["published"], row["hints"], "due")
            else:
                known[row["url"]] = _renew(db, row, known[row["url"]])
                if again:
                    mark_ready(db, db.all(_ASK_AGAIN, row))
    return Added(new, len(links) - new)


def has_due(db: Database, sources: Collection[str] | None, now: datetime, *, host: str | None = None) -> bool:
    """Return whether any URL of these sources, or of all, can be leased now; cheaper than counting them."""
    where, values = of_queues(sources, host)
    row = db.one(_HAS_DUE.format(only=where), {**values, "now": clock.text(now)})
    return bool(row and row[0])


def has_waiting(db: Database, source: str) -> bool:
    """Return whether articles of a source are due, including those at hosts that are paused."""
    ((found,),) = db.all(_HAS_WAITING, {"source": source})
    return bool(found)


def has_older(db: Database, source: str, since: str) -> bool:
    """Return whether the frontier has an article of a source that was published before a day or instant."""
    return db.one(_HAS_OLDER, {"source": source, "since": since}) is not None


def next_at(
    db: Database, sources: Collection[str] | None, now: datetime, *, host: str | None = None
) -> datetime | None:
    """Return when more can be leased than now: a URL falls due, a lease ends or a pause ends."""
    where, values = of_queues(sources, host)
    row = db.one(_NEXT_AT.format(only=where), {**values, "now": clock.text(now)})
    return clock.instant(row[0]) if row and row[0] else None


def waiting(
    db: Database, sources: Collection[str] | None, now: datetime, *, host: str | None = None
) -> Waiting:
    """Count what is left to fetch of these sources, or of all."""
    where, values = of_queues(sources, host)
    values["now"] = clock.text(now)

    def number(sql: str) -> tuple[Any, ...]:
        return db.one(sql.format(only=where), values) or ()

    paused, due = number(_COUNT_DUE)
    (waking,) = number(_COUNT_WAKING)
    soonest = next_at(db, sources, now, host=host)
    return Waiting(due=due - paused + waking, paused=paused, next_at=soonest)


def pause_host(db: Database, host: str, until: datetime) -> None:
    """Lease nothing of a host (`news.example`, `news.example:8080`) until then; never shortens a pause."""
    db.execute(_PAUSE, {"host": host, "until": clock.text_rounded_up(until)})


def paused_hosts(
    db: Database, sources: Collection[str], now: datetime, *, host: str | None = None
) -> list[tuple[str, datetime]]:
    """Return the paused hosts that have something due of these sources, each with the end of its pause."""
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


class _Known(NamedTuple):
    """What the frontier has of a URL."""

    source: str
    published: str
    hints: str | None
    state: str


def _known(db: Database, rows: Iterable[Mapping[str, Any]]) -> dict[str, _Known]:
    found = db.all(_KNOWN, {"urls": json.dumps([row["url"] for row in rows])})
    return {url: _Known(*rest) for url, *rest in found}


def _renew(db: Database, row: Mapping[str, Any], known: _Known) -> _Known:
    """Add what a link says to a URL that waits, and return what the frontier has of it then.

    The source that requests it now gets it: the row of a source that no crawl reads would wait for ever.
    """
    if known.state not in ("due", "later"):
        return known
    if known.source != row["source"]:
        mark_ready(db, [each[:3] for each in db.all(_MOVE, row) if each[3] == "due"])
    had = json.loads(known.hints) if known.hints else {}
    merged = {**json.loads(row["hints"] or "{}"), **had}
    hints = json.dumps(merged, ensure_ascii=False) if merged else None
    published = known.published or row["published"]
    if merged != had or published != known.published:
        db.later(_FILL, {"url": row["url"], "published": published, "hints": hints})
    return _Known(row["source"], published, hints, known.state)


def _fits(db: Database, link: Link) -> bool:
    if db.fits(link.url):
        return True
    logger.warning("%.100s … is not followed: too long for PostgreSQL's index", link.url)
    return False


def _queue(row: Mapping[str, Any]) -> Queue:
    return row["source"], row["host"], row["rank"]

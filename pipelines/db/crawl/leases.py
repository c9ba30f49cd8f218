"""Leases URLs: a run has a URL until it acknowledges it, gives it back, or the lease's time is over."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pipelines.db import clock
from pipelines.db.crawl import run_scope
from pipelines.db.crawl.holders import is_gone, this_process
from pipelines.db.crawl.queues import Queue, end_turns, mark_empty, mark_ready, named, of_queues, only
from pipelines.db.database import Database, retried
from pipelines.db.row_values import from_row

LinkKind = Literal["feed", "sitemap", "section", "home", "article"]
Acknowledgement = Literal["done", "dropped", "failed", "again"]

_Scope = Literal["all", "few", "many"]
"""The rows that may be leased: all, or those of the run's scope, which has few addresses or many."""

_WAKE_AT_MOST = 500
"""A lease makes at most this many rows due whose time has come; a million at once would take too long."""
_CANDIDATES_AT_ONCE = 50
_NEVER = "9999"
_PLACE = ("turn", "host", "rank", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A URL that is leased."""

    token: str
    url: str
    source: str
    host: str
    kind: LinkKind
    published: datetime | None
    hints: dict[str, Any]
    parent: str | None
    attempts: int
    """Number of leases since it was last finished, including this one: 1 the first time."""


# Rows that may be new enough. Each condition is a separate search, so that the index limits both its ends.
_SO_NEW = ("published >= :since AND published > ''", "published = :day", "published = ''")

_WAKE = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, token = NULL
    WHERE due_at <= :now AND id IN (
        SELECT id FROM _frontier WHERE due_at <= :now AND {only} ORDER BY due_at LIMIT :most {skip_locked}
    )
    RETURNING source, host, rank
"""

_CANDIDATES = """
    SELECT q.turn, q.host, q.rank, q.source
    FROM _queues AS q
    LEFT JOIN _hosts AS h ON h.host = q.host
    WHERE q.ready = 1 AND (q.turn, q.host, q.rank, q.source) > (:turn, :host, :rank, :source)
        AND (h.not_before IS NULL OR h.not_before <= :now) AND {only}
    ORDER BY q.turn, q.host, q.rank, q.source
    LIMIT :chunk
"""

_CANDIDATES_IN_SCOPE = f"""
    SELECT q.turn, q.host, q.rank, q.source
    FROM (SELECT DISTINCT source, host, rank FROM {run_scope.ROWS} WHERE state = 'due') AS f
    JOIN _queues AS q ON q.source = f.source AND q.host = f.host AND q.rank = f.rank
    LEFT JOIN _hosts AS h ON h.host = q.host
    WHERE (q.turn, q.host, q.rank, q.source) > (:turn, :host, :rank, :source)
        AND (h.not_before IS NULL OR h.not_before <= :now) AND {{only}}
    ORDER BY q.turn, q.host, q.rank, q.source
    LIMIT :chunk
"""  # noqa: S608 - our own words

_EXISTS = """EXISTS (
    SELECT 1 FROM _frontier AS f
    WHERE f.state = 'due' AND f.source = q.source AND f.host = q.host AND f.rank = q.rank
        AND (f.rank = 0 OR f.published < :before) AND f.{bound}
)"""

_HAS_SO_NEW = "({})".format(" OR ".join(_EXISTS.format(bound=bound) for bound in _SO_NEW))

_NEXT = """
    SELECT id, url, source, host, kind, published, hints, parent, attempts + 1
    FROM {rows}
    WHERE state = 'due' AND source = :source AND host = :host AND rank = :rank
        AND published < :before AND {only}
    ORDER BY published DESC, id
    LIMIT :room
    {skip_locked}
"""

# If the scope is large, most of a queue's first rows are in it. So the queue is searched in its order, and
# not the scope. Both statements read rows from an index; the second shows if the first has seen the whole
# queue.
LOOK = 2_000
"""This many rows of a queue are searched for addresses of the scope; that takes 2 ms."""

_IN_QUEUE = """
    SELECT id, url, source, host, kind, published, hints, parent, attempts + 1
    FROM _frontier
    WHERE state = 'due' AND source = :source AND host = :host AND rank = :rank
        AND published < :before AND {only}
    ORDER BY published DESC, id
    LIMIT :look
"""

_NEXT_OF_LARGE = f"""
    SELECT * FROM ({_IN_QUEUE}) AS f
    WHERE EXISTS (SELECT 1 FROM _asked AS a WHERE a.url = f.url)
    LIMIT :room
"""  # noqa: S608 - our own words

_HAS_MORE = f"SELECT count(*) = :look FROM ({_IN_QUEUE}) AS f"  # noqa: S608

# If several processes lease at the same time, only one of them gets the row.
_LEASE = """
    UPDATE _frontier
    SET state = 'leased', due_at = :until, token = CAST(id AS TEXT) || '.' || :secret, holder = :holder,
        attempts = attempts + 1
    WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids)) AND state = 'due'
    RETURNING id
"""

_ACKNOWLEDGE = """
    UPDATE _frontier
    SET state = :state, due_at = :due_at, token = NULL, detail = :detail, acknowledged_at = :now,
        attempts = CASE WHEN :over = 1 THEN 0 ELSE attempts END
    WHERE id = :id AND token = :token
    RETURNING source, host, rank
"""

_GIVE_BACK = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, token = NULL, attempts = attempts - 1
    WHERE id = :id AND token = :token
    RETURNING source, host, rank
"""

_OF_OTHERS = """
    SELECT DISTINCT source
    FROM _frontier
    WHERE state = 'leased' AND due_at > :now AND holder <> :holder AND {only}
    ORDER BY source
"""
_HOLDERS = "SELECT DISTINCT holder FROM _frontier WHERE state = 'leased'"

_RELEASE = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, token = NULL, attempts = attempts - 1
    WHERE state = 'leased' AND holder = :holder
    RETURNING source, host, rank
"""

_RELEASE_HOST = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, token = NULL, attempts = attempts - 1
    WHERE state = 'leased' AND host = :host AND holder = :holder
    RETURNING source, host, rank
"""

_EXTEND = "UPDATE _frontier SET due_at = :until WHERE id = :id AND token = :token"


@retried
def lease(
    db: Database,
    n: int,
    *,
    now: datetime,
    seconds: float,
    per_host: int,
    sources: Collection[str] | None = None,
    kinds: Collection[LinkKind] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    skip: Collection[str] = (),
    only_in_scope: bool = False,
    host: str | None = None,
) -> list[Leased]:
    """Lease at most `n` URLs that are due, for `seconds`, at most `per_host` of one host.

    The other parameters limit the choice: only these sources and kinds; nothing that is known to be published
    before `since`; no article published at or after `until`; no host in `skip`; with `only_in_scope`, only
    addresses of the run's scope; with `host`, only that host. When the time of a lease is over, its URL is
    due again.
    """
    values = {
        "until": clock.text(now + timedelta(seconds=seconds)),
        "since": clock.text(since) if since else "",
        "day": _day(since) if since else _NEVER,
        "before": clock.text(until) if until else _NEVER,
    }
    bounded = since is not None or until is not None
    leased: list[Leased] = []
    leased_by_host = Counter[str]()
    with db.transaction():
        of_host, host_values = only("host", [host] if host else None)
        waking = {"now": clock.text(now), "most": max(n, _WAKE_AT_MOST), **host_values}
        mark_ready(db, db.all(_WAKE.format(only=of_host, skip_locked=db.skip_locked), waking))
        conditions = {**values, "now": clock.text(now)}
        scope, among = _scope(db, only_in_scope=only_in_scope), of_queues(sources, host)
        for queue in _candidates(db, among, kinds, bounded, conditions, scope=scope):
            room = 0 if queue[1] in skip else min(n - len(leased), per_host - leased_by_host[queue[1]])
            if room <= 0:
                continue
            rows_leased = _take(db, queue, {**values, "room": room}, kinds, bounded, scope=scope)
            leased_by_host[queue[1]] += len(rows_leased)
            leased += rows_leased
            if len(rows_leased) < room and not kinds and not bounded and not only_in_scope:
                mark_empty(db, queue)
            if len(leased) >= n:
                break
        end_turns(db, [host for host, count in leased_by_host.items() if count])
    return leased


@retried
def acknowledge(
    db: Database,
    token: str,
    outcome: Acknowledgement,
    detail: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """End a lease; return False and change nothing if it has ended already, and another run may have the URL.

    After done, dropped and failed, the URL is fetched again only if there is a `due_at`; after `again`, at
    that time or at once. `detail` is the reason of the drop or the kind of error.
    """
    over = outcome != "again"
    state = "later" if due_at else {"again": "due"}.get(outcome, outcome)
    row = {
        **_token(token),
        "state": state,
        "due_at": clock.text(due_at) if due_at else None,
        "detail": detail,
        "over": int(over),
        "now": clock.now(),
    }
    with db.transaction():
        rows = db.all(_ACKNOWLEDGE, row)
        if state == "due":
            mark_ready(db, rows)
    return bool(rows)


@retried
def give_back(db: Database, tokens: Collection[str]) -> int:
    """Make leased URLs due again, as if they had not been leased; return how many this run still had."""
    with db.transaction():
        rows = [row for token in tokens for row in db.all(_GIVE_BACK, _token(token))]
        mark_ready(db, rows)
    return len(rows)


@retried
def release_gone(db: Database) -> int:
    """Make due the URLs of killed processes of this machine; return how many.

    Their leases do not count as attempts, so that killed runs do not use up the attempts of a page.
    """
    with db.transaction():
        ended = [holder for (holder,) in db.all(_HOLDERS) if holder and is_gone(holder)]
        rows = [row for holder in ended for row in db.all(_RELEASE, {"holder": holder})]
        mark_ready(db, rows)
    return len(rows)


def also_crawled(db: Database, sources: Collection[str], now: datetime) -> list[str]:
    """Return those of these sources of which another process has leases at this time."""
    where, values = only("source", sources)
    values |= {"holder": this_process(), "now": clock.text(now)}
    return [name for (name,) in db.all(_OF_OTHERS.format(only=where), values)]


@retried
def release(db: Database, holder: str, host: str) -> int:
    """Make due the URLs of one host that a process had leased which seems dead; return how many.

    The leases do not count as attempts. If the process still runs, its acknowledgements are refused.
    """
    with db.transaction():
        rows = db.all(_RELEASE_HOST, {"holder": holder, "host": host})
        mark_ready(db, rows)
    return len(rows)


@retried
def extend(db: Database, tokens: Collection[str], until: datetime) -> int:
    """Extend leases until a time; return how many this run still had."""
    at = clock.text(until)
    with db.transaction():
        return db.executemany(_EXTEND, [{**_token(token), "until": at} for token in tokens])


def _scope(db: Database, *, only_in_scope: bool) -> _Scope:
    if not only_in_scope:
        return "all"
    return "many" if run_scope.is_large(db) else "few"


def _next(db: Database, values: dict[str, Any], where: str, scope: _Scope) -> list[tuple[Any, ...]]:
    """Return the next rows of a queue, at most `room`."""
    if scope == "many":
        values |= {"look": LOOK}
        rows = db.all(_NEXT_OF_LARGE.format(only=where), values)
        if len(rows) == values["room"] or not db.all(_HAS_MORE.format(only=where), values)[0][0]:
            return rows
    table = "_frontier" if scope == "all" else run_scope.ROWS
    return db.all(_NEXT.format(rows=table, only=where, skip_locked=db.skip_locked), values)


def _candidates(
    db: Database,
    queues: tuple[str, dict[str, Any]],
    kinds: Collection[LinkKind] | None,
    bounded: bool,
    conditions: dict[str, Any],
    *,
    scope: _Scope,
) -> Iterator[Queue]:
    """Yield queues that may have rows due, in the order of their turns; read in parts, as few are needed."""
    where, values = queues
    if kinds:
        ranks, more = only("q.rank", {int(kind == "article") for kind in kinds})
        where, values = f"{where} AND {ranks}", values | more
    if bounded:
        where = f"{where} AND {_HAS_SO_NEW}"
    values |= {**conditions, "chunk": _CANDIDATES_AT_ONCE}
    position: tuple[Any, ...] = (-1, "", -1, "")
    sql = (_CANDIDATES_IN_SCOPE if scope == "few" else _CANDIDATES).format(only=where)
    while rows := db.all(sql, values | dict(zip(_PLACE, position, strict=True))):
        yield from ((source, host, rank) for _, host, rank, source in rows)
        position = rows[-1]


def _take(
    db: Database,
    queue: Queue,
    values: dict[str, Any],
    kinds: Collection[LinkKind] | None,
    bounded: bool,
    *,
    scope: _Scope,
) -> list[Leased]:
    """Lease up to `room` rows of a queue, until the time `until`."""
    where, more = only("kind", kinds)
    values = {**values, **more, **named(queue)}
    if queue[2] == 0:  # a sitemap's date does not matter: it may list older articles
        values["before"] = _NEVER
    rows: list[tuple[Any, ...]] = []
    for bound in _SO_NEW if bounded else ("1 = 1",):
        if len(rows) < values["room"]:
            limits = {**values, "room": values["room"] - len(rows)}
            rows += _next(db, limits, f"{where} AND {bound}", scope)
    secret = secrets.token_hex(8)
    lease = {"until": values["until"], "secret": secret, "holder": this_process()}
    ours = {number for (number,) in db.all(_LEASE, {**lease, "ids": json.dumps([row[0] for row in rows])})}
    return [from_row(Leased, (f"{row[0]}.{secret}", *row[1:])) for row in rows if row[0] in ours]


def _day(since: datetime) -> str:
    """Return the stored form of the day of `since`: a link with only this date may be later than `since`."""
    day = f"{since:%Y-%m-%d}T00:00:00Z"
    return day if day < clock.text(since) else _NEVER


def _token(token: str) -> dict[str, Any]:
    """Return a token as parameters. It begins with the row's id, so no index of tokens is needed."""
    number = token.partition(".")[0]
    is_ours = number.isascii() and number.isdigit() and len(number) < 19
    return {"id": int(number) if is_ours else -1, "token": token}

"""Leases: one run holds a URL until it acknowledges it, gives it back, or the lease's time is over.

It reads and writes rows of the frontier; it makes no request and reads no page.
"""

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
from pipelines.db.crawl.holders import is_gone, me
from pipelines.db.crawl.queues import Queue, end_turns, mark_empty, mark_ready, named, of_queues, only
from pipelines.db.database import Database, retried
from pipelines.db.row_values import from_row

LinkKind = Literal["feed", "sitemap", "section", "home", "article"]
Acknowledgement = Literal["done", "dropped", "failed", "again"]

_Scope = Literal["all", "few", "many"]
"""Which rows may be leased: all, or those of the run's scope, which has few addresses or many."""

_WAKE_AT_MOST = 500
"""Rows that one lease makes due when their time has come; the limit keeps a million at once from blocking."""
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
    """Leases since it was last finished, including this one: 1 the first time."""


# Rows not known to be older. Each condition is a search of its own, so that the index limits both ends of it.
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

_ASKED = f"""
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

# Of a large scope, most of what is due comes first in the queue: it is looked through in its order, not the
# scope. Both parts take the rows from an index; the second says whether the first has seen the whole queue.
LOOK = 2_000
"""Rows of a queue that are looked through for addresses of the scope; that takes 2 ms."""

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

# Where several processes lease at once, one of them gets the row and the others do not.
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

    If given, only URLs of these sources and kinds are taken, none that is known to be published before
    `since`, no article published at or after `until`, and none of the hosts to `skip`; with `only_in_scope`
    only the addresses in the run's scope, with `host` only URLs of that host. When the time of a lease is
    over, its URL is due again.
    """
    values = {
        "until": clock.text(now + timedelta(seconds=seconds)),
        "since": clock.text(since) if since else "",
        "day": _day(since) if since else _NEVER,
        "before": clock.text(until) if until else _NEVER,
    }
    bounded = since is not None or until is not None
    leased: list[Leased] = []
    taken = Counter[str]()
    with db.transaction():
        there, where = only("host", [host] if host else None)
        waking = {"now": clock.text(now), "most": max(n, _WAKE_AT_MOST), **where}
        mark_ready(db, db.all(_WAKE.format(only=there, skip_locked=db.skip_locked), waking))
        conditions = {**values, "now": clock.text(now)}
        scope, among = _scope(db, only_in_scope=only_in_scope), of_queues(sources, host)
        for queue in _candidates(db, among, kinds, bounded, conditions, scope=scope):
            room = 0 if queue[1] in skip else min(n - len(leased), per_host - taken[queue[1]])
            if room <= 0:
                continue
            got = _take(db, queue, {**values, "room": room}, kinds, bounded, scope=scope)
            taken[queue[1]] += len(got)
            leased += got
            if len(got) < room and not kinds and not bounded and not only_in_scope:
                mark_empty(db, queue)
            if len(leased) >= n:
                break
        end_turns(db, [host for host, count in taken.items() if count])
    return leased


@retried
def acknowledge(
    db: Database,
    token: str,
    outcome: Acknowledgement,
    detail: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """End a lease. Return False and change nothing if the lease has ended and another run has the URL now.

    done, dropped and failed end it for good, unless `due_at` says when to fetch again; `again` is due at
    once or at that time. `detail` is the reason of the drop or the kind of error.
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
        done = db.all(_ACKNOWLEDGE, row)
        if state == "due":
            mark_ready(db, done)
    return bool(done)


@retried
def give_back(db: Database, tokens: Collection[str]) -> int:
    """Make leased URLs due again, as if they had not been leased; return how many this run still held."""
    with db.transaction():
        rows = [row for token in tokens for row in db.all(_GIVE_BACK, _token(token))]
        mark_ready(db, rows)
    return len(rows)


@retried
def release_gone(db: Database) -> int:
    """Make due the URLs that killed processes of this machine held; return how many.

    It does not count as an attempt: killing runs must not use up the attempts of a page.
    """
    with db.transaction():
        gone = [holder for (holder,) in db.all(_HOLDERS) if holder and is_gone(holder)]
        rows = [row for holder in gone for row in db.all(_RELEASE, {"holder": holder})]
        mark_ready(db, rows)
    return len(rows)


@retried
def release(db: Database, holder: str, host: str) -> int:
    """Make due the URLs of one host that a process held, which is dead or seems so; return how many.

    It does not count as an attempt. If the process lives, what it acknowledges is refused from now on.
    """
    with db.transaction():
        rows = db.all(_RELEASE_HOST, {"holder": holder, "host": host})
        mark_ready(db, rows)
    return len(rows)


@retried
def extend(db: Database, tokens: Collection[str], until: datetime) -> int:
    """Extend leases until that time; return how many this run still held."""
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
    among: tuple[str, dict[str, Any]],
    kinds: Collection[LinkKind] | None,
    bounded: bool,
    conditions: dict[str, Any],
    *,
    scope: _Scope,
) -> Iterator[Queue]:
    """Yield queues that may have something due, in the order of their turns; read in parts,
    since few are needed."""
    where, values = among
    if kinds:
        ranks, more = only("q.rank", {int(kind == "article") for kind in kinds})
        where, values = f"{where} AND {ranks}", values | more
    if bounded:
        where = f"{where} AND {_HAS_SO_NEW}"
    values |= {**conditions, "chunk": _CANDIDATES_AT_ONCE}
    last: tuple[Any, ...] = (-1, "", -1, "")
    sql = (_ASKED if scope == "few" else _CANDIDATES).format(only=where)
    while rows := db.all(sql, values | dict(zip(_PLACE, last, strict=True))):
        yield from ((source, host, rank) for _, host, rank, source in rows)
        last = rows[-1]


def _take(
    db: Database,
    queue: Queue,
    values: dict[str, Any],
    kinds: Collection[LinkKind] | None,
    bounded: bool,
    *,
    scope: _Scope,
) -> list[Leased]:
    """Lease up to `room` rows of a queue until `until`."""
    where, more = only("kind", kinds)
    values = {**values, **more, **named(queue)}
    if queue[2] == 0:  # a sitemap's date does not matter: it may list older articles
        values["before"] = _NEVER
    rows: list[tuple[Any, ...]] = []
    for bound in _SO_NEW if bounded else ("1 = 1",):
        if len(rows) < values["room"]:
            left = {**values, "room": values["room"] - len(rows)}
            rows += _next(db, left, f"{where} AND {bound}", scope)
    secret = secrets.token_hex(8)
    lease = {"until": values["until"], "secret": secret, "holder": me()}
    ours = {number for (number,) in db.all(_LEASE, {**lease, "ids": json.dumps([row[0] for row in rows])})}
    return [from_row(Leased, (f"{row[0]}.{secret}", *row[1:])) for row in rows if row[0] in ours]


def _day(since: datetime) -> str:
    """Return how the published date of a link is stored if it has no hour: it may be later than `since`."""
    day = f"{since:%Y-%m-%d}T00:00:00Z"
    return day if day < clock.text(since) else _NEVER


def _token(token: str) -> dict[str, Any]:
    """Return a token as parameters; the row's number stands before its point,
    so no index of tokens is needed."""
    number = token.partition(".")[0]
    is_ours = number.isascii() and number.isdigit() and len(number) < 19
    return {"id": int(number) if is_ours else -1, "token": token}

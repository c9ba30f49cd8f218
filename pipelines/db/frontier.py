"""The frontier's rows: URLs that wait, are in hand or are done with; no policy of when or why.

A URL is leased, fetched, and acknowledged in the transaction that stores what came of it, so that nothing is
lost or done twice when a crawl is killed. Hosts take turns; within a host, what lists articles goes before
articles, and the newest before the older. Knows neither requests nor pages.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from pipelines.db import clock
from pipelines.db.connect import Database
from pipelines.urls import host as host_of

LinkKind = Literal["feed", "sitemap", "section", "home", "article"]
Acknowledgement = Literal["done", "dropped", "failed", "again"]
Queue = tuple[str, str, int]
"""Source, host, rank."""

_WAKE_AT_MOST = 1_000
"""Rows whose time has come that one lease moves, so that a million at once stall nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that was found."""

    url: str
    """Canonical."""
    source: str
    kind: LinkKind = "article"
    published: datetime | None = None
    """Aware; what the link says, for the order only. None goes last: give the time of finding where the
    place of the link says that it is new."""
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What the link says of its page, fit for JSON."""
    parent: str | None = None
    """The URL it was found on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A URL in hand until its lease ends."""

    token: str
    url: str
    source: str
    host: str
    kind: LinkKind
    published: datetime | None
    hints: dict[str, Any]
    parent: str | None
    attempts: int
    """Leases since it was last done with, this one among them: 1 the first time."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a batch of links."""

    new: int
    known: int
    """Known before, or stored already as an address of an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is left to do."""

    due: int
    """URLs that can be leased now."""
    paused: int
    """URLs that are due at hosts which asked to be left alone."""
    leased: int
    """URLs in hand, here or in another process."""
    next_at: datetime | None
    """When more can be leased than now: a time has come, a lease ends, a host may be asked again."""


_KNOWN = "SELECT published, hints, state FROM _frontier WHERE url = :url"

_ADD = """
    INSERT INTO _frontier (url, source, host, kind, rank, published, hints, parent, state, added_at)
    SELECT :url, :source, :host, :kind, :rank, :published, :hints, :parent, 'due', :now
    WHERE :again = 1 OR :rank = 0 OR NOT EXISTS (SELECT 1 FROM article_urls WHERE url = :url)
    ON CONFLICT (url) DO NOTHING
"""

_FILL = "UPDATE _frontier SET published = :published, hints = :hints WHERE url = :url"

_ASK_AGAIN = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, attempts = 0
    WHERE url = :url AND state NOT IN ('due', 'leased')
    RETURNING source, host, rank
"""

_NEW_HOST = """
    INSERT INTO _hosts (host, turn)
    SELECT :host, coalesce(max(turn), 0) FROM _hosts WHERE 1 = 1
    ON CONFLICT (host) DO NOTHING
"""

_READY = """
    INSERT INTO _queues (source, host, rank, ready) VALUES (:source, :host, :rank, 1)
    ON CONFLICT (source, host, rank) DO UPDATE SET ready = 1
"""

_EMPTY = "UPDATE _queues SET ready = 0 WHERE source = :source AND host = :host AND rank = :rank"

_WAKE = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL, token = NULL
    WHERE id IN (SELECT id FROM _frontier WHERE due_at <= :now ORDER BY due_at LIMIT :most)
    RETURNING source, host, rank
"""

_CANDIDATES = """
    SELECT q.source, q.host, q.rank
    FROM _queues AS q
    JOIN _hosts AS h ON h.host = q.host
    WHERE q.ready = 1 AND (h.not_before IS NULL OR h.not_before <= :now) AND {only}
    ORDER BY h.turn, q.host, q.rank
"""

_LEASE = """
    UPDATE _frontier
    SET state = 'leased', due_at = :until, token = id || :token, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM _frontier
        WHERE state = 'due' AND source = :source AND host = :host AND rank = :rank AND {only}
        ORDER BY published DESC, id
        LIMIT :room
    ) AND state = 'due'
    RETURNING id, token, url, source, host, kind, published, hints, parent, attempts
"""

_NEXT_TURN = "UPDATE _hosts SET turn = (SELECT max(turn) FROM _hosts) + 1 WHERE host = :host"

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

_EXTEND = "UPDATE _frontier SET due_at = :until WHERE id = :id AND token = :token"

_PAUSE = """
    INSERT INTO _hosts (host, turn, not_before)
    SELECT :host, coalesce(max(turn), 0), :until FROM _hosts WHERE 1 = 1
    ON CONFLICT (host) DO UPDATE SET not_before = excluded.not_before
    WHERE _hosts.not_before IS NULL OR _hosts.not_before < excluded.not_before
"""

_MAKE_DUE = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL
    WHERE source = :source AND rank = 0 AND state NOT IN ('due', 'leased')
        AND (acknowledged_at IS NULL OR acknowledged_at <= :now)
    RETURNING source, host, rank
"""

_COUNT_DUE = """
    SELECT count(*) FILTER (WHERE h.not_before > :now), count(*)
    FROM _queues AS q
    JOIN _hosts AS h ON h.host = q.host
    JOIN _frontier AS f ON f.source = q.source AND f.host = q.host AND f.rank = q.rank AND f.state = 'due'
    WHERE q.ready = 1 AND {only}
"""

_COUNT_WAKING = "SELECT count(*) FROM _frontier AS q WHERE due_at <= :now AND {only}"

_COUNT_LEASED = "SELECT count(*) FROM _frontier AS q WHERE state = 'leased' AND due_at > :now AND {only}"

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


def add(db: Database, links: Iterable[Link], *, again: bool = False, now: datetime | None = None) -> Added:
    """Put links in the frontier; in one transaction, so give a big sitemap in batches.

    A known URL is not added again, and what is still to be fetched gains the hints that it lacked. An
    address of a stored article counts as known. `again` makes every link due, known or not: for addresses
    that somebody asked for by hand.
    """
    found, new, at = 0, Counter[Queue](), clock.text(now) if now else clock.now()
    with db.transaction():
        for link in links:
            found += 1
            row = _row(link, again, at)
            known = db.one(_KNOWN, row)
            if known is None:
                new[_queue(row)] += max(db.execute(_ADD, row).rowcount, 0)
                continue
            _fill(db, row, known)
            if again:
                _mark_ready(db, db.all(_ASK_AGAIN, row))
        fresh = sorted(queue for queue, count in new.items() if count)
        db.executemany(_NEW_HOST, [{"host": host} for _, host, _ in fresh])
        _mark_ready(db, fresh)
    return Added(new.total(), found - new.total())


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
    skip: Collection[str] = (),
) -> list[Leased]:
    """Take at most `n` due URLs in hand for `seconds`, and at most `per_host` of one host.

    Only of these sources and kinds, where given, none that is known to be published before `since`, and
    none of the hosts to `skip`.
    A lease that ends unacknowledged falls due again.
    """
    until = clock.text(now + timedelta(seconds=seconds))
    leased: list[Leased] = []
    taken = Counter[str]()
    with db.transaction():
        _mark_ready(db, db.all(_WAKE, {"now": clock.text(now), "most": max(n, _WAKE_AT_MOST)}))
        for queue in _candidates(db, now, sources, kinds):
            room = 0 if queue[1] in skip else min(n - len(leased), per_host - taken[queue[1]])
            if room <= 0:
                continue
            got = _take(db, queue, room=room, until=until, kinds=kinds, since=since)
            taken[queue[1]] += len(got)
            leased += got
            if len(got) < room and not kinds and not since:
                db.execute(_EMPTY, _named(queue))
            if len(leased) >= n:
                break
        db.executemany(_NEXT_TURN, [{"host": host} for host, count in taken.items() if count])
    return leased


def acknowledge(
    db: Database,
    token: str,
    outcome: Acknowledgement,
    detail: str | None = None,
    due_at: datetime | None = None,
) -> bool:
    """End a lease. Return False, and change nothing, where the lease has ended and is another's by now.

    done, dropped and failed end it for good, unless `due_at` says when to look again; `again` is due at
    once or then. `detail` is the drop's reason or the error's kind.
    """
    over = outcome in ("done", "dropped")
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
            _mark_ready(db, done)
    return bool(done)


def give_back(db: Database, tokens: Iterable[str]) -> int:
    """Make leased URLs due again, as if they had not been leased; return how many were still ours."""
    with db.transaction():
        rows = [row for token in tokens for row in db.all(_GIVE_BACK, _token(token))]
        _mark_ready(db, rows)
    return len(rows)


def extend(db: Database, tokens: Iterable[str], until: datetime) -> int:
    """Keep leases until then; return how many were still ours."""
    at = clock.text(until)
    with db.transaction():
        return db.executemany(_EXTEND, [{**_token(token), "until": at} for token in tokens])


def waiting(db: Database, sources: Collection[str] | None, now: datetime) -> Waiting:
    """Count what is left of these sources, or of all."""
    only, values = _only("q.source", sources)
    values["now"] = clock.text(now)

    def number(sql: str) -> tuple[Any, ...]:
        return db.one(sql.format(only=only), values) or ()

    paused, due = number(_COUNT_DUE)
    (waking,), (leased,), (soonest,) = number(_COUNT_WAKING), number(_COUNT_LEASED), number(_NEXT_AT)
    next_at = clock.instant(soonest) if soonest else None
    return Waiting(due=due - paused + waking, paused=paused, leased=leased, next_at=next_at)


def pause_host(db: Database, host: str, until: datetime) -> None:
    """Lease nothing of a host (`news.example`, `news.example:8080`) until then; never shortens a pause."""
    rounded_up = until if until.microsecond == 0 else until + timedelta(seconds=1)
    db.execute(_PAUSE, {"host": host, "until": clock.text(rounded_up)})


def paused_until(db: Database, host: str) -> datetime | None:
    """Return until when a host is to be left alone, though that may be past; None where it never asked."""
    row = db.one("SELECT not_before FROM _hosts WHERE host = :host", {"host": host})
    return clock.instant(row[0]) if row and row[0] else None


def make_due(db: Database, source: str, now: datetime) -> int:
    """Make a source's feeds, sitemaps, sections and home pages due, except what is in hand or was fetched
    after `now`; return how many."""
    with db.transaction():
        rows = db.all(_MAKE_DUE, {"source": source, "now": clock.text(now)})
        _mark_ready(db, rows)
    return len(rows)


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


def _fill(db: Database, row: Mapping[str, Any], known: tuple[str, str | None, str]) -> None:
    published, hints, state = known
    if state not in ("due", "later"):
        return
    had = json.loads(hints) if hints else {}
    merged = {**json.loads(row["hints"] or "{}"), **had}
    if merged != had or (row["published"] and not published):
        filled = json.dumps(merged, ensure_ascii=False) if merged else None
        db.execute(_FILL, {"url": row["url"], "published": published or row["published"], "hints": filled})


def _candidates(
    db: Database, now: datetime, sources: Collection[str] | None, kinds: Collection[LinkKind] | None
) -> list[Queue]:
    only, values = _only("q.source", sources)
    if kinds:
        ranks, more = _only("q.rank", {int(kind == "article") for kind in kinds})
        only, values = f"{only} AND {ranks}", values | more
    return db.all(_CANDIDATES.format(only=only), {**values, "now": clock.text(now)})


def _take(
    db: Database,
    queue: Queue,
    *,
    room: int,
    until: str,
    kinds: Collection[LinkKind] | None,
    since: datetime | None,
) -> list[Leased]:
    only, values = _only("kind", kinds)
    values |= {**_named(queue), "until": until, "since": clock.text(since) if since else ""}
    rows: list[tuple[Any, ...]] = []
    # One after the other, so that the index ends each search where it should.
    for bound in ("published >= :since", "published = ''") if since else ("1 = 1",):
        if len(rows) < room:
            values |= {"room": room - len(rows), "token": f".{secrets.token_hex(8)}"}
            rows += sorted(db.all(_LEASE.format(only=f"{only} AND {bound}"), values), key=_newest_first)
    return [_leased(row) for row in rows]


def _newest_first(row: tuple[Any, ...]) -> tuple[float, int]:
    return (-clock.instant(row[6]).timestamp() if row[6] else 0.0, row[0])


def _leased(row: tuple[Any, ...]) -> Leased:
    _, token, url, source, host, kind, published, hints, parent, attempts = row
    return Leased(
        token=token,
        url=url,
        source=source,
        host=host,
        kind=kind,
        published=clock.instant(published) if published else None,
        hints=json.loads(hints) if hints else {},
        parent=parent,
        attempts=attempts,
    )


def _mark_ready(db: Database, queues: Iterable[Queue]) -> None:
    db.executemany(_READY, [_named(queue) for queue in sorted(set(queues))])


def _queue(row: Mapping[str, Any]) -> Queue:
    return row["source"], row["host"], row["rank"]


def _named(queue: Queue) -> dict[str, Any]:
    return dict(zip(("source", "host", "rank"), queue, strict=True))


def _token(token: str) -> dict[str, Any]:
    """The row's number stands before the token's point, so that no index over tokens is needed."""
    number = token.partition(".")[0]
    is_ours = number.isascii() and number.isdigit() and len(number) < 19
    return {"id": int(number) if is_ours else -1, "token": token}


def _only(column: str, values: Collection[object] | None) -> tuple[str, dict[str, Any]]:
    """Return a condition that holds for these values of a column, or for all, with its parameters."""
    if values is None:
        return "1 = 1", {}
    prefix = column.rpartition(".")[2]
    named = {f"{prefix}{number}": value for number, value in enumerate(sorted(values, key=str))}
    return f"{column} IN ({', '.join(f':{name}' for name in named) or 'NULL'})", named

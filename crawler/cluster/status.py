"""What the cluster is doing: what is due, who is at what, and what is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from crawler.cluster.dispatcher import QUEUE
from crawler.cluster.procrastinate_app import FORGET_AFTER
from crawler.cluster.worker_database import server_time
from pipelines.db import Database, clock
from pipelines.export.printable import counted

SHOWN = 20
"""The most hosts of one kind that are listed."""

DAYS = FORGET_AFTER // 24

FAULTS = 5
"""The most hosts that are listed because their jobs failed, the latest first."""

# A host at work, or whose job waits, has its own line or number.
_DUE = """
    SELECT count(*), count(*) FILTER (WHERE c.next_at > :now OR r.not_before > :now) FROM (
        SELECT q.host FROM _queues AS q
        WHERE q.ready = 1 AND EXISTS (
            SELECT 1 FROM _frontier AS f
            WHERE f.state = 'due' AND f.source = q.source AND f.host = q.host AND f.rank = q.rank
        )
        UNION
        SELECT host FROM _frontier WHERE due_at <= :now
    ) AS hosts
    LEFT JOIN _cluster_hosts AS c ON c.host = hosts.host
    LEFT JOIN _hosts AS r ON r.host = hosts.host
    WHERE NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs AS j WHERE j.lock = hosts.host AND j.status IN ('todo', 'doing')
    )
"""

_JOBS = """
    SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'aborted')
    FROM procrastinate_jobs
    WHERE queue_name = :queue
"""

_AT_WORK = """
    SELECT j.lock, j.id, c.holder, c.since, w.id IS NULL
        OR w.last_heartbeat < now() - CAST(:stale AS float8) * INTERVAL '1 second' AS is_stuck
    FROM procrastinate_jobs AS j
    LEFT JOIN _cluster_hosts AS c ON c.host = j.lock AND c.job = j.id
    LEFT JOIN procrastinate_workers AS w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND j.queue_name = :queue
    ORDER BY is_stuck DESC, c.since, j.lock
"""

_FAULTS = """
    SELECT host, fault_at, fault
    FROM _cluster_hosts
    WHERE fault_at > :week_ago
    ORDER BY fault_at DESC, host
    LIMIT :most
"""

_LEASED = "SELECT count(*) FROM _frontier WHERE state = 'leased'"


def lines(db: Database, stale: float, now: datetime | None = None) -> Iterator[str]:
    """Yield the lines of `scrapy cluster status`."""
    now = now or server_time(db)
    ((due, resting),) = db.all(_DUE, {"now": clock.text(now)})
    ((waiting, doing, failed, stopped),) = db.all(_JOBS, {"queue": QUEUE})
    ((leased,),) = db.all(_LEASED)
    rest = f", {resting} of them in the pause after the last job" if resting else ""
    yield f"due: {counted(due, 'host')} without a job{rest}"
    ended = f"{failed} failed and {stopped} stopped with their worker in the last {DAYS} days"
    yield f"jobs: {waiting} waiting, {doing} running; {ended}"
    yield f"leased: {counted(leased, 'address', 'addresses')}"
    rows = db.all(_AT_WORK, {"queue": QUEUE, "stale": stale})
    for host, job, holder, since, is_stuck in rows[:SHOWN]:
        state = "stuck: no sign of life" if is_stuck else "at work"
        yield f"  {host}: {state}, {_who(holder)}, {_how_long(since, now)} (job {job})"
    if len(rows) > SHOWN:
        yield f"  and {len(rows) - SHOWN} more"
    row = {"week_ago": clock.text(now - timedelta(days=DAYS)), "most": FAULTS}
    for host, at, fault in db.all(_FAULTS, row):
        yield f"  {host}: failed at {at}: {fault}"


def is_stuck(db: Database, stale: float) -> bool:
    """Return whether a job is held by a worker that gives no sign of life."""
    return any(row[4] for row in db.all(_AT_WORK, {"queue": QUEUE, "stale": stale}))


def _who(holder: str | None) -> str:
    """`node1 BOOT NAMESPACE 4711 START` → `node1, process 4711`."""
    words = (holder or "").split(" ")
    return f"{words[0]}, process {words[3]}" if len(words) == 5 else "not begun"


def _how_long(since: str | None, now: datetime) -> str:
    return f"for {max(0, int((now - clock.instant(since)).total_seconds()))} s" if since else "since just now"

"""What the cluster is doing: what is due, who is at what, and what is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from crawler.cluster.dispatcher import QUEUE
from pipelines.db import Database, clock
from pipelines.export.printable import counted

SHOWN = 20
"""The most hosts of one kind that are listed."""

_DUE = """
    SELECT count(*) FROM (
        SELECT q.host FROM _queues AS q
        WHERE q.ready = 1 AND EXISTS (
            SELECT 1 FROM _frontier AS f
            WHERE f.state = 'due' AND f.source = q.source AND f.host = q.host AND f.rank = q.rank
        )
        UNION
        SELECT host FROM _frontier WHERE due_at <= :now
    ) AS hosts
"""

_JOBS = """
    SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status IN ('failed', 'aborted'))
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

_LEASED = "SELECT count(*) FROM _frontier WHERE state = 'leased'"


def lines(db: Database, stale: float, now: datetime | None = None) -> Iterator[str]:
    """Yield the lines of `scrapy cluster status`."""
    now = now or datetime.now(UTC)
    ((due,),) = db.all(_DUE, {"now": clock.text(now)})
    ((waiting, doing, failed),) = db.all(_JOBS, {"queue": QUEUE})
    ((leased,),) = db.all(_LEASED)
    yield f"due: {counted(due, 'host')}"
    yield f"jobs: {waiting} waiting, {doing} running, {failed} failed or stopped in the last 7 days"
    yield f"leased: {counted(leased, 'address', 'addresses')}"
    rows = db.all(_AT_WORK, {"queue": QUEUE, "stale": stale})
    for host, job, holder, since, is_stuck in rows[:SHOWN]:
        state = "stuck: no sign of life" if is_stuck else "at work"
        yield f"  {host}: {state}, {_who(holder)}, {_how_long(since, now)} (job {job})"
    if len(rows) > SHOWN:
        yield f"  and {len(rows) - SHOWN} more"


def is_stuck(db: Database, stale: float) -> bool:
    """Return whether a job is held by a worker that gives no sign of life."""
    return any(row[4] for row in db.all(_AT_WORK, {"queue": QUEUE, "stale": stale}))


def _who(holder: str | None) -> str:
    """`node1 BOOT NAMESPACE 4711 START` → `node1, process 4711`."""
    words = (holder or "").split(" ")
    return f"{words[0]}, process {words[3]}" if len(words) == 5 else "not begun"


def _how_long(since: str | None, now: datetime) -> str:
    return f"for {max(0, int((now - clock.instant(since)).total_seconds()))} s" if since else "since just now"

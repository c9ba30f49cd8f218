"""Takes over what a dead worker held: its jobs fail, its leases end, and its hosts are due at once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from crawler.cluster.claims import note_fault
from crawler.cluster.dispatcher import QUEUE
from pipelines.db import Database, clock
from pipelines.db.crawl import leases

# A job is not tried again as it is: Procrastinate's way to do that raises an error where another job of its
# queueing lock waits. It fails, and the dispatcher makes a new one. A job whose host is free is over, too,
# though its worker lives: the connection was lost when its end was to be noted.
_STALE = """
    SELECT j.id, j.lock
    FROM procrastinate_jobs AS j
    LEFT JOIN procrastinate_workers AS w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND (
        w.id IS NULL OR w.last_heartbeat < now() - CAST(:stale AS float8) * INTERVAL '1 second'
        OR (
            j.queue_name = :queue
            AND NOT EXISTS (SELECT 1 FROM _cluster_hosts AS c WHERE c.host = j.lock AND c.job = j.id)
            AND EXISTS (
                SELECT 1 FROM procrastinate_events AS e
                WHERE e.job_id = j.id AND e.type = 'started'
                    AND e.at < now() - CAST(:stale AS float8) * INTERVAL '1 second'
            )
        )
    )
    ORDER BY j.id
    FOR UPDATE OF j SKIP LOCKED
"""

_FAIL = "SELECT procrastinate_finish_job_v1(:job, 'failed', false)"

_FREE = """
    WITH was AS (SELECT host, holder FROM _cluster_hosts WHERE host = :host AND job = :job FOR UPDATE)
    UPDATE _cluster_hosts AS c
    SET job = NULL, holder = NULL, since = NULL
    FROM was
    WHERE c.host = was.host
    RETURNING was.holder, c.delay
"""

# Also for a job whose worker died before it began: nothing was leased, but its host must not wait.
_NEXT = "UPDATE _cluster_hosts SET next_at = :next_at WHERE host = :host"

FAULT = "its worker gave no sign of life"

logger = logging.getLogger(__name__)


def sweep(db: Database, stale: float, now: datetime) -> list[str]:
    """End the jobs of workers that gave no sign of life for `stale` seconds; return their hosts.

    If such a worker was only frozen and wakes, its leases are no longer its own: what it acknowledges is
    refused.
    """

    def whole() -> list[str]:
        with db.transaction():
            rows: list[tuple[int, str | None]] = db.all(_STALE, {"stale": stale, "queue": QUEUE})
            for job, host in rows:
                if host is not None:  # a job that sweeps and dispatches has none
                    _take_over(db, job, host, now)
                db.all(_FAIL, {"job": job})
            return [host for _, host in rows if host is not None]

    hosts = db.retrying(whole)
    if hosts:
        logger.warning("taken over from a worker that gave no sign of life: %s", ", ".join(hosts))
    return hosts


def _take_over(db: Database, job: int, host: str, now: datetime) -> None:
    """End a job. Its host is due at once, or after its own delay: the last request may be just over."""
    next_at = now
    for holder, delay in db.all(_FREE, {"job": job, "host": host}):
        leases.release(db, holder, host)
        next_at = now + timedelta(seconds=delay)
    db.execute(_NEXT, {"host": host, "next_at": clock.text_rounded_up(next_at)})
    note_fault(db, host, FAULT, now)

"""Makes one job for each host where something is due."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from pipelines.db import Database, clock

QUEUE, TASK = "crawl", "crawl_host"

# One statement, so that a job and the time of the next one are stored together. Of two dispatchers at once
# the second waits for the row of a host and then finds that its time has moved on. A job has its host as lock
# (no two run at once) and as queueing lock (no two wait). No job is made for a later time: Procrastinate
# would let it block every other job of its lock until then. While a job waits or runs no other is made,
# however long it takes.
_DISPATCH = """
    WITH names AS (
        SELECT jsonb_array_elements_text(CAST(:sources AS jsonb)) COLLATE "C" AS source
    ), due AS (
        SELECT q.host, q.source, q.turn
        FROM _queues AS q
        WHERE q.ready = 1 AND EXISTS (
            SELECT 1 FROM _frontier AS f
            WHERE f.state = 'due' AND f.source = q.source AND f.host = q.host AND f.rank = q.rank
        )
        UNION ALL
        SELECT f.host, f.source, 0 FROM _frontier AS f WHERE f.due_at <= :now
    ), hosts AS (
        SELECT d.host, min(d.turn) AS turn, jsonb_agg(DISTINCT d.source) AS sources
        FROM due AS d
        JOIN names AS n ON n.source = d.source
        LEFT JOIN _hosts AS h ON h.host = d.host
        WHERE (h.not_before IS NULL OR h.not_before <= :now) AND NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs AS j WHERE j.lock = d.host AND j.status IN ('todo', 'doing')
        )
        GROUP BY d.host
    ), moved AS (
        INSERT INTO _cluster_hosts AS c (host, next_at)
        SELECT h.host, :next_at FROM hosts AS h ORDER BY h.host
        ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at WHERE c.next_at <= :now
        RETURNING host
    ), jobs AS (
        SELECT array_agg(
            CAST(
                ROW(
                    :queue, :task, 0, h.host, h.host,
                    jsonb_build_object('host', h.host, 'sources', h.sources), NULL
                ) AS procrastinate_job_to_defer_v1
            )
            ORDER BY h.turn, h.host
        ) AS list
        FROM hosts AS h
        JOIN moved AS m ON m.host = h.host
    )
    SELECT cardinality(procrastinate_defer_jobs_v1(list)) FROM jobs WHERE list IS NOT NULL
"""


def dispatch(db: Database, sources: Collection[str], now: datetime, pause: float) -> int:
    """Make a job for each host where one of these sources has something due; return how many were made.

    A host gets the next one after `pause` seconds at the earliest. It uses the function in the database with
    which Procrastinate itself makes jobs: its Python interface would need a second statement for `next_at`.
    """
    row = {
        "sources": json.dumps(sorted(sources)),
        "now": clock.text(now),
        "next_at": clock.text(now + timedelta(seconds=pause)),
        "queue": QUEUE,
        "task": TASK,
    }
    made = db.retrying(lambda: db.one(_DISPATCH, row))
    return int(made[0]) if made else 0

"""What a dead worker held is taken over, and what it does after that is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.db import Database
from pipelines.db.crawl import frontier_rows, leases
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import Leased
from tests.postgres import missing

if why := missing():
    pytest.skip(why, allow_module_level=True)

from crawler.cluster import claims, status
from crawler.cluster.dispatcher import QUEUE, dispatch
from crawler.cluster.sweep import sweep
from pipelines.db.crawl.holders import me

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 4, 13, 0, tzinfo=UTC)
STALE = 30.0


def begin(db: Database, *, silent: float, host: str = "a.example") -> tuple[int, list[Leased]]:
    """Let a worker that has been silent for so many seconds take a job and lease two addresses."""
    frontier_rows.add(db, [Link(url=f"http://{host}/{n}", source="herald") for n in range(3)], now=NOW)
    dispatch(db, ["herald"], NOW, 60)
    ((worker,),) = db.all("SELECT worker_id FROM procrastinate_register_worker_v1()")
    ((job, found),) = db.all(
        "SELECT id, lock FROM procrastinate_fetch_job_v2(CAST(ARRAY[:queue] AS varchar[]), :worker)",
        {"queue": QUEUE, "worker": worker},
    )
    assert found == host
    age = (
        "UPDATE procrastinate_workers SET last_heartbeat = now() - :age * INTERVAL '1 second' WHERE id = :id"
    )
    db.execute(age, {"age": silent, "id": worker})
    claims.take(db, host, job, me(), NOW)
    return job, leases.lease(db, 2, now=NOW, seconds=600, per_host=2, host=host)


def statuses(db: Database) -> list[tuple[str, str]]:
    return db.all("SELECT lock, status FROM procrastinate_jobs ORDER BY id")


def test_jobs_and_leases_of_a_silent_worker_are_taken_over(db: Database) -> None:
    job, held = begin(db, silent=31)
    claim = claims.Claim(db, job, seconds=-1)
    assert claim()
    assert sweep(db, STALE, NOW) == ["a.example"]
    assert not claim()
    assert db.all("SELECT count(*) FROM _frontier WHERE state = 'leased'") == [(0,)]
    assert dispatch(db, ["herald"], NOW, 60) == 1, "at once, without the pause"
    assert statuses(db) == [("a.example", "failed"), ("a.example", "todo")]
    again = leases.lease(db, 3, now=NOW, seconds=600, per_host=3, host="a.example")
    assert [each.attempts for each in again] == [1, 1, 1], "a killed worker is no attempt"
    assert not leases.acknowledge(db, held[0].token, "done"), "the woken worker's acknowledgement"
    assert leases.acknowledge(db, again[0].token, "done")


def test_a_worker_that_lives_keeps_what_it_has(db: Database) -> None:
    job, _ = begin(db, silent=29)
    assert sweep(db, STALE, NOW) == []
    assert claims.Claim(db, job, seconds=-1)()
    assert db.all("SELECT count(*) FROM _frontier WHERE state = 'leased'") == [(2,)]


def test_a_claim_is_asked_for_again_only_after_its_time(db: Database) -> None:
    job, _ = begin(db, silent=31)
    claim = claims.Claim(db, job, seconds=3600)
    sweep(db, STALE, NOW)
    assert claim()
    claim.seconds = -1
    assert not claim()
    db.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert not claim(), "once lost, it stays lost"


def test_a_sweep_that_died_is_ended_too(db: Database) -> None:
    values = "VALUES ('keep', 'keep_going', 'doing')"
    db.execute(f"INSERT INTO procrastinate_jobs (queue_name, task_name, status) {values}")
    assert sweep(db, STALE, NOW) == []
    assert statuses(db) == [(None, "failed")]


def test_a_job_that_ended_frees_its_host_only_if_it_still_has_it(db: Database) -> None:
    job, _ = begin(db, silent=0)
    claims.free(db, "a.example", job + 1, LATER)
    assert db.all("SELECT job FROM _cluster_hosts") == [(job,)]
    claims.free(db, "a.example", job, LATER)
    expected = (None, None, None, "2026-05-04T13:00:00Z")
    assert db.all("SELECT job, holder, since, next_at FROM _cluster_hosts") == [expected]


def test_the_status_names_who_is_at_what_and_what_is_stuck(db: Database) -> None:
    begin(db, silent=1, host="b.example")
    begin(db, silent=40, host="c.example")
    lines = list(status.lines(db, STALE, NOW))
    assert lines[1] == "jobs: 0 waiting, 2 running, 0 failed or stopped in the last 7 days"
    assert lines[2] == "leased: 4 addresses"
    assert lines[3].startswith("  c.example: stuck: no sign of life, ")
    assert lines[4].startswith("  b.example: at work, ")
    assert status.is_stuck(db, STALE)

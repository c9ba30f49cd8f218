"""One job for each host that is due: not two, whoever dispatches, and none while one waits or runs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from pipelines.db import Database, open_database
from pipelines.db.crawl import frontier_rows, leases
from pipelines.db.crawl.frontier_rows import Link
from tests.postgres import missing

if why := missing():
    pytest.skip(why, allow_module_level=True)

from crawler.cluster.dispatcher import dispatch

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PAUSE = 60.0


def add(db: Database, *hosts: str, source: str = "herald") -> None:
    frontier_rows.add(db, [Link(url=f"http://{host}/a", source=source) for host in hosts], now=NOW)


def jobs(db: Database) -> list[tuple[str, str, str]]:
    return db.all("SELECT lock, queueing_lock, status FROM procrastinate_jobs ORDER BY lock, id")


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def set_status(db: Database, status: str) -> None:
    db.execute(
        "UPDATE procrastinate_jobs SET status = CAST(:status AS procrastinate_job_status)", {"status": status}
    )


def test_each_host_that_is_due_gets_a_job_with_its_sources(db: Database) -> None:
    add(db, "a.example", "b.example")
    add(db, "b.example:8080", source="bote")
    frontier_rows.add(db, [Link(url="http://b.example/b", source="bote")], now=NOW)
    assert dispatch(db, ["herald", "bote"], NOW, PAUSE) == 3
    assert jobs(db) == [(host, host, "todo") for host in ("a.example", "b.example", "b.example:8080")]
    args = dict(db.all("SELECT args ->> 'host', args ->> 'sources' FROM procrastinate_jobs"))
    assert args["b.example"] == '["bote", "herald"]'
    ((next_at,),) = db.all("SELECT DISTINCT next_at FROM _cluster_hosts")
    assert next_at == "2026-05-04T12:01:00Z"
    assert db.all("SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL") == [(0,)]


def test_two_dispatchers_at_once_make_one_job_a_host(address: str, db: Database) -> None:
    hosts = [f"h{number}.example" for number in range(40)]
    add(db, *hosts)
    start = Barrier(4, timeout=60)

    def one(_: int) -> int:
        with open_database(address) as own:
            start.wait()
            return dispatch(own, ["herald"], NOW, PAUSE)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(one, range(4)))
    assert sum(made) == 40
    assert [lock for lock, _, _ in jobs(db)] == sorted(hosts)


@pytest.mark.parametrize(("status", "made"), [("todo", 0), ("doing", 0), ("failed", 1), ("succeeded", 1)])
def test_a_crawl_longer_than_its_interval_is_not_doubled(db: Database, status: str, made: int) -> None:
    add(db, "a.example")
    assert dispatch(db, ["herald"], NOW, PAUSE) == 1
    set_status(db, status)
    assert dispatch(db, ["herald"], later(3600), PAUSE) == made


def test_the_next_job_of_a_host_waits_for_its_pause(db: Database) -> None:
    add(db, "a.example")
    dispatch(db, ["herald"], NOW, PAUSE)
    set_status(db, "succeeded")
    assert dispatch(db, ["herald"], later(PAUSE - 1), PAUSE) == 0
    assert dispatch(db, ["herald"], later(PAUSE), PAUSE) == 1


@pytest.mark.parametrize(("sources", "made"), [(["herald"], 1), (["other"], 0), ([], 0)])
def test_only_sources_with_a_file_are_crawled(db: Database, sources: Sequence[str], made: int) -> None:
    add(db, "a.example")
    assert dispatch(db, sources, NOW, PAUSE) == made


def test_what_is_due_later_or_paused_or_leased_gets_no_job(db: Database) -> None:
    add(db, "paused.example", "leased.example", "later.example")
    frontier_rows.pause_host(db, "paused.example", later(300))
    for host in ("leased.example", "later.example"):
        leased = leases.lease(db, 1, now=NOW, seconds=100, per_host=1, host=host)
        if host == "later.example":
            leases.acknowledge(db, leased[0].token, "done", due_at=later(200))
    assert dispatch(db, ["herald"], NOW, PAUSE) == 0
    assert dispatch(db, ["herald"], later(150), PAUSE) == 1, "the lease has ended"
    assert dispatch(db, ["herald"], later(301), PAUSE) == 2
    assert len(jobs(db)) == 3

"""What a dead worker held is taken over, and what it does after that is refused."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import BaseSettings, Settings

from crawler import settings as ours
from pipelines.db import Database, open_database
from pipelines.db.crawl import frontier_rows, leases, visits
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import Leased
from tests.db.conftest import make_article
from tests.postgres import missing

if why := missing():
    pytest.skip(why, allow_module_level=True)

from crawler.cluster import claims, status
from crawler.cluster.cluster_settings import read_settings
from crawler.cluster.dispatcher import QUEUE, dispatch
from crawler.cluster.host_crawl import HostCrawls
from crawler.cluster.procrastinate_app import HaltedError
from crawler.cluster.sweep import sweep
from pipelines.db.crawl.holders import this_process
from tests.cluster.fleet import until

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 4, 13, 0, tzinfo=UTC)
STALE = 30.0
SEEN = datetime(2024, 5, 4, 12, 0, tzinfo=UTC)
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


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
    claims.take(db, host, job, this_process(), NOW)
    return job, leases.lease(db, 2, now=NOW, seconds=600, per_host=2, host=host)


def statuses(db: Database) -> list[tuple[str, str]]:
    return db.all("SELECT lock, status FROM procrastinate_jobs ORDER BY id")


def test_jobs_and_leases_of_a_silent_worker_are_taken_over(db: Database) -> None:
    job, held = begin(db, silent=31)
    claim = claims.Claim(db, "a.example", job, seconds=-1)
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
    assert claims.Claim(db, "a.example", job, seconds=-1)()
    assert db.all("SELECT count(*) FROM _frontier WHERE state = 'leased'") == [(2,)]


def test_a_claim_is_asked_for_again_only_after_its_time(db: Database) -> None:
    job, _ = begin(db, silent=31)
    claim = claims.Claim(db, "a.example", job, seconds=3600)
    assert claim()
    sweep(db, STALE, NOW)
    assert claim()
    claim.seconds = -1
    assert not claim()
    db.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert not claim(), "once lost, it stays lost"


def test_a_claim_is_asked_for_at_its_first_call(db: Database) -> None:
    job, _ = begin(db, silent=31)
    claim = claims.Claim(db, "a.example", job, seconds=3600)
    sweep(db, STALE, NOW)
    assert not claim(), "the worker stood still between its note and its first request"


def retaken(db: Database) -> tuple[int, int]:
    """Return the job of a worker that stood still before it noted anything, and the one that has its host."""
    late, _ = begin(db, silent=31)
    sweep(db, STALE, NOW)
    job, _ = begin(db, silent=0)
    return late, job


def test_a_worker_that_wakes_too_late_takes_no_host_from_one_that_lives(db: Database) -> None:
    late, job = retaken(db)
    assert not claims.take(db, "a.example", late, "the woken one", NOW)
    assert db.all("SELECT job, holder FROM _cluster_hosts") == [(job, this_process())]
    db.execute("UPDATE procrastinate_events SET at = at - INTERVAL '10 minutes'")
    assert sweep(db, STALE, NOW) == [], "the living worker's job goes on"


def test_a_sweep_that_is_about_to_end_a_job_is_waited_for(db: Database, address: str) -> None:
    """Otherwise the note would be made by what was so before the sweep."""
    job, _ = begin(db, silent=31)
    with open_database(address) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            sweep(other, STALE, NOW)
            taking = pool.submit(claims.take, db, "a.example", job, "the woken one", NOW)
            until(lambda: other.all(WAITING) == [(1,)], 30, "the note waits for the sweep")
        assert not taking.result()
    assert db.all("SELECT job FROM _cluster_hosts") == [(None,)]


def test_a_crawl_does_not_begin_with_a_job_that_was_taken_over(
    db: Database, address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    late, _ = retaken(db)
    chosen = BaseSettings({name: value for name, value in vars(ours).items() if name.isupper()})
    chosen.set("DATABASE", address)
    crawls = HostCrawls(AsyncCrawlerRunner(Settings(chosen)), read_settings(chosen))
    monkeypatch.setattr(crawls.runner, "create_crawler", lambda _: pytest.fail("it began"))

    async def crawl() -> None:
        try:
            await crawls.crawl("a.example", ["herald"], late)
        finally:
            await crawls.close()

    with pytest.raises(HaltedError):
        asyncio.run(crawl())
    told = capsys.readouterr().err
    assert told == f"a.example: not begun: another worker has taken job {late} over\n"


def test_a_job_whose_end_could_not_be_noted_is_ended_though_its_worker_lives(db: Database) -> None:
    job, _ = begin(db, silent=0)
    claims.free(db, "a.example", job, NOW)
    assert sweep(db, STALE, NOW) == [], "it may be just about to begin, or to end"
    db.execute("UPDATE procrastinate_events SET at = at - INTERVAL '31 seconds'")
    assert sweep(db, STALE, NOW) == ["a.example"]
    assert statuses(db) == [("a.example", "failed")]
    assert dispatch(db, ["herald"], NOW, 60) == 1


def test_a_long_crawl_is_not_taken_for_one_that_is_over(db: Database) -> None:
    begin(db, silent=0)
    db.execute("UPDATE procrastinate_events SET at = at - INTERVAL '10 minutes'")
    assert sweep(db, STALE, NOW) == []


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


def test_a_host_that_is_taken_over_keeps_its_own_delay(db: Database) -> None:
    """The dead worker may just have sent a request; 45 s are longer than it takes to be noticed as dead."""
    job, _ = begin(db, silent=31)
    delay = 1.0
    claim = claims.Claim(db, "a.example", job, seconds=5.0, delay=lambda: delay)
    assert claim()
    assert db.all("SELECT delay FROM _cluster_hosts") == [(0.0,)], "one so short is over by then"
    delay = 45.0
    assert claim()
    sweep(db, STALE, NOW)
    assert db.all("SELECT next_at FROM _cluster_hosts") == [("2026-05-04T12:00:45Z",)]
    assert dispatch(db, ["herald"], NOW + timedelta(seconds=44), 60) == 0
    assert dispatch(db, ["herald"], NOW + timedelta(seconds=45), 60) == 1


def test_the_next_job_begins_no_second_too_early(db: Database) -> None:
    job, _ = begin(db, silent=0)
    claims.free(db, "a.example", job, LATER + timedelta(milliseconds=1), delay=6.0)
    assert db.all("SELECT next_at, delay FROM _cluster_hosts") == [("2026-05-04T13:00:01Z", 6.0)]


def test_an_older_page_of_a_woken_worker_changes_nothing(db: Database) -> None:
    """Its acknowledgement is refused; its article is stored, as an older copy of what the new one stored."""
    _, held = begin(db, silent=31)
    sweep(db, STALE, NOW)
    again = leases.lease(db, 3, now=NOW, seconds=600, per_host=3, host="a.example")
    ours = next(each for each in again if each.url == held[0].url)
    new = make_article(url=ours.url, title="New", lease=ours.token, seen_at=SEEN + timedelta(seconds=40))
    old = make_article(url=ours.url, title="Old", lease=held[0].token, seen_at=SEEN)
    assert visits.store(db, new) == "new"
    assert visits.store(db, old) == "same"
    assert db.all("SELECT title, seq FROM articles") == [("New", 1)]
    assert db.all("SELECT state FROM _frontier WHERE url = :url", {"url": ours.url}) == [("done",)]


def test_the_status_counts_hosts_without_a_job_and_names_the_last_faults(db: Database) -> None:
    begin(db, silent=40, host="a.example")
    sweep(db, STALE, NOW)
    lines = list(status.lines(db, STALE, NOW))
    assert lines[0] == "due: 1 host without a job"
    assert lines[1].endswith("; 1 failed and 0 stopped with their worker in the last 7 days")
    assert lines[3] == "  a.example: failed at 2026-05-04T12:00:00Z: its worker gave no sign of life"
    assert list(status.lines(db, STALE, NOW + timedelta(days=8)))[3:] == []
    begin(db, silent=1, host="a.example")
    lines = list(status.lines(db, STALE, NOW))
    assert lines[0] == "due: 0 hosts without a job", "it is at work"
    frontier_rows.add(db, [Link(url="http://b.example/", source="herald")], now=NOW)
    frontier_rows.pause_host(db, "b.example", LATER)
    lines = list(status.lines(db, STALE, NOW))
    assert lines[0] == "due: 1 host without a job, 1 of them in the pause after the last job"


def test_the_status_names_who_is_at_what_and_what_is_stuck(db: Database) -> None:
    begin(db, silent=1, host="b.example")
    begin(db, silent=40, host="c.example")
    lines = list(status.lines(db, STALE, NOW))
    assert lines[1].startswith("jobs: 0 waiting, 2 running; 0 failed")
    assert lines[2] == "leased: 4 addresses"
    assert lines[3].startswith("  c.example: stuck: no sign of life, ")
    assert lines[4].startswith("  b.example: at work, ")
    assert status.is_stuck(db, STALE)

"""Worker processes: three that share their work while one is killed and one frozen; one that is stopped."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.db import open_database
from tests.postgres import Server, missing

if why := missing():
    pytest.skip(why, allow_module_level=True)

from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from psycopg.errors import InsufficientPrivilege
from scrapy.settings import BaseSettings

from crawler import settings as ours
from crawler.cluster.cluster_settings import read_settings
from crawler.cluster.procrastinate_app import Jobs, make_app
from tests.cluster.city import City
from tests.cluster.fleet import fleet, until
from tests.cluster.killing import rehearse

pytestmark = pytest.mark.postgres


def test_a_killed_and_a_frozen_worker_lose_nothing(address: str, tmp_path: Path) -> None:
    outcome = rehearse(tmp_path, address, hosts=9, articles=8, latency=0.25, frozen=13.0)
    assert outcome.is_whole, outcome  # the time is measured by tests.cluster.killing, on a machine of its own
    assert outcome.takeover < 30, outcome
    assert outcome.articles == 72


def test_sigterm_leaves_no_job_and_no_lease(address: str, tmp_path: Path) -> None:
    city, limits = City(4, 20, latency=0.3), {"CLUSTER_JOB_URLS": 12, "CLUSTER_STALE": 60.0}
    city.write_sources(tmp_path)
    with city.site, fleet(address, tmp_path, city.site.proxy, **limits) as ships:
        worker = ships.start("one")
        until(
            lambda: sum(city.asked().values()) >= 50, 60, "50 pages: more than a job of each host may fetch"
        )
        assert ships.doing() > 0 and ships.leased() > 0
        ships.send("one", signal.SIGTERM)
        assert worker.wait(20) == 0
        assert (ships.doing(), ships.leased()) == (0, 0)
        outcomes = dict(ships.rows("SELECT outcome, count(*) FROM runs GROUP BY outcome"))
        assert None not in outcomes
        assert outcomes["shutdown"] > 0 and outcomes["closespider_pagecount"] > 0, outcomes
        assert not city.overlaps()
        assert city.asked().most_common(1)[0][1] == 1, "a bounded job gives back what it has not requested"
        counted = ships.number("SELECT sum(requests) FROM runs")
        assert 0 <= counted - len(city.requests()) <= 4, (
            "only what was sent; the stop cancels one of each host"
        )


def test_a_host_keeps_its_own_delay_from_one_worker_to_the_next(address: str, tmp_path: Path) -> None:
    delay, limits = 4.0, {"CLUSTER_JOB_URLS": 1, "CLUSTER_PAUSE": 0.0, "CLUSTER_HOSTS": 1}
    city = City(2, 12, latency=0.0)
    city.write_sources(tmp_path)
    for host in city.hosts:
        city.site.pages[f"http://{host}/robots.txt"] = f"User-agent: *\nCrawl-delay: {delay:g}"
    with city.site, fleet(address, tmp_path, city.site.proxy, **limits) as ships:
        for name in ("one", "two"):
            ships.start(name)
        until(lambda: len(city.gaps_between_workers()) >= 2, 120, "two hosts that change their workers")
        close = [gap for host in city.hosts for gap in city.site.gaps(host) if gap < delay - 1]
        assert not close, ships.output()


def test_a_lock_of_another_program_ends_crawls_but_no_worker(address: str, tmp_path: Path) -> None:
    city, limits = City(6, 10, latency=0.2), {"CLUSTER_STALE": 16.0, "CLUSTER_HOSTS": 6}
    city.write_sources(tmp_path)
    with city.site, fleet(address, tmp_path, city.site.proxy, **limits) as ships:
        worker = ships.start("one")
        until(lambda: sum(city.asked().values()) >= 12, 60, "twelve pages")
        with open_database(address) as other, other.transaction():
            other.execute("UPDATE _seq SET value = value")
            until(lambda: "database (job" in ships.output(), 60, "a crawl that ends")
            for _ in range(9):
                time.sleep(2)
                other.execute("SELECT 1")
        until(lambda: set(ships.articles()) == city.articles, 120, "all articles", every=0.5)
        faults = [fault for (fault,) in ships.rows("SELECT fault FROM _cluster_hosts WHERE fault > ''")]
        # Not all: on a busy machine the worker may miss a beat besides.
        assert any("another program holds what is to be written" in fault for fault in faults)
        assert ships.number("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") >= len(faults)
        assert not city.overlaps()
        ships.send("one", signal.SIGTERM)
        assert worker.wait(30) == 0


def test_a_source_that_one_machine_lacks_costs_a_job_and_one_line(address: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('url = "http://127.0.0.1:9/"\n')
    job = """'crawl', 'crawl_host', 'b.example', '{"host": "b.example", "sources": ["nobody"]}'"""
    with fleet(address, tmp_path, {}) as ships:
        with open_database(address) as db:
            at = "2024-01-01T00:00:00Z"
            db.execute("INSERT INTO _cluster_hosts (host, next_at) VALUES ('b.example', :at)", {"at": at})
            db.execute(f"INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) VALUES ({job})")
        worker = ships.start("one")
        until(lambda: "(job 1)" in ships.output(), 60, "the end of the job")
        until(lambda: ships.doing() == 0, 30, "its state")
        told = worker.err.read_text()
        assert "Traceback" not in told
        assert "the crawl of b.example failed: " in told and "nobody" in told
        ((fault,),) = ships.rows("SELECT fault FROM _cluster_hosts WHERE host = 'b.example'")
        assert "nobody" in fault


@contextmanager
def own_server() -> Iterator[tuple[Server, str]]:
    """Give a server that a test may stop, with a database that has the tables, and its address."""
    server = Server()
    try:
        yield server, server.address(server.fresh(cluster=True))
    finally:
        server.close()


def test_a_worker_waits_for_a_server_that_is_gone_and_goes_on(tmp_path: Path) -> None:
    city = City(2, 30, latency=0.2)
    city.write_sources(tmp_path)
    with own_server() as (server, address), city.site, fleet(address, tmp_path, city.site.proxy) as ships:
        worker = ships.start("one")
        until(lambda: sum(city.asked().values()) >= 10, 60, "ten pages")
        server.stop()
        until(lambda: "trying again" in ships.output(), 60, "the loss is noticed")
        server.start()
        until(lambda: set(ships.articles()) == city.articles, 120, "all articles", every=0.5)
        ships.send("one", signal.SIGTERM)
        assert worker.wait(30) == 0
        told = ships.output()
        assert "Traceback" not in told
        first = next(line for line in told.splitlines() if "trying again" in line)
        assert first.startswith(f"{address}: the connection was lost ("), first
        assert first.endswith("); trying again for 600 s"), first


def test_a_worker_names_the_server_that_stays_away(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('url = "http://127.0.0.1:9/"\n')
    with own_server() as (server, address), fleet(address, tmp_path, {}, CLUSTER_RETURN=3.0) as ships:
        worker = ships.start("one")
        until(lambda: "ready" in ships.output(), 30, "a worker")
        server.stop()
        assert worker.wait(60) == 1
        last = worker.err.read_text().splitlines()[-1]
        assert last.startswith(f"scrapy worker: {address}: cannot be reached"), last
        assert "start the server" in last
        assert "Traceback" not in ships.output()


@pytest.mark.parametrize("table", ["procrastinate_workers", "procrastinate_periodic_defers"])
def test_a_worker_names_a_right_that_its_user_has_not_and_ends(table: str, tmp_path: Path) -> None:
    """Without the first no job can be taken; without the second Procrastinate ends without an error."""
    (tmp_path / "a.toml").write_text('url = "http://127.0.0.1:9/"\n')
    with own_server() as (server, address), fleet(address, tmp_path, {}, CLUSTER_RETURN=3.0) as ships:
        name = address.rpartition("/")[2]
        server.sql("CREATE ROLE weak LOGIN PASSWORD 's3cret'")
        for kind in ("TABLES", "SEQUENCES"):
            server.sql(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO weak", name)
        server.sql(f"REVOKE INSERT ON {table} FROM weak", name)
        ships.address = address.replace("tester@", "weak@")
        worker = ships.start("one")
        assert worker.wait(60) == 1
        told = worker.err.read_text()
        last = told.splitlines()[-1]
        expected = f"scrapy worker: {ships.address}: this user has not the right (permission denied for table"
        assert last.startswith(f"{expected} {table}); give its user the right"), told
        assert "trying again" not in told and "Traceback" not in told


def test_a_job_that_ends_while_there_is_no_server_is_left_to_the_sweep() -> None:
    class Gone:
        async def execute_query_async(self, **_: object) -> None:
            raise ConnectorException

        async def execute_query_one_async(self, **_: object) -> None:
            raise ConnectorException

    job = Job(id=1, queue="crawl", lock="a.example", queueing_lock="a.example", task_name="crawl_host")
    jobs = Jobs(Gone())  # type: ignore[arg-type]
    asyncio.run(jobs.finish_job(job, Status.SUCCEEDED, delete_job=True))


def test_a_job_whose_end_is_refused_is_named(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its user may not delete jobs, say. Every job would fail, half a minute after it has ended."""

    class Refusing:
        async def execute_query_async(self, **_: object) -> None:
            raise ConnectorException from InsufficientPrivilege("permission denied for table\nof jobs")

        async def execute_query_one_async(self, **_: object) -> dict[str, str]:
            return {"status": "doing"}

    monkeypatch.setattr("crawler.cluster.procrastinate_app.AGAIN_AFTER", (0, 0))
    job = Job(id=7, queue="crawl", lock="a.example", queueing_lock="a.example", task_name="crawl_host")
    asyncio.run(Jobs(Refusing()).finish_job(job, Status.SUCCEEDED, delete_job=True))  # type: ignore[arg-type]
    ((_, _, told),) = caplog.record_tuples
    assert (
        told == "the end of job 7 could not be noted, so it will count as failed: permission denied for table"
    )


def test_a_frozen_worker_holds_up_no_transaction_of_the_jobs(address: str) -> None:
    """If it froze in the middle of making the next job to sweep, no other worker could make one."""
    chosen = read_settings(
        BaseSettings({name: value for name, value in vars(ours).items() if name.isupper()})
    )
    app = make_app(address, crawl=_none, keep=lambda: None, options=chosen)

    async def look() -> str:
        async with app.open_async():
            row = await app.connector.execute_query_one_async("SHOW idle_in_transaction_session_timeout")
            return str(row["idle_in_transaction_session_timeout"])

    assert asyncio.run(look()) == "20s"


async def _none(host: str, sources: list[str], job: int) -> None:
    """Crawl nothing."""

"""Worker processes: three that share their work while one is killed and one frozen; one that is stopped."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.postgres import missing

if why := missing():
    pytest.skip(why, allow_module_level=True)

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


def test_a_worker_says_that_the_server_is_gone(tmp_path: Path) -> None:
    from crawler.cluster import setup  # noqa: PLC0415
    from pipelines.db import open_database  # noqa: PLC0415
    from tests.postgres import Server  # noqa: PLC0415

    server = Server()
    try:
        address = server.address(server.fresh())
        with open_database(address) as db:
            setup.set_up(db)
        with fleet(address, tmp_path, {}) as ships:
            (tmp_path / "a.toml").write_text('url = "http://127.0.0.1:9/"\n')
            worker = ships.start("one")
            until(lambda: "ready" in ships.output(), 30, "a worker")
            server.stop()
            assert worker.wait(40) == 1
            last = worker.err.read_text().splitlines()[-1]
            assert last.startswith("scrapy worker: ") and "Traceback" not in worker.err.read_text()
    finally:
        server.close()

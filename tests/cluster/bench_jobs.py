"""What the engine costs: a job from its making to its end, a look for what is due, an idle worker.

python -m tests.cluster.bench_jobs --hosts 5000
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from crawler.cluster import setup
from crawler.cluster.dispatcher import QUEUE, dispatch
from crawler.cluster.sweep import sweep
from pipelines.db import Database, open_database
from pipelines.db.crawl import frontier_rows
from pipelines.db.crawl.frontier_rows import Link
from tests.cluster.city import City
from tests.cluster.fleet import fleet, until
from tests.postgres import Server

_FETCH = "SELECT id FROM procrastinate_fetch_job_v2(CAST(ARRAY[:queue] AS varchar[]), :worker)"
_FINISH = "SELECT procrastinate_finish_job_v1(:job, 'succeeded', true)"
_BEAT = "SELECT procrastinate_update_heartbeat_v1(:worker)"


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Return the median milliseconds of a call, by the clock."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return median(took)


def engine(db: Database, hosts: int) -> None:
    """Print what the statements cost with so many hosts due, waiting, and idle."""
    names = [f"s{number}" for number in range(hosts)]
    now = datetime.now(UTC)
    for start in range(0, hosts, 500):
        some = range(start, min(hosts, start + 500))
        frontier_rows.add(
            db, [Link(url=f"http://h{n}.example/{k}", source=f"s{n}") for n in some for k in "abc"]
        )
    db.execute("ANALYZE")
    print(f"{hosts} hosts due, one dispatch: {timed(lambda: dispatch(db, names, now, 60)):.0f} ms")
    print(f"{hosts} jobs waiting, a dispatch: {timed(lambda: dispatch(db, names, now, 60), 5):.0f} ms")
    print(f"a sweep that finds nothing: {timed(lambda: sweep(db, 30, now), 20):.1f} ms")
    ((worker,),) = db.all("SELECT worker_id FROM procrastinate_register_worker_v1()")
    found: list[int] = []

    def fetch() -> None:
        ((job,),) = db.all(_FETCH, {"queue": QUEUE, "worker": worker})
        found.append(job)

    print(f"to fetch a job among {hosts}, all just made: {timed(fetch, 10):.1f} ms")
    db.execute("ANALYZE procrastinate_jobs")  # as autovacuum does within a minute
    print(f"to fetch a job among {hosts}: {timed(fetch, 50):.1f} ms")
    print(f"to finish one: {timed(lambda: db.all(_FINISH, {'job': found.pop()}), 50):.1f} ms")
    print(f"a sign of life: {timed(lambda: db.all(_BEAT, {'worker': worker}), 50):.1f} ms")
    db.execute("DELETE FROM procrastinate_jobs")
    db.execute("UPDATE _frontier SET state = 'later', due_at = :at", {"at": "2099-01-01T00:00:00Z"})
    db.execute("UPDATE _queues SET ready = 0")
    later = now + timedelta(hours=1)
    print(
        f"nothing due of {hosts} hosts, a dispatch: {timed(lambda: dispatch(db, names, later, 60), 5):.1f} ms"
    )


def crawls(address: str, hosts: int, articles: int) -> None:
    """Print what whole jobs cost one worker: processor time of worker and server, memory, connections."""
    city = City(hosts, articles, latency=0.0)
    with tempfile.TemporaryDirectory() as place, city.site:
        folder = Path(place)
        city.write_sources(folder)
        with fleet(address, folder, city.site.proxy, CLUSTER_HOSTS=8) as ships:
            worker = ships.start("one")
            until(lambda: "ready" in ships.output(), 60, "a worker")
            first, began = _usage(worker.pid), time.monotonic()
            until(lambda: len(ships.output().splitlines()) > 20, 60, "twenty jobs")
            early = _usage(worker.pid)[1]
            done = "SELECT count(*) FROM articles"
            until(lambda: ships.number(done) >= len(city.articles), 600, "all articles", every=1.0)
            seconds, last = time.monotonic() - began, _usage(worker.pid)
            jobs = sum(line.startswith("paper") for line in ships.output().splitlines())
            pages = len(city.articles) + hosts
            cost = 1000 * (last[0] - first[0]) / jobs
            print(f"{jobs} jobs, {pages} pages in {seconds:.0f} s: {cost:.0f} ms of processor a job, all its")
            print(
                f"  pages and their cleaning with it; {early:.0f} MB after twenty, {last[1]:.0f} at the end"
            )
            idle, at = _usage(worker.pid)[0], time.monotonic()
            time.sleep(10)
            cpu = 100 * (_usage(worker.pid)[0] - idle) / (time.monotonic() - at)
            count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            open_now = ships.number(count) - 1
            print(f"idle, with a sweep each second: {cpu:.1f} % of a core, {open_now} connections")
            ships.send("one", signal.SIGTERM)
            worker.wait(30)


def _usage(pid: int) -> tuple[float, float]:
    """Return a process's seconds of processor time and its megabytes of memory."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGESIZE") / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=5_000)
    parser.add_argument("--crawled", type=int, default=100, help="hosts that a worker really crawls")
    parser.add_argument("--articles", type=int, default=3, help="of each of those")
    options = parser.parse_args()
    server = Server(fsync="on", synchronous_commit="on", full_page_writes="on")
    try:
        with open_database(server.address(server.fresh())) as db:
            setup.set_up(db)
            engine(db, options.hosts)
        crawls(server.address(server.fresh()), options.crawled, options.articles)
    finally:
        server.close()


if __name__ == "__main__":
    main()

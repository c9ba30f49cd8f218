"""Times the frontier at a size: `python -m tests.db.bench_frontier --urls 1000000 --hosts 2000`.

Prints how long adding took, p50 and p99 of a lease of 20 and of an acknowledgement, and the memory used.
Leases for at most `--seconds`. Times are CPU times, with clock times in brackets: a busy machine changes the
first ones less.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pipelines.db import Database, open_database
from pipelines.db.crawl.frontier_rows import Link, add, has_due, next_at, waiting
from pipelines.db.crawl.leases import acknowledge, lease

Result = TypeVar("Result")
START = datetime(2026, 1, 1, tzinfo=UTC)


def links(urls: int, hosts: int) -> Iterator[Link]:
    for number in range(urls):
        # One host in a hundred has a tenth of all the URLs; their dates are not in order.
        host = number % hosts if number % 10 else number % max(hosts // 100, 1)
        yield Link(
            url=f"https://www.host{host}.example/2026/news/an-article-about-something-{number}",
            source=f"source{host}",
            published=START + timedelta(seconds=number * 7919 % 30_000_000),
            hints={"title": f"An article about something, number {number}"},
        )


def fill(db: Database, urls: int, hosts: int) -> None:
    batch: list[Link] = []
    for link in links(urls, hosts):
        batch.append(link)
        if len(batch) == 5_000:
            add(db, batch)
            batch.clear()
    add(db, batch)


Times = list[tuple[float, float]]


def timed(times: Times, work: Callable[[], Result]) -> Result:
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    times.append((time.process_time() - processor, time.perf_counter() - wall))
    return result


def percentiles(times: Times) -> str:
    def at(place: int, hundredths: int) -> float:
        ordered = sorted(each[place] for each in times)
        return ordered[min(len(ordered) * hundredths // 100, len(ordered) - 1)] * 1e3

    if len(times) == 1:
        return f"{at(0, 0):.2f} ms ({at(1, 0):.2f})"
    return f"p50 {at(0, 50):.2f} ms ({at(1, 50):.2f}), p99 {at(0, 99):.2f} ms ({at(1, 99):.2f})"


def leases(db: Database, seconds: float) -> tuple[Times, Times]:
    taking: Times = []
    ending: Times = []
    now, end = datetime.now(UTC), time.monotonic() + seconds
    while time.monotonic() < end and len(taking) < 5_000:
        batch = timed(taking, lambda: lease(db, 20, now=now, seconds=600, per_host=1))
        for each in batch:
            again = now + timedelta(hours=6) if each.attempts % 2 else None
            timed(ending, lambda token=each.token, at=again: acknowledge(db, token, "done", "new", at))
    return taking, ending


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=100_000)
    parser.add_argument("--hosts", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, open_database(Path(directory) / "frontier.db") as db:
        measure(db, asked.urls, asked.hosts, asked.seconds)
    print(f"memory:        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def measure(db: Database, urls: int, hosts: int, seconds: float) -> None:
    now, times = datetime.now(UTC), list[Times](([], [], [], [], [], []))
    timed(times[0], lambda: fill(db, urls, hosts))
    (processor, wall) = times[0][0]
    print(f"{urls:,} URLs over {hosts:,} hosts added in {processor:.1f} s ({wall:.1f})")
    taking, ending = leases(db, seconds)
    print(f"lease of 20:   {percentiles(taking)}, {len(taking)} times\nacknowledge:   {percentiles(ending)}")
    left = timed(times[1], lambda: waiting(db, None, now))
    print(f"waiting:       {percentiles(times[1])}, {left.due:,} due")
    names = [f"source{number}" for number in range(hosts)]
    timed(times[4], lambda: has_due(db, names, now))
    timed(times[5], lambda: next_at(db, names, now))
    print(f"has due:       {percentiles(times[4])}; next at: {percentiles(times[5])}")
    of_one = timed(times[2], lambda: lease(db, 20, now=now, seconds=600, per_host=20, sources=["source1"]))
    print(f"of one source: {percentiles(times[2])}, {len(of_one)} leased")
    since = START + timedelta(days=999)
    none = timed(times[3], lambda: lease(db, 20, now=now, seconds=600, per_host=1, since=since))
    print(f"none so new:   {percentiles(times[3])}, {len(none)} leased")


if __name__ == "__main__":
    main()

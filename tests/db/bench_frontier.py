"""Times the frontier at a size: `python -m tests.db.bench_frontier --urls 1000000 --hosts 2000`.

Prints how long adding took, p50 and p99 of a lease of 20 with its acknowledgements, and the memory used. Ends by
itself after `--seconds`.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.db import Database, open_database
from pipelines.db.frontier import Link, acknowledge, add, lease, waiting

START = datetime(2026, 1, 1, tzinfo=UTC)


def links(urls: int, hosts: int) -> Iterator[Link]:
    for number in range(urls):
        # One host in a hundred has a tenth of all the URLs; dates come in no order.
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


def percentile(values: list[float], hundredths: int) -> str:
    return f"{statistics.quantiles(values, n=100)[hundredths - 1] * 1e3:.2f} ms"


def leases(db: Database, seconds: float) -> tuple[list[float], list[float]]:
    taking, ending = [], []
    now, end = datetime.now(UTC), time.monotonic() + seconds
    while time.monotonic() < end and len(taking) < 5_000:
        began = time.perf_counter()
        batch = lease(db, 20, now=now, seconds=600, per_host=1)
        taking.append(time.perf_counter() - began)
        for each in batch:
            began = time.perf_counter()
            again = now + timedelta(hours=6) if each.attempts % 2 else None
            acknowledge(db, each.token, "done", "new", again)
            ending.append(time.perf_counter() - began)
    return taking, ending


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--urls", type=int, default=100_000)
    parser.add_argument("--hosts", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, open_database(Path(directory) / "frontier.db") as db:
        began = time.perf_counter()
        fill(db, asked.urls, asked.hosts)
        took = time.perf_counter() - began
        print(f"{asked.urls:,} URLs over {asked.hosts:,} hosts added in {took:.1f} s")
        taking, ending = leases(db, asked.seconds)
        print(
            f"lease of 20:  p50 {percentile(taking, 50)}, p99 {percentile(taking, 99)} ({len(taking)} times)"
        )
        print(f"acknowledge:  p50 {percentile(ending, 50)}, p99 {percentile(ending, 99)}")
        began = time.perf_counter()
        left = waiting(db, None, datetime.now(UTC))
        print(f"waiting:      {(time.perf_counter() - began) * 1e3:.0f} ms, {left.due:,} due")
        began = time.perf_counter()
        one = lease(db, 20, now=datetime.now(UTC), seconds=600, per_host=20, sources=["source1"])
        print(f"one source:   {(time.perf_counter() - began) * 1e3:.2f} ms for {len(one)}")
        began = time.perf_counter()
        none = lease(
            db, 20, now=datetime.now(UTC), seconds=600, per_host=1, since=START + timedelta(days=999)
        )
        print(f"none so new:  {(time.perf_counter() - began) * 1e3:.2f} ms for {len(none)}")
    print(f"memory:       {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()

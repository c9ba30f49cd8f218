"""Readers poll while a crawler stores: `python -m tests.db.bench_readers --articles 10000 --readers 8`.

Prints how long the polls took, and fails if a reader missed a row or received one twice. Each poll's time is
by the clock, with CPU time beside it, since on a busy machine readers wait for the processor.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.db import open_articles, open_database
from pipelines.db.articles import remove, store
from tests.db.invented import address, article

PAUSE = 0.02
"""Seconds between two polls."""


@dataclass(frozen=True)
class Read:
    """The observations of one reader: each row's last seq, and each poll's milliseconds: clock, processor."""

    seqs: dict[int, int]
    given: int
    polls: list[tuple[float, float]]


def read(path: Path, ready: Any, last: Any, answers: Any) -> None:
    """Poll until `last` says which seq is the last."""
    seq, given, seqs, polls = 0, 0, dict[int, int](), list[tuple[float, float]]()
    with open_articles(path) as articles:
        ready.release()
        while not last.value or seq < last.value:
            began, cpu = time.perf_counter(), time.process_time()
            rows = list(islice(articles.since(seq), 500))
            polls.append(((time.perf_counter() - began) * 1e3, (time.process_time() - cpu) * 1e3))
            for row in rows:
                assert row.seq > seq, f"{row.seq} came after {seq}"
                seq, seqs[row.id], given = row.seq, row.seq, given + 1
            time.sleep(PAUSE)
    answers.put(Read(seqs, given, polls))


def write(path: Path, count: int) -> int:
    """Store articles, sometimes change or remove one; return the last seq."""
    with open_database(path) as db:
        for number in range(count):
            made = article(number)
            store(db, made)
            if number % 10 == 0:
                later = made.seen_at + timedelta(hours=1)
                store(db, replace(made, title=f"{made.title} again", seen_at=later))
            if number % 50 == 0:
                remove(db, address(number), made.seen_at + timedelta(hours=2))
        ((last,),) = db.all("SELECT max(seq) FROM articles")
        return int(last)


def run(path: Path, count: int, readers: int) -> list[Read]:
    """Run the writer and readers. Raises AssertionError if a reader does not have each row's last seq."""
    open_database(path).close()
    context = multiprocessing.get_context("spawn")
    ready, last, answers = context.Semaphore(0), context.Value("q", 0), context.Queue()
    processes = [context.Process(target=read, args=(path, ready, last, answers)) for _ in range(readers)]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire(timeout=60)
    last.value = write(path, count)
    found = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    with open_database(path) as db:
        rows = dict(db.all("SELECT id, seq FROM articles"))
    for each in found:
        assert each.seqs == rows
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        began = time.perf_counter()
        found = run(Path(directory) / "news.db", asked.articles, asked.readers)
    print(f"{asked.articles} articles in {time.perf_counter() - began:.0f} s, {asked.readers} readers")
    for place, name in enumerate(("by the clock", "by the processor")):
        times = sorted(poll[place] for each in found for poll in each.polls)
        at = {share: times[int(len(times) * share)] for share in (0.5, 0.99, 0.999)}
        over = sum(each > 50 for each in times)
        shown = ", ".join(f"p{100 * share:g} {value:.1f} ms" for share, value in at.items())
        print(f"{len(times)} polls {name}: {shown}, longest {times[-1]:.1f} ms, {over} over 50 ms")
    print("every reader received every row's last state, and no row twice")


if __name__ == "__main__":
    main()

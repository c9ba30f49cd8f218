"""Builds a database of made-up articles and times it: `python -m tests.db.bench_articles --articles 1000000`.

Prints the file's size, the time to build it, and p50 and p99 of what readers and the crawl do. With `--keep
PATH` the file stays. Times are of the processor (and of the clock): a busy machine matters less.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeVar

from pipelines.db import Articles, Database, open_articles, open_database
from pipelines.db.articles import store
from pipelines.db.signature import signature
from pipelines.items import Article
from tests.db.bench_frontier import Times, timed, told
from tests.db.conftest import NOON, make_article

Result = TypeVar("Result")
TIMES = 300
"""Repetitions of each reading."""

_numbers = random.Random(1)
WORDS = ["".join(_numbers.choices("etaoinshrdlucmfwypvbgk", k=_numbers.randint(2, 9))) for _ in range(50_000)]
# Common words are as common as in a language.
WEIGHTS = list(accumulate(1 / (place + 3) for place in range(len(WORDS))))
COMMON, RARE = WORDS[20], WORDS[30_000]


def address(number: int) -> str:
    return f"https://site{number % 2_000}.example/2026/news/{number}"


def article(number: int) -> Article:
    numbers = random.Random(number)

    def words(count: int) -> str:
        return " ".join(numbers.choices(WORDS, cum_weights=WEIGHTS, k=count))

    text = "\n\n".join(words(60) for _ in range(9))
    url = address(number)
    return make_article(
        url=url,
        source=f"site{number % 2_000}",
        title=words(9),
        text=text,
        summary=words(20),
        authors=(words(2),),
        published_at=f"{NOON + timedelta(seconds=30 * number):%Y-%m-%dT%H:%M:%SZ}",
        published_precision="minute",
        seen_at=NOON + timedelta(seconds=30 * number + 90),
        urls=(f"{url}?from=feed",),
        signature=signature(text),
    )


def build(db: Database, count: int) -> None:
    for start in range(0, count, 50):
        with db.transaction():
            for number in range(start, min(start + 50, count)):
                store(db, article(number))


def readings(articles: Articles, count: int) -> Iterator[tuple[str, Callable[[], object]]]:
    last, numbers = articles.last_seq(), random.Random(2)
    recent = NOON + timedelta(seconds=30 * count) - timedelta(days=7)
    yield "poll, 100 new", lambda: list(islice(articles.since(last - 100), 100))
    yield "poll, none new", lambda: list(articles.since(last))
    yield "by address", lambda: articles.get(address(numbers.randrange(count)))
    yield "by id", lambda: articles.get(numbers.randrange(1, count))
    yield "search, rare word", lambda: list(articles.search(RARE))
    yield "search, common, 7 days", lambda: list(articles.search(COMMON, since=recent))
    yield "search, common word", lambda: list(articles.search(COMMON))


def measure(path: Path, count: int, most_seconds: float) -> None:
    with open_database(path) as db:
        built: Times = []
        timed(built, lambda: build(db, count))
        db.all("PRAGMA wal_checkpoint(TRUNCATE)")
        size = path.stat().st_size
        print(f"{count:,} articles: {size / 1e6:,.0f} MB, {size // count:,} bytes each, in {told(built)}")
        with open_articles(path) as articles:
            for name, read in readings(articles, count):
                show(name, read, most_seconds)
        fresh = iter([article(count + number) for number in range(TIMES + 50)])
        show("store, new", lambda: store(db, next(fresh)), most_seconds)
        again = iter([article(number) for number in range(TIMES + 50)])
        show("store, the same", lambda: store(db, next(again)), most_seconds)


def show(name: str, work: Callable[[], object], most_seconds: float) -> None:
    times: Times = []
    end = time.monotonic() + most_seconds
    while len(times) < TIMES and (time.monotonic() < end or len(times) < 2):
        timed(times, work)
    print(f"{name:24} {told(times)}, {len(times)} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--seconds", type=float, default=5, help="for each line, at most")
    asked = parser.parse_args()
    if asked.keep:
        measure(asked.keep, asked.articles, asked.seconds)
        return
    with tempfile.TemporaryDirectory() as directory:
        measure(Path(directory) / "news.db", asked.articles, asked.seconds)


if __name__ == "__main__":
    main()

"""Builds a database of invented articles and times it: `nice python -m tests.db.bench_million`.

Prints the file's size, the time to build it, and p50 and p99 of what readers and a crawl do, alone and while
another process stores as fast as a crawl does. A million takes 15 minutes and 8 GB. With `--keep` the file
stays. Times are by the clock, with CPU times in brackets: a busy machine changes those less.

It is built without a search for copies, and with random keys in place of signatures; everything else is
written as a crawl writes it, including the search indexes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipelines.db import Articles, Database, clock, open_articles, open_database
from pipelines.db.articles import _ADDRESS, _NEW_SOURCE, PUBLIC, _values, store
from pipelines.db.duplicates import ComparedArticle, original
from pipelines.db.folding import fold, special_words
from pipelines.db.search_fts5 import _ADD, _NOTE_FORM
from pipelines.db.search_fts5 import _write as _add_letters
from pipelines.items import Article
from tests.db.bench_frontier import Times, timed
from tests.db.conftest import NOON
from tests.db.invented import (
    COPY,
    SECONDS,
    SHARES,
    SOURCES,
    address,
    article,
    copied,
    keys,
    paragraphs,
    vocabulary,
)

TIMES = 300
"""Repetitions of each reading."""
AT_ONCE = 20_000
PER_SECOND = 20
"""Articles that a crawl stores per second over all its hosts: two cores clean about 50 pages per second."""

_PAGE = "SELECT * FROM articles WHERE seq > :seq ORDER BY seq LIMIT 100"


_INSERT = f"""
    INSERT INTO articles (seq, source, first_seen_at, last_seen_at, {", ".join(PUBLIC)})
    VALUES (:seq, :source, :seen_at, :seen_at, {", ".join(f":{name}" for name in PUBLIC)})
"""
_SIZES = """
    SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize)
    FROM dbstat AS s
    LEFT JOIN sqlite_master AS m ON m.name = s.name
    WHERE s.aggregate = 1
    GROUP BY 1
    ORDER BY 2 DESC
    LIMIT 12
"""


def build(db: Database, count: int, minutes: float) -> int:
    """Build in large transactions, with as much memory as a crawl would need over years; return the count."""
    end = time.monotonic() + 60 * minutes
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -3000000", "foreign_keys = OFF"):
        db.all(f"PRAGMA {pragma}")
    for table in ("articles_fts", "_letters"):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', 64000000)")
    with db.transaction():
        for number in range(SOURCES):
            row = {
                "name": f"site{number}",
                "url": f"https://site{number}.example/",
                "now": "2026-05-04T12:00:00Z",
            }
            db.execute(_NEW_SOURCE, row)
        for language in SHARES:
            forms = special_words(" ".join(vocabulary(language)))
            db.executemany(_NOTE_FORM, ({"word": fold(form), "form": form} for form in forms))
    done = 0
    while done < count and time.monotonic() < end:
        with db.transaction():
            _write(db, range(done, min(done + AT_ONCE, count)))
        done = min(done + AT_ONCE, count)
        print(f"{done:,}", end=" ", flush=True)
    for table in ("articles_fts", "_letters"):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', 1048576)")
    return done


def _write(db: Database, numbers: range) -> None:
    rows, letters, shingles = [], [], []
    for number in numbers:
        made, first = article(number, keys(number)), copied(number)
        identity = number + 1
        row = {**_values(made, made.url), "duplicate_of": first + 1 if first else None, "removed_at": None}
        rows.append({**row, "seq": identity, "source": made.source, "seen_at": clock.text(made.seen_at)})
        shingles += [(key, identity) for key in made.signature]
        if made.language == "zh":
            letters.append((identity, row))
    db.executemany(_INSERT, rows)
    for identity, row in letters:
        _add_letters(db, _ADD, identity, row)
    urls = [{"url": url, "id": number + 1} for number in numbers for url in _urls(number)]
    db.executemany(_ADDRESS, urls)
    db.conn.executemany("INSERT INTO _shingles (key, id) VALUES (?, ?)", sorted(shingles))
    db.execute("UPDATE _seq SET value = :last", {"last": numbers[-1] + 1})


def _urls(number: int) -> tuple[str, str]:
    return address(number), f"{address(number)}?from=feed"


def readings(articles: Articles, count: int) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield what is measured, each with a function that returns how many rows it read."""
    numbers, english = random.Random(2), vocabulary("en")
    common, everywhere = english[400], english[15]
    known = {word: place for place, word in enumerate(english)}
    rare = max(paragraphs("en")[0].strip(".").split(), key=lambda word: known[word])
    phrase = " ".join(paragraphs("en")[1].split()[3:5])
    chinese = paragraphs("zh")[2][7:9]
    last = articles.last_seq()
    recent = NOON + timedelta(seconds=SECONDS * count) - timedelta(days=7)

    def page(seq: int) -> int:
        return len(articles._file.rows(_PAGE, {"seq": seq}))

    def find(words: str, **only: Any) -> Callable[[], int]:
        return lambda: len(list(articles.search(words, **only)))

    yield "poll: the last 100 rows", lambda: page(last - 100)
    yield "poll: 100 rows anywhere", lambda: page(numbers.randrange(last - 100))
    yield "poll: nothing new", lambda: len(list(articles.since(articles.last_seq())))
    yield "the newest 100 as dataclasses", lambda: len(list(articles.since(last - 100)))
    yield "by address", lambda: int(articles.get(address(numbers.randrange(count))) is not None)
    yield "by id", lambda: int(articles.get(numbers.randrange(1, count)) is not None)
    yield "the newest 20", lambda: len(list(articles.newest(20)))
    yield "search: rare word", find(rare)
    yield "search: common word", find(common)
    yield "search: in nearly every article", find(everywhere)
    yield "search: phrase", find(f'"{phrase}"')
    yield "search: Chinese word", find(chinese)
    yield "search: common word, 7 days", find(common, since=recent)
    yield "search: in nearly every article, 7 days", find(everywhere, since=recent)
    yield "search: common word, one source", find(common, source="site7")


def writings(db: Database, first: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is measured; `first` is the number of the first article that is not stored yet."""
    fresh = [article(first + number) for number in range(TIMES + 1)]
    new = [article(first + TIMES + number) for number in range(1, TIMES + 2)]
    known = [article(number * 7) for number in range(TIMES + 1)]
    numbers = [number for number in range(COPY * 8, COPY * 3 * TIMES, COPY) if copied(number)]
    copies = [article(number, keys(number)) for number in numbers[: TIMES + 1]]
    yield "insert", lambda: store(db, fresh.pop())
    yield "the same again", lambda: store(db, known.pop())
    yield "near-duplicates of a new article", lambda: _original(db, new.pop())
    yield "near-duplicates of a copy", lambda: _original(db, copies.pop())


def _original(db: Database, made: Article) -> int | None:
    return original(
        db, made.signature, ComparedArticle(made.source, made.title, made.published_at, made.text)
    )


def crawl(path: Path, first: int, stop: Any) -> None:
    """Store articles at a crawl's speed until `stop` is set."""
    with open_database(path) as db:
        number = first
        while not stop.is_set():
            began = time.monotonic()
            store(db, article(number))
            number += 1
            time.sleep(max(1 / PER_SECOND - (time.monotonic() - began), 0))


@contextmanager
def crawling(path: Path, first: int) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=crawl, args=(path, first, stop), daemon=True)
    writer.start()
    time.sleep(3)
    try:
        yield
    finally:
        stop.set()
        writer.join()


def measure(path: Path, count: int, seconds: float) -> None:
    found: dict[str, list[str]] = {}
    # A file that was kept may have been measured before: do not use the same new articles again.
    fresh = random.SystemRandom().randrange(2 * count, 50 * count)
    with open_articles(path) as articles, open_database(path) as db:
        for name, work in readings(articles, count):
            found[name] = [timed_cells(name, work, seconds)]
        for name, work in writings(db, fresh):
            found[name] = [timed_cells(name, work, seconds)]
        with crawling(path, fresh + 99 * TIMES):
            for name, work in readings(articles, count):
                found[name].append(timed_cells(name, work, seconds))
            for name, work in writings(db, fresh + 9 * TIMES):
                found[name].append(timed_cells(name, work, seconds))
    print(
        "\n| milliseconds | alone: p50 | p99 | during a crawl: p50 | p99 |\n| --- | --- | --- | --- | --- |"
    )
    for name, cells in found.items():
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def timed_cells(name: str, work: Callable[[], object], seconds: float) -> str:
    times: Times = []
    work()  # the first call reads pages into memory that the others find there
    end = time.monotonic() + seconds
    while len(times) < TIMES and (time.monotonic() < end or len(times) < 2):
        timed(times, work)
    cells = []
    for share in (50, 99):
        clock, processor = (sorted(each[place] for each in times) for place in (1, 0))
        at = min(len(times) * share // 100, len(times) - 1)
        cells.append(f"{clock[at] * 1e3:.3g} ({processor[at] * 1e3:.3g})")
    print(f"{name}: {' '.join(cells)}, {len(times)} times", flush=True)
    return " | ".join(cells)


def run(path: Path, count: int, seconds: float, minutes: float) -> None:
    began = time.perf_counter()
    with open_database(path) as db:
        if not db.one("SELECT 1 FROM articles"):
            count = build(db, count, minutes)
            print(f"\n{count:,} articles, {path.stat().st_size / 1e6:,.0f} MB, built in", end=" ")
            print(f"{time.perf_counter() - began:,.0f} s ({time.process_time():,.0f} s of the processor)")
        ((count,),) = db.all("SELECT max(id) FROM articles")
        for table, size in db.all(_SIZES):
            print(f"{table}: {size / 1e6:,.1f} MB", flush=True)
    measure(path, count, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="build it there if it is not there yet, and leave it")
    parser.add_argument("--seconds", type=float, default=6, help="for each line, at most")
    parser.add_argument("--minutes", type=float, default=60, help="for building, at most")
    asked = parser.parse_args()
    if asked.keep:
        run(asked.keep, asked.articles, asked.seconds, asked.minutes)
        return
    with tempfile.TemporaryDirectory() as directory:
        run(Path(directory) / "news.db", asked.articles, asked.seconds, asked.minutes)


if __name__ == "__main__":
    main()

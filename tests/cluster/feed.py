"""Several writers and polling readers on one PostgreSQL database: does a reader miss a row, or get one twice?

    python -m tests.cluster.feed                    # the counter of the schema: nothing is lost
    python -m tests.cluster.feed --plain-sequence   # a sequence in its place: readers lose rows

Each writer stores, changes and removes articles, and waits for a random time before it commits; each reader
keeps the last `seq` that it has seen and asks for the rows after it. Each has a connection of its own, and so
a process of the server's.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from unittest import mock

from pipelines.db import Database, articles, open_database
from tests import postgres
from tests.db.conftest import NOON, make_article

WRITERS, READERS, CHANGES = 6, 8, 1_000
LONGEST_PAUSE = 0.006
_NEXT = "SELECT id, seq FROM articles WHERE seq > :seq ORDER BY seq LIMIT 50"
_GIVEN = "SELECT seq FROM articles UNION ALL SELECT seq FROM revisions ORDER BY 1"
_PLAIN = "SELECT nextval('plain')"
_PLAIN_NUMBER = "UPDATE articles SET seq = currval('plain') WHERE id = :id"


def write(address: str, number: int, changes: int) -> None:
    """Store `changes` changes, each in a transaction that waits before it commits."""
    chance = random.Random(number)
    with open_database(address) as db:
        for turn in range(changes):
            owner = number if chance.random() < 0.8 else chance.randrange(WRITERS)
            url = f"https://herald.example/{owner}/{chance.randrange(turn // 2 + 1)}"
            db.retrying(lambda url=url, turn=turn: _change(db, chance, url, turn))
            time.sleep(chance.random() * LONGEST_PAUSE)


def _change(db: Database, chance: random.Random, url: str, turn: int) -> None:
    when = NOON + timedelta(seconds=turn)
    with db.transaction():
        if chance.random() < 0.1:
            articles.remove(db, url, when)
        else:
            title = f"Report {chance.randrange(1_000_000)}"
            articles.store(db, make_article(url=url, title=title, text=f"{title} {url}", seen_at=when))
        db.all("SELECT 1")  # with it goes what waits: the number is taken before the pause
        time.sleep(chance.random() * LONGEST_PAUSE)


def read(address: str, ended: Event) -> list[tuple[int, int]]:
    """Poll until nothing comes after the end; return what came: the id and the seq of each row."""
    seen, last = list[tuple[int, int]](), 0
    with open_database(address) as db:
        while True:
            is_over = ended.is_set()
            rows = db.all(_NEXT, {"seq": last})
            seen += [(number, seq) for number, seq in rows]
            last = rows[-1][1] if rows else last
            if not rows and is_over:
                return seen
            time.sleep(random.random() * 0.01)


def run(address: str, changes: int, *, plain: bool = False) -> tuple[int, int, int]:
    """Run it all; return how many changes there were, and how many the readers missed and got twice."""
    ended = Event()
    with (
        open_database(address) as db,
        ThreadPoolExecutor(WRITERS + READERS) as pool,
        _numbers(db, plain=plain),
    ):
        reading = [pool.submit(read, address, ended) for _ in range(READERS)]
        try:
            for writing in [pool.submit(write, address, number, changes) for number in range(WRITERS)]:
                writing.result()
        finally:
            ended.set()
        came = [each.result() for each in reading]
        last = dict(db.all("SELECT id, seq FROM articles"))
        given = [seq for (seq,) in db.all(_GIVEN)]
    # A row that changed again before it was read comes once, with its last number: that is no loss.
    missed = sum(dict(rows).get(number) != seq for rows in came for number, seq in last.items())
    twice = sum(count - 1 for rows in came for count in Counter(seq for _, seq in rows).values())
    assert plain or given == list(range(1, len(given) + 1)), "a number is missing"
    return len(given), missed, twice


@contextmanager
def _numbers(db: Database, *, plain: bool) -> Iterator[None]:
    if not plain:
        yield
        return
    db.execute("CREATE SEQUENCE plain")
    with mock.patch.multiple(articles, _RAISE=_PLAIN, _NUMBER=_PLAIN_NUMBER):
        yield


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--plain-sequence", action="store_true")
    parser.add_argument("--changes", type=int, default=CHANGES, help="of each writer")
    options = parser.parse_args()
    start = time.monotonic()
    with postgres.fresh_database() as address:
        changes, missed, twice = run(address, options.changes, plain=options.plain_sequence)
    took = time.monotonic() - start
    print(f"{WRITERS} writers, {READERS} readers: {changes} changes in {took:.0f} s, "
          f"{missed} missed, {twice} twice")  # fmt: skip


if __name__ == "__main__":
    main()

"""Several writers at once, which only PostgreSQL has: what one stores, another neither loses nor repeats."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Event
from typing import Any, TypeVar

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import remove, store
from pipelines.db.crawl.frontier_rows import Link, add, has_due
from pipelines.db.crawl.leases import acknowledge, give_back, lease
from pipelines.db.file_errors import Locked
from tests.db.conftest import NOON, make_article
from tests.db.test_articles import check_feed
from tests.postgres import fresh_database

pytestmark = pytest.mark.postgres
T = TypeVar("T")


@pytest.fixture
def address() -> Iterator[str]:
    with fresh_database() as made:
        yield made


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    with open_database(address) as opened:
        yield opened


def together(address: str, count: int, work: Callable[[Database, int], T]) -> list[T]:
    """Run the same at the same moment, each with a connection of its own."""
    barrier = Barrier(count, timeout=60)

    def one(number: int) -> T:
        with open_database(address) as db:
            barrier.wait()
            return work(db, number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_the_same_new_address_at_the_same_moment_is_one_row(address: str, db: Database) -> None:
    def work(db: Database, number: int) -> list[str]:
        urls = [f"https://herald.example/{n}" for n in range(20)]
        return [store(db, make_article(url=url, text=f"Only of {url}.", signature=())) for url in urls]

    outcomes = together(address, 4, work)
    assert sorted(each.count("new") for each in zip(*outcomes, strict=True)) == [1] * 20
    assert db.all("SELECT count(*), count(DISTINCT url) FROM articles") == [(20, 20)]
    assert db.all("SELECT count(*) FROM revisions") == [(0,)]
    check_feed(db)


def test_copies_that_are_stored_at_the_same_moment_are_copies(address: str, db: Database) -> None:
    def work(db: Database, number: int) -> str:
        source = f"paper{number}"
        return store(db, make_article(url=f"https://{source}.example/a", source=source))

    assert together(address, 6, work) == ["new"] * 6
    ((first,),) = db.all("SELECT id FROM articles WHERE duplicate_of IS NULL")
    assert db.all("SELECT count(*) FROM articles WHERE duplicate_of = :first", {"first": first}) == [(5,)]


def test_each_change_of_one_article_leaves_its_revision(address: str, db: Database) -> None:
    store(db, make_article())

    def work(db: Database, number: int) -> list[str]:
        when = [NOON + timedelta(hours=1 + turn) for turn in range(10)]
        return [store(db, make_article(title=f"{number} {turn}", seen_at=at)) for turn, at in enumerate(when)]

    together(address, 4, work)
    check_feed(db)
    titles = db.all("SELECT title FROM revisions ORDER BY revision")
    titles += db.all("SELECT title FROM articles")
    assert all(one != other for one, other in pairwise(titles))


def test_links_that_several_pages_have_are_added_once(address: str, db: Database) -> None:
    urls = [f"https://herald.example/{n}" for n in range(60)]

    def work(db: Database, number: int) -> int:
        order = urls if number % 2 else urls[::-1]
        return add(db, [Link(url=url, source="herald") for url in order], now=NOON).new

    assert sum(together(address, 3, work)) == 60
    assert db.all("SELECT count(*) FROM _frontier") == [(60,)]


def test_no_address_is_leased_twice(address: str, db: Database) -> None:
    links = [Link(url=f"https://{n % 5}.example/{n}", source="herald") for n in range(200)]
    add(db, links, now=NOON)

    def work(db: Database, number: int) -> list[str]:
        taken, empty = list[str](), 0
        while empty < 3:
            some = lease(db, 7, now=NOON, seconds=600, per_host=3)
            empty = 0 if some else empty + 1
            # It keeps one at least: the last row, taken and given back, would never come to an end.
            given = 1 if number == 0 and len(some) > 1 else 0
            back, kept = some[:given], some[given:]
            give_back(db, [each.token for each in back])
            assert all(acknowledge(db, each.token, "done") for each in kept)
            taken += [each.url for each in kept]
        return taken

    taken = [url for each in together(address, 4, work) for url in each]
    while some := lease(db, 50, now=NOON, seconds=600, per_host=50):
        assert all(acknowledge(db, each.token, "done") for each in some)
        taken += [each.url for each in some]
    assert sorted(taken) == sorted(link.url for link in links)
    assert not has_due(db, None, NOON)


def test_a_lease_that_is_over_is_not_taken_from_who_has_it_now(address: str, db: Database) -> None:
    add(db, [Link(url=f"https://herald.example/{n}", source="herald") for n in range(40)], now=NOON)
    lease(db, 40, now=NOON, seconds=60, per_host=40)
    later = NOON + timedelta(minutes=5)

    def work(db: Database, number: int) -> list[str]:
        return [each.token for each in lease(db, 40, now=later, seconds=600, per_host=10)]

    tokens = [token for each in together(address, 4, work) for token in each]
    assert len(tokens) == len({token.split(".")[0] for token in tokens})
    assert all(acknowledge(db, token, "done") for token in tokens)


def test_a_row_that_becomes_due_while_its_queue_is_found_empty_is_leased(address: str, db: Database) -> None:
    """One process finds nothing in a queue; before it says so, another adds a row."""
    with open_database(address) as other:
        for n in range(10):
            add(db, [Link(url=f"https://herald.example/{n}", source="herald")], now=NOON)
            (one,) = lease(db, 1, now=NOON, seconds=60, per_host=1)
            with ThreadPoolExecutor(1) as pool:
                found = Event()

                def look(found: Event = found) -> None:
                    with other.transaction():
                        assert not lease(other, 5, now=NOON, seconds=60, per_host=5)
                        found.set()
                        time.sleep(0.02)

                looking = pool.submit(look)
                found.wait(5)
                add(db, [Link(url=f"https://herald.example/{n}b", source="herald")], now=NOON)
                looking.result()
            (two,) = lease(db, 5, now=NOON, seconds=60, per_host=5)
            assert acknowledge(db, one.token, "done")
            assert acknowledge(db, two.token, "done")


def _note(db: Database, name: str) -> None:
    db.execute("UPDATE articles SET word_count = word_count + 1 WHERE title = :name", {"name": name})


def test_a_deadlock_is_run_again(address: str, db: Database) -> None:
    for name in "ab":
        url = f"https://herald.example/{name}"
        store(db, make_article(url=url, title=name, text=f"Only of {name}.", word_count=0, signature=()))
    barrier, runs = Barrier(2), list[int]()

    def work(db: Database, number: int) -> bool:
        first, second = ("a", "b") if number else ("b", "a")

        def both() -> bool:
            runs.append(number)
            with db.transaction():
                _note(db, first)
                if len(runs) <= 2:
                    barrier.wait(10)
                _note(db, second)
                return remove(db, f"https://herald.example/{second}", NOON)

        return db.retrying(both)

    together(address, 2, work)
    assert len(runs) >= 3
    assert db.all("SELECT word_count, removed_at IS NULL FROM articles") == [(2, False)] * 2
    check_feed(db)


def test_who_holds_a_row_too_long_is_reported(
    address: str, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(address) as other:
        other.hurry()
        with db.transaction():
            db.execute("UPDATE _seq SET value = value")
            with pytest.raises(Locked, match="another program holds what is to be written"):
                store(other, make_article())
        assert store(other, make_article()) == "new"


def test_what_is_only_a_race_is_not_run_for_ever(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.db.postgres.connection.sleep", lambda seconds: None)
    runs = list[Any]()

    def work() -> None:
        runs.append(1)
        with db.transaction():
            db.execute("INSERT INTO _seq (value) SELECT value FROM _seq")
            db.execute("CREATE UNIQUE INDEX one ON _seq (value)")

    with pytest.raises(Exception, match="could not create unique index"):
        db.retrying(work)
    assert len(runs) == 10

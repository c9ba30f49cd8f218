"""A reader gets typed rows, in the requested order, while a crawl writes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from threading import Timer

import pytest

from pipelines.db import Articles, Database, StoredArticle, open_articles, open_database, reader
from pipelines.db.articles import remove, store
from pipelines.db.file_errors import Missing
from pipelines.db.stored_article import NAMES
from tests.db.conftest import NOON, make_article
from tests.postgres import fresh_database

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def articles(db: Database, store_address: Path | str) -> Iterator[Articles]:
    with open_articles(store_address) as opened:
        yield opened


def fill(db: Database, count: int) -> None:
    for number in range(count):
        store(db, make_article(url=f"https://herald.example/{number}", signature=()))


def test_a_row_is_typed(db: Database, articles: Articles) -> None:
    store(db, make_article(authors=("Ada", "Bo"), is_paywalled=True, language="en"))
    (article,) = articles
    assert (article.id, article.seq, article.authors, article.tags) == (1, 1, ("Ada", "Bo"), ())
    assert article.is_paywalled is True
    assert article.published_at is None
    assert len(article.paragraphs) == 4
    assert "harbour council" not in repr(article)


def test_a_row_has_every_public_column(file_db: Database) -> None:
    actual = [name for (name,) in file_db.all("SELECT name FROM pragma_table_info('articles')")]
    assert list(NAMES) == actual
    assert {each.name for each in fields(StoredArticle)} == set(actual)


def test_a_reader_that_keeps_one_number_sees_every_change_once(
    db: Database, articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_CHUNK", 2)
    fill(db, 5)
    first = [article.seq for article in articles.since()]
    assert first == [1, 2, 3, 4, 5] == [article.seq for article in articles]
    store(db, make_article(url="https://herald.example/1", title="New", signature=(), seen_at=LATER))
    store(db, make_article(url="https://herald.example/2", signature=(), seen_at=LATER))
    remove(db, "https://herald.example/3", LATER)
    changed = [(article.id, article.title[:3], article.removed_at) for article in articles.since(first[-1])]
    assert changed == [(2, "New", None), (4, "Bri", "2026-05-04T13:00:00Z")]
    assert articles.last_seq() == 7
    assert len(articles) == 5


def test_an_article_that_changes_during_reading_comes_again(
    db: Database, articles: Articles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_CHUNK", 2)
    fill(db, 3)
    reading = articles.since()
    assert next(reading).id == 1
    store(db, make_article(url="https://herald.example/0", title="New", signature=(), seen_at=LATER))
    assert [(article.id, article.title[:3]) for article in reading] == [(2, "Bri"), (3, "Bri"), (1, "New")]


def test_articles_by_date(db: Database, articles: Articles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_CHUNK", 2)
    days = [
        None,
        "2026-05-02",
        "2026-05-01T23:59:59Z",
        "2026-05-02T00:00:00Z",
        "2026-05-02",
        "2026-05-03T10:00:00Z",
    ]
    for number, day in enumerate(days):
        precision = {20: "minute", 10: "day"}.get(len(day or ""))
        url = f"https://herald.example/{number}"
        store(db, make_article(url=url, signature=(), published_at=day, published_precision=precision))
    assert [each.id for each in articles.published(date(2026, 5, 2))] == [2, 5, 4, 6]
    assert [each.id for each in articles.published(date(2026, 5, 1), date(2026, 5, 3))] == [3, 2, 5, 4]
    assert [each.id for each in articles.published(NOON - timedelta(days=1, hours=2))] == [6]


def test_an_article_by_id_or_any_address(db: Database, articles: Articles) -> None:
    store(db, make_article(urls=("https://herald.example/b?id=1",)))
    for key in (1, "https://herald.example/bridge", "https://herald.example/b?id=1"):
        found = articles.get(key)
        assert found and found.id == 1
    assert articles.get(2) is None
    assert articles.get("https://herald.example/none") is None


def test_numbers_out_of_range_are_the_same_with_every_database(db: Database, articles: Articles) -> None:
    fill(db, 2)
    huge = 10**30
    assert (articles.get(huge), articles.get(-huge), list(articles.since(huge))) == (None, None, [])
    assert (articles.count(huge), articles.count(-huge), articles.changes(huge)) == (0, 2, [])
    assert [len(list(articles.search("bridge", limit=limit))) for limit in (0, 1, huge)] == [0, 1, 2]
    assert len(list(articles.newest(huge))) == 2
    for read in (lambda: articles.search("bridge", limit=-1), lambda: articles.newest(-1)):
        with pytest.raises(ValueError, match="limit=-1: give 0 or more"):
            list(read())


def test_changes_have_old_and_new_values(db: Database, articles: Articles) -> None:
    hours = [NOON + timedelta(hours=hour) for hour in range(5)]
    store(db, make_article(authors=("Ada",)))
    store(db, make_article(authors=("Ada", "Bo"), seen_at=hours[1]))
    store(db, make_article(authors=("Ada", "Bo"), title="New", text="Another text.", seen_at=hours[2]))
    remove(db, "https://herald.example/bridge", hours[3])
    first, second, third = articles.changes(1)
    assert (first.revision, first.seen_at, first.reason) == (1, "2026-05-04T13:00:00Z", "page")
    assert (first.before, first.after) == ({"authors": ("Ada",)}, {"authors": ("Ada", "Bo")})
    assert set(second.before) == {"title", "text", "word_count"}
    assert second.before["text"] == make_article().text
    assert second.after == {"title": "New", "text": "Another text.", "word_count": 2}
    assert (third.reason, third.before) == ("removed", {"removed_at": None})
    assert third.after == {"removed_at": "2026-05-04T15:00:00Z"}
    assert articles.changes(2) == []


READER = """
import sys, time
from pipelines.db import open_articles
with open_articles(sys.argv[1]) as articles:
    rows, seq, waits, end = {}, 0, [], None
    while end is None or seq < end:
        began = time.perf_counter()
        for article in articles.since(seq):
            assert article.seq > seq, "out of order"
            seq = article.seq
            rows[article.id] = (article.seq, article.title)
        waits.append(time.perf_counter() - began)
        if end is None and (last := articles.get("https://herald.example/last")):
            end = last.seq
    stored = dict(articles.conn.execute("SELECT id, seq FROM articles"))
    assert {key: value[0] for key, value in rows.items()} == stored, "missed a change"
    print(len(rows), max(waits))
"""


def test_readers_in_other_processes_miss_nothing(db: Database, store_address: Path | str) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", READER, str(store_address)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(2)]
    numbers = random.Random(1)
    for number in range(400):
        url = f"https://herald.example/{numbers.randrange(60)}"
        store(db, make_article(url=url, title=f"Title {number}", signature=()))
    store(db, make_article(url="https://herald.example/last", signature=()))
    actual = [reader.communicate(timeout=60)[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert {line.split()[0] for line in actual} == {"61"}


OTHER_USER = """
import os, sys
from pipelines.db import open_articles
os.setgid(65534)
os.setuid(65534)
with open_articles(sys.argv[1]) as articles:
    for line in sys.stdin:
        print([article.title for article in articles.since(0)], flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may become another user")
def test_another_user_reads_while_a_crawl_runs_and_while_none_does() -> None:
    # Not below pytest's own directory, which only root may open.
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        path = Path(directory) / "news.db"

        def crawl(title: str) -> Database:
            db = open_database(path)
            store(db, make_article(title=title, signature=()))
            return db

        crawl("one").close()
        command = [sys.executable, "-c", OTHER_USER, str(path)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=Path(__file__).parents[2], **pipes) as reader:  # type: ignore[call-overload]

            def read() -> str:
                print(file=reader.stdin, flush=True)
                return str(reader.stdout.readline()).strip()

            assert read() == "['one']"
            running = crawl("two")
            assert read() == "['two']"
            store(running, make_article(title="three", signature=()))
            assert read() == "['three']"
            running.close()
            assert read() == "['three']"
            crawl("four").close()
            assert read() == "['four']"


def test_a_reader_cannot_write(articles: Articles) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        articles.conn.execute("DELETE FROM articles")


def test_a_reader_does_not_wait_and_sees_no_half_written_state(db: Database, articles: Articles) -> None:
    store(db, make_article())
    with db.transaction():
        store(db, make_article(url="https://herald.example/b", signature=()))
        assert len(articles) == 1
    assert len(articles) == 2


def test_a_reader_can_wait_for_the_first_crawl(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    crawl = Timer(0.4, lambda: open_database(path).close())
    crawl.start()
    with open_articles(path, wait=20) as articles:
        assert list(articles.since()) == []
    crawl.join()
    with pytest.raises(Missing):
        open_articles(tmp_path / "none.db", wait=0.3)


@pytest.mark.postgres
def test_the_newest_are_read_from_the_end_of_an_index() -> None:
    with fresh_database() as address, open_database(address) as db, db.transaction():
        fill(db, 3)
        for kind in ("seqscan", "bitmapscan"):  # what a small table needs no index for
            db.execute(f"SET LOCAL enable_{kind} = off")
        plan = [step for (step,) in db.all(f"EXPLAIN {reader._NEWEST.format(only='1 = 1')}", {"limit": 20})]
    assert any("Scan Backward using articles_published_at" in step for step in plan), plan

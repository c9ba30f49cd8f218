"""A copy is equal to its source, whatever kind each of them is, and goes on as the source would."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import Database, copying, open_articles, open_database, runs
from pipelines.db.articles import delete, remove, store
from pipelines.db.copied_tables import DERIVED, Table, tables
from pipelines.db.copying import CopiedTable, NotCopied, copy, count
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.file_errors import Damaged
from pipelines.db.readonly import open_to_read
from pipelines.db.schema import news
from tests import warm
from tests.crawling import environment
from tests.db.conftest import KINDS, NOON, make_article
from tests.db.dumped import fill
from tests.postgres import fresh_database

ROOT = Path(__file__).parents[2]
Address = Path | str


@contextmanager
def place(kind: str, path: Path) -> Iterator[Address]:
    """Give an empty database of this kind."""
    if kind == "sqlite":
        yield path
        return
    with fresh_database() as address:
        yield address


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Address]:
    with place(request.param, tmp_path / "copy.db") as address:
        yield address


def copied(source: Address, target: Address) -> dict[str, CopiedTable]:
    with open_to_read(source) as reading, open_database(target) as writing, reading.snapshot():
        return {each.table: each for each in copy(reading, writing)}


def everything(address: Address) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table that is copied."""
    with open_to_read(address) as reading:
        return {
            table.name: reading.rows(table.rows(after=False, until=False), {"most": 10_000})
            for table in tables()
        }


def found(address: Address, words: str) -> list[int]:
    with open_articles(address) as articles:
        return [article.id for article, _ in articles.search(words)]


def test_every_table_is_copied_or_made_anew() -> None:
    made = {name for step in news().steps for name in re.findall(r"CREATE TABLE (\w+)", str(step))}
    assert made == {table.name for table in tables()} | {"_seq"} | {n for n in DERIVED if n in made}
    assert all(table.key for table in tables())


def test_a_copy_has_every_row(db: Database, store_address: Address, target: Address) -> None:
    fill(db)
    result = copied(store_address, target)
    rows = everything(store_address)
    assert all(rows.values())  # so that no table is equal because it is empty
    assert everything(target) == rows
    assert {name: each.rows for name, each in result.items()} == {name: len(rows[name]) for name in rows}
    assert all(each.written == each.rows for each in result.values())
    assert found(target, "lodz") == found(store_address, "lodz") != []
    assert found(target, "港口") == found(store_address, "港口") != []


def test_a_copy_counts_on(db: Database, store_address: Address, target: Address) -> None:
    for number in range(5):
        url = f"https://herald.example/{number}"
        store(db, make_article(url=url, title="About", text=f"Text of {number}.", signature=()))
    store(db, make_article(url="https://last.example/", source="last", signature=()))
    delete(db, "last", most=9, when=NOON)  # its id and its seq are not given again
    copied(store_address, target)
    new = make_article(url="https://herald.example/new", title="Fresh", text="Something else.", signature=())
    with open_database(target) as other:
        store(other, new)
    with open_articles(target) as articles:
        (article,) = articles.since(articles.last_seq() - 1)
    assert (article.id, article.seq, article.title) == (7, 7, "Fresh")
    assert found(target, "fresh") == [7]


def test_a_later_run_brings_a_copy_up_to_date(db: Database, store_address: Address, target: Address) -> None:
    fill(db)
    copied(store_address, target)
    assert not any(each.written for each in copied(store_address, target).values())
    later = NOON + timedelta(days=1)
    store(db, make_article(title="Ferry", text="A ferry sails.", seen_at=later))
    remove(db, "https://times.example/copy", later)
    moved = make_article(url="https://herald.example/b", title="Bridge", text="Bridge.", signature=())
    store(db, moved)
    db.execute("UPDATE articles SET url = 'https://herald.example/old' WHERE url = :url", {"url": moved.url})
    db.execute("UPDATE articles SET url = :url WHERE id = 1", {"url": moved.url})
    db.execute("DELETE FROM _frontier WHERE id = 1")
    result = copied(store_address, target)
    assert everything(target) == everything(store_address)
    assert 0 < result["articles"].written <= 3
    assert found(target, "sail") == found(store_address, "sail") == []
    assert found(target, "sails") == found(store_address, "sails") == [1]


def test_two_articles_that_exchange_addresses(db: Database, store_address: Address, target: Address) -> None:
    for name in ("a", "b"):
        store(db, make_article(url=f"https://herald.example/{name}", title=name, text=name, signature=()))
    copied(store_address, target)
    for old, new in (("a", "c"), ("b", "a"), ("c", "b")):
        values = {"old": f"https://herald.example/{old}", "new": f"https://herald.example/{new}"}
        db.execute("UPDATE articles SET url = :new WHERE url = :old", values)
    copied(store_address, target)
    assert everything(target) == everything(store_address)
    assert found(target, "a") == found(store_address, "a") == [1]


def test_rows_that_exchange_what_is_unique_beside_their_key(
    db: Database, store_address: Address, target: Address
) -> None:
    fill(db)
    add(db, [Link(url=f"https://herald.example/{number}", source="herald") for number in range(300)])
    copied(store_address, target)
    for table in tables():
        for names in table.uniques:
            exchange(db, table, names)
    copied(store_address, target)
    assert everything(target) == everything(store_address)
    assert found(target, "lodz") == found(store_address, "lodz") != []


def exchange(db: Database, table: Table, names: tuple[str, ...]) -> None:
    """Give the values of the first and the last row to each other, as if their ids had been given again."""
    (name,) = table.key
    ends = f"SELECT {name} FROM {table.name} ORDER BY {name}"
    (first,), *_, (last,) = [*db.all(ends), *db.all(ends)]
    columns = ", ".join(names)
    values = {key: db.one(f"SELECT {columns} FROM {table.name} WHERE id = {key}") for key in (first, last)}
    for key, new in ((first, ("", 0)), (last, values[first]), (first, values[last])):
        assert new is not None
        kept = new if new != ("", 0) else tuple(0 if each == "seq" else "x" for each in names)
        sets = ", ".join(f"{each} = :{each}" for each in names)
        row = dict(zip(names, kept, strict=True))
        db.execute(f"UPDATE {table.name} SET {sets} WHERE id = {key}", row)


def test_what_is_unique_is_read_from_the_schema() -> None:
    assert {table.name: table.uniques for table in tables() if table.uniques} == {
        "articles": (("url",), ("seq",)),
        "_frontier": (("url",),),
        "_site_pages": (("site", "url"),),
        "_candidates": (("source", "page"),),
    }
    by_name = {table.name: table.indexes for table in tables()}
    assert ("source", "form", "place", "reading", "id") in by_name["_candidates"]
    assert ("source", "url") in by_name["_passed"]


def test_a_key_with_nul_is_left_out_and_no_other(file_db: Database, path: Path, target: Address) -> None:
    fill(file_db)
    ((known,),) = file_db.all("SELECT count(*) FROM _fetches")
    urls = [f"https://b.example/{number:03}" for number in range(198 - known)]
    urls += [
        "https://b.example/a\0z",
        *(f"https://b.example/a{each}" for each in "bcdz"),
        "https://b.example/b",
    ]
    put = "INSERT INTO _fetches (url, fetched_at) VALUES (:url, '2026-05-04T12:00:00Z')"
    file_db.executemany(put, [{"url": url} for url in urls])
    for _ in range(2):
        result = copied(path, target)["_fetches"]
        assert (result.rows, result.left_out) == (known + len(urls) - 1, 1)
        assert result.example == ("https://b.example/a\0z",)
    with open_to_read(target) as reading:
        ((rows,),) = reading.rows("SELECT count(*) FROM _fetches", {})
    assert rows == known + len(urls) - 1
    file_db.execute("UPDATE articles SET url = :url WHERE id = 2", {"url": urls[-6]})
    with pytest.raises(NotCopied, match=r"article 2 is too long for it, or has a NUL character; delete or"):
        copied(path, target)


def test_a_row_that_the_walk_passed_over_is_noticed(
    db: Database, store_address: Address, target: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(db)
    whole = copying._parts
    monkeypatch.setattr(
        copying,
        "_parts",
        lambda source, table: (
            (rows[1:] if table.name == "runs" else rows, is_last) for rows, is_last in whole(source, table)
        ),
    )
    with pytest.raises(NotCopied, match=r"table runs is not complete \(1 rows, 0 left out, 0 in the copy\)"):
        copied(store_address, target)


def test_nul_in_json_is_not_copied(file_db: Database, path: Path, target: Address) -> None:
    store(file_db, make_article())
    for authors in (r'["Ada\u0000 B.", "\\u0000"]', r'["\u0000\\\u0000"]'):
        file_db.execute("UPDATE articles SET authors = :authors", {"authors": authors})
        copied(path, target)
        with open_database(target) as db:
            names = [name for (name,) in db.all("SELECT j.value FROM articles, json_each(authors) AS j")]
        assert names == [name.replace("\0", "") for name in json.loads(authors)]


def test_a_source_that_is_no_text_is_named(file_db: Database, path: Path, target: Address) -> None:
    store(file_db, make_article())
    file_db.execute("UPDATE sources SET state_reason = CAST(x'ff41' AS TEXT)")
    with pytest.raises(Damaged, match="Could not decode to UTF-8 column 'state_reason'"):
        copied(path, target)


def test_other_articles_are_not_overwritten(db: Database, store_address: Address, target: Address) -> None:
    store(db, make_article())
    with open_database(target) as other:
        store(other, make_article(seen_at=NOON + timedelta(hours=1)))
    before = everything(target)
    with pytest.raises(NotCopied, match=r"has articles that .* does not have \(id 1\); name an empty"):
        copied(store_address, target)
    assert everything(target) == before


def test_a_copy_that_was_crawled_into_is_not_overwritten(
    db: Database, store_address: Address, target: Address
) -> None:
    fill(db)
    copied(store_address, target)
    with open_database(target) as other:
        runs.start(other, "news", {})
    with pytest.raises(NotCopied, match=r"has runs that .* does not have \(id 2\)"):
        copied(store_address, target)


def test_what_was_deleted_goes_from_the_copy(db: Database, store_address: Address, target: Address) -> None:
    fill(db)
    store(db, make_article(url="https://last.example/", source="last", signature=()))
    copied(store_address, target)
    assert found(target, "lift") != []
    for name in ("last", "times"):
        delete(db, name, most=9, when=NOON)
        db.execute("DELETE FROM sources WHERE name = :name", {"name": name})
    copied(store_address, target)
    assert everything(target) == everything(store_address)


def test_other_sources_are_not_overwritten(db: Database, store_address: Address, target: Address) -> None:
    store(db, make_article())
    with open_database(target) as other:
        other.execute("INSERT INTO sources (name, url, added_at) VALUES ('a', 'https://a.example/', :at)", AT)
    with pytest.raises(NotCopied, match=r"has sources, but none that .* has; name an empty"):
        copied(store_address, target)


@pytest.mark.postgres
def test_an_address_that_is_too_long_is_left_out(file_db: Database, path: Path) -> None:
    fill(file_db)
    long = f"https://herald.example/{'x' * 3000}"
    add(file_db, [Link(url=long, source="herald")])
    file_db.execute("INSERT INTO article_urls (url, article_id) VALUES (:url, 1)", {"url": long})
    with fresh_database() as target:
        assert {name: each.left_out for name, each in copied(path, target).items() if each.left_out} == {
            "_frontier": 1,
            "article_urls": 1,
        }
        file_db.execute("UPDATE articles SET url = :url WHERE id = 2", {"url": long})
        with pytest.raises(NotCopied, match="the address of article 2 is too long"):
            copied(path, target)


def test_a_source_is_read_from_one_moment(db: Database, store_address: Address, target: Address) -> None:
    fill(db)
    rows = everything(store_address)
    with open_to_read(store_address) as reading, open_database(target) as writing, reading.snapshot():
        assert count(reading) == sum(map(len, rows.values()))
        store(db, make_article(url="https://herald.example/meanwhile", signature=()))
        copy(reading, writing)
    assert everything(target) == rows


AT = {"at": "2026-05-04T12:00:00Z"}
COPY = "from scrapy.cmdline import execute; execute(['scrapy', 'copy', *sys.argv[1:]])"
# Not from outside: a quick machine would be done before the signal comes.
KILLED = """
from pipelines.db import copying
whole, done = copying.index, []
def index(*given):
    done.append(given)
    if len(done) == 250:
        os.kill(os.getpid(), signal.SIGKILL)
    whole(*given)
copying.index = index
"""


def test_a_copy_that_was_killed_goes_on(target: Address, tmp_path: Path) -> None:
    source = tmp_path / "news.db"
    with open_database(source) as db, db.transaction():
        for number in range(600):
            url = f"https://herald.example/{number}"
            store(db, make_article(url=url, title=f"Number {number}", signature=()))
    for stored in (200, 400):
        assert run_copy(source, target, KILLED) == -signal.SIGKILL
        with open_articles(target) as articles:
            assert len(articles) == stored
    assert run_copy(source, target) == 0
    assert everything(target) == everything(source)


def run_copy(source: Path, target: Address, before: str = "") -> int:
    code = f"import os, signal, sys\n{before}\n{COPY}"
    words = ["python", "-c", code, str(source), str(target)]
    env = environment({"SCRAPY_SETTINGS_MODULE": "crawler.settings"})
    out, err = source.with_suffix(".out"), source.with_suffix(".err")
    command = warm.Command(words, cwd=ROOT, environment=env, out=out, err=err)
    try:
        return command.wait()
    finally:
        command.kill()

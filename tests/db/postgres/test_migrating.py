"""The tables are made and brought up to date in one transaction; public ones are those of SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from pipelines.db import Database, open_database
from pipelines.db.columns import public_tables
from pipelines.db.postgres import migrating
from pipelines.db.schema import news
from tests import postgres
from tests.db.dumped import fill

pytestmark = pytest.mark.postgres
STEP = """
    ALTER TABLE articles ADD COLUMN letters BIGINT;
    UPDATE articles SET letters = length(text);
    CREATE TABLE _moods (article_id BIGINT NOT NULL REFERENCES articles (id), mood TEXT NOT NULL);
"""
TYPES = {"INTEGER": "bigint", "TEXT": "text", "BLOB": "bytea", "REAL": "double precision"}
ONLY_SQLITE = {"_forms"}
"""What FTS5 needs beside its tables: a tsvector is made of folded words."""
_COLUMNS = """
    SELECT column_name, data_type, is_nullable = 'NO', coalesce(collation_name, 'C')
    FROM information_schema.columns
    WHERE table_name = :table
    ORDER BY ordinal_position
"""
_KEY = """
    SELECT a.attname
    FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute AS a ON a.attnum = k.number
    WHERE i.indisprimary AND i.indrelid = CAST(:table AS regclass) AND a.attrelid = i.indrelid
    ORDER BY k.place
"""


@pytest.fixture
def address() -> Iterator[str]:
    server = postgres.shared()
    name = server.empty()
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def db() -> Iterator[Database]:
    with postgres.fresh_database() as address, open_database(address) as opened:
        yield opened


def tables(file_db: Database) -> list[str]:
    sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    names = {name for (name,) in file_db.all(sql)} - ONLY_SQLITE
    return sorted(name for name in names if not name.startswith(("sqlite_", "_sqlite_")))


def test_each_step_of_sqlite_has_its_own() -> None:
    assert len(migrating.steps()) == news().version


def test_the_tables_and_their_columns_are_those_of_sqlite(db: Database, file_db: Database) -> None:
    compared = []
    for table in tables(file_db):
        rows = file_db.all('SELECT name, type, "notnull" FROM pragma_table_info(:table)', {"table": table})
        wanted = [(name, TYPES[kind], bool(needed)) for name, kind, needed in rows]
        found = db.all(_COLUMNS, {"table": table})
        assert {collation for *_, collation in found} <= {"C"}, table
        if table.startswith("_"):
            # The order of a private table is nobody's business; its key may be null in SQLite's words.
            assert sorted(row[:2] for row in found) == sorted(row[:2] for row in wanted), table
        else:
            assert [row[:3] for row in found] == wanted, table
        compared.append(table)
    assert set(public_tables()) - {"articles_fts"} <= set(compared)
    assert len(compared) > 15


def test_the_keys_and_indexes_are_those_of_sqlite(db: Database, file_db: Database) -> None:
    for table in tables(file_db):
        sql = f"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"
        assert db.all(_KEY, {"table": table}) == file_db.all(sql), table
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    made = {name for (name,) in db.all("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}
    wanted = {name for (name,) in file_db.all(indexes) if "_sqlite_" not in name}
    assert wanted <= made
    assert len(wanted) > 10


def test_every_check_of_a_public_table_is_there(db: Database, file_db: Database) -> None:
    made = db.all("SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE contype = 'c'")
    for table in public_tables():
        sql = file_db.all("SELECT sql FROM sqlite_master WHERE name = :table", {"table": table})[0][0]
        names = [line.split()[1] for line in sql.splitlines() if line.strip().startswith("CONSTRAINT")]
        assert {name for name, owner in made if owner == table} == set(names), table


def test_a_step_keeps_every_row(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(db)
    before = db.all("SELECT * FROM articles ORDER BY id")
    migrating.migrate(db, news(), (*migrating.steps(), STEP))
    assert db.all("SELECT count(*) FROM articles WHERE letters = length(text)") == [(len(before),)]
    assert [row[:-1] for row in db.all("SELECT * FROM articles ORDER BY id")] == before
    assert db.all("SELECT max(step), count(*) FROM _broadsheet") == [(news().version + 1,) * 2]


def test_a_step_that_fails_changes_nothing(db: Database) -> None:
    fill(db)
    broken = f"{STEP}; INSERT INTO nowhere VALUES (1)"
    with pytest.raises(Exception, match="nowhere"):
        migrating.migrate(db, news(), (*migrating.steps(), broken))
    assert "letters" not in postgres.columns(db, "articles")
    assert db.all("SELECT max(step) FROM _broadsheet") == [(news().version,)]
    migrating.migrate(db, news(), (*migrating.steps(), STEP))


def test_several_that_open_a_new_database_make_one_schema(address: str) -> None:
    barrier = Barrier(4, timeout=60)

    def opened(number: int) -> int:
        barrier.wait()
        with open_database(address) as db:
            return int(db.all("SELECT count(*) FROM _broadsheet")[0][0])

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(opened, range(4))) == [news().version] * 4


def test_opening_again_takes_no_lock(address: str) -> None:
    open_database(address).close()
    with open_database(address) as db, db.transaction():
        db.execute("LOCK TABLE articles IN EXCLUSIVE MODE")
        open_database(address).close()


def test_values_come_back_as_they_were_written(db: Database, tmp_path: Path) -> None:
    text = 'it\'s 100 % "fine" :name \\n \\x00 $1 %(x)s 桥 ёлка 🙂\n\ttab'
    db.execute("CREATE TEMP TABLE kept (a TEXT, b BIGINT, c BYTEA, d DOUBLE PRECISION)")
    row = {"a": text, "b": (1 << 63) - 1, "c": bytes(range(256)), "d": 0.1 + 0.2}
    db.execute("INSERT INTO kept VALUES (:a, :b, :c, :d)", row)
    assert db.all("SELECT * FROM kept") == [tuple(row.values())]
    db.execute("DELETE FROM kept")
    db.execute("INSERT INTO kept VALUES (:a, :b, :c, :d)", {"a": "a\0b", "b": True, "c": None, "d": -1.5})
    assert db.all("SELECT * FROM kept") == [("ab", 1, None, -1.5)]
    assert (
        db.executemany("UPDATE kept SET b = :b WHERE a = :a", [{"a": "ab", "b": -7}, {"a": "x", "b": 1}]) == 1
    )
    assert db.one("SELECT b FROM kept WHERE a = :a", {"a": "none"}) is None

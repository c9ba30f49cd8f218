"""Each table and column has its meaning in the steps, and the checks refuse invalid rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.db import Database
from pipelines.db.columns import columns, columns_table, public_tables, tables
from tests.postgres import refusals


def test_every_public_table_has_a_meaning(file_db: Database) -> None:
    names = [name for (name,) in file_db.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    shown = {name for name in names if not name.startswith(("_", "sqlite_", "articles_fts_"))}
    assert shown == set(public_tables())


@pytest.mark.parametrize("table", public_tables())
def test_every_column_has_a_meaning(file_db: Database, table: str) -> None:
    real = file_db.all('SELECT name, type, "notnull" FROM pragma_table_info(:table)', {"table": table})
    documented = [(c.name, c.type, int(not c.optional)) for c in columns() if c.table == table]
    if table == "articles_fts":
        assert [row[0] for row in real] == [row[0] for row in documented]
    else:
        # seq is null only within a transaction, so the documentation does not say that it may be.
        assert [(name, kind, 1 if name == "seq" else needed) for name, kind, needed in real] == documented
    assert all(c.meaning for c in columns())


def test_the_table_of_columns_is_markdown() -> None:
    lines = columns_table("article_urls").splitlines()
    assert lines[1] == "| --- | --- | --- |"
    assert lines[3] == "| `article_id` | INTEGER | the article it leads to |"
    with pytest.raises(KeyError):
        columns_table("_frontier")


def test_public_tables_are_strict(file_db: Database) -> None:
    sql = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    strict = file_db.all(sql)
    loose = {name for name, is_strict in strict if not is_strict and not name.startswith("sqlite_")}
    assert loose <= {"_sqlite_migrations"}


ROW: dict[str, Any] = {
    "url": "https://herald.example/a",
    "source": "herald",
    "title": "A",
    "text": "B",
    "authors": "[]",
    "tags": "[]",
    "word_count": 1,
    "first_seen_at": "2026-05-04T12:00:00Z",
    "last_seen_at": "2026-05-04T12:00:00Z",
}

REFUSED: tuple[dict[str, Any], ...] = (
    {"url": ""},
    {"title": ""},
    {"text": ""},
    {"summary": ""},
    {"section": ""},
    {"external_id": ""},
    {"word_count": -1},
    {"word_count": "many"},
    {"authors": "Ada"},
    {"authors": '"Ada"'},
    {"tags": '{"a": 1}'},
    {"language": "en_GB"},
    {"language": "x"},
    {"source": "nobody"},
    {"duplicate_of": 1},
    {"is_paywalled": 2},
    {"first_seen_at": "2026-05-04 12:00:00"},
    {"last_seen_at": "2026-05-04T12:00:00+00:00"},
    {"removed_at": "2026-05-04"},
    {"published_at": "2026-05-04"},
    {"published_precision": "day"},
    {"published_at": "2026-05-04", "published_precision": "minute"},
    {"published_at": "2026-05-04T12:00:00Z", "published_precision": "day"},
    {"published_at": "2026-02-30", "published_precision": "day"},
    {"published_at": "2026-02-30T12:00:00Z", "published_precision": "minute"},
    {"published_at": "2026-05-04T25:00:00Z", "published_precision": "minute"},
    {"published_at": "2026-05-04T12:00:00", "published_precision": "minute"},
    {"published_at": "yesterday", "published_precision": "minute"},
    {"published_at": "", "published_precision": "minute"},
    {"published_at": "2026-05-04T12:00:00Z", "published_precision": "hour"},
    {"published_offset": "3:30"},
    {"modified_at": "yesterday"},
)

ACCEPTED: tuple[dict[str, Any], ...] = (
    {},
    {"language": "zh-Hant-TW"},
    {"published_at": "2026-05-04", "published_precision": "day"},
    {"published_at": "2024-02-29T00:00:00Z", "published_precision": "second", "published_offset": "-03:30"},
    {"modified_at": "2026-05-04"},
    {"is_paywalled": 1},
    {"authors": '["Ada", "Grace"]'},
)


def insert(db: Database, values: dict[str, Any]) -> None:
    db.execute("INSERT INTO sources (name, url, added_at) VALUES ('herald', 'h', '2026-05-04T12:00:00Z')")
    row = ROW | values
    names = ", ".join(row)
    db.execute(f"INSERT INTO articles ({names}) VALUES (:{names.replace(', ', ', :')})", row)


@pytest.mark.parametrize("values", REFUSED, ids=str)
def test_a_row_that_breaks_the_contract_is_refused(db: Database, values: dict[str, Any]) -> None:
    with pytest.raises(refusals()):
        insert(db, values)


@pytest.mark.parametrize("values", ACCEPTED, ids=str)
def test_a_row_that_keeps_the_contract_is_accepted(db: Database, values: dict[str, Any]) -> None:
    insert(db, values)


def test_search_follows_every_change(file_db: Database) -> None:
    db = file_db

    def hits(word: str) -> list[tuple[int]]:
        return db.all("SELECT rowid FROM articles_fts WHERE articles_fts MATCH :word", {"word": word})

    insert(db, {"title": "Café closes", "summary": "Owner retires", "text": "Après vingt ans"})
    assert hits("cafe") == hits("apres") == hits("retires") == [(1,)]
    db.execute("UPDATE articles SET last_seen_at = '2026-05-05T12:00:00Z', text = 'Twenty years'")
    assert hits("apres") == []
    assert hits("twenty") == [(1,)]
    db.execute("DELETE FROM articles")
    assert hits("cafe") == []
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


README = (Path(__file__).parents[2] / "pipelines" / "db" / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_present_tables() -> None:
    assert README.partition("`python -m pipelines.db.columns`.\n\n")[2] == tables()

"""A file of any earlier schema is brought up to date with all its rows, or left as it was."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.db import open_articles, open_database
from pipelines.db.articles import remove, store
from pipelines.db.file_errors import Full, TooOld, Unmigrated
from pipelines.db.maintenance import problems
from pipelines.db.schema import Schema, news
from tests.db.conftest import NOON, make_article
from tests.db.dumped import DUMPS, fill

CURRENT = news().version
VERSIONS = sorted(int(path.stem) for path in DUMPS.glob("*.sql"))

INVENTED = """
-- A public column, filled from what is there, and a table of our own.
ALTER TABLE articles ADD COLUMN letters INTEGER;
UPDATE articles SET letters = length(text);
CREATE TABLE _moods (article_id INTEGER NOT NULL REFERENCES articles (id), mood TEXT NOT NULL) STRICT;
INSERT INTO _moods SELECT id, 'calm' FROM articles;
"""


def with_step(step: Any) -> Schema:
    return replace(news(), steps=(*news().steps, step))


def saved(path: Path, version: int) -> Path:
    """Make a file as the program of that version left it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.executescript((DUMPS / f"{version:04}.sql").read_text(encoding="utf-8"))
    return path


def schema_of(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as conn:
        rows = conn.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {(name, sql) for name, sql in rows if not name.startswith("sqlite_")}


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as conn:
        names = [name for name, sql in schema_of(path) if sql.startswith("CREATE TABLE")]
        return {name: conn.execute(f"SELECT * FROM {name}").fetchall() for name in names
                if not name.startswith(("articles_fts_", "_letters_", "_sqlite_"))}  # fmt: skip


def test_every_version_has_its_dump() -> None:
    assert list(range(1, news().version + 1)) == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dump_is_what_the_steps_made(tmp_path: Path, version: int) -> None:
    """If a released step was changed, make a new step instead; otherwise run `python -m tests.db.dumped`."""
    path = tmp_path / "made.db"
    open_database(path, schema=replace(news(), steps=news().steps[:version])).close()
    assert schema_of(saved(tmp_path / "saved.db", version)) == schema_of(path)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dump_is_a_sound_file_with_rows_in_every_table(path: Path, version: int) -> None:
    assert [name for name, rows in rows_of(saved(path, version)).items() if not rows] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_file_is_read_written_and_searched(path: Path, version: int) -> None:
    saved(path, version)
    with open_database(path) as db:
        assert problems(db) == []
        later = NOON + timedelta(days=1)
        assert store(db, make_article(title="Bridge open again", seen_at=later)) == "changed"
        assert (
            store(db, make_article(url="https://times.example/zh", title="桥", text="新的。", seen_at=later))
            == "changed"
        )
        assert remove(db, "https://herald.example/bridge", later)
        assert problems(db) == []
    with open_articles(path) as articles:
        assert [article.url[-2:] for article, _ in articles.search("新的")] == ["zh"]
        assert [change.reason for change in articles.changes(1)] == ["page", "page", "removed"]
        assert articles.last_seq() == 8


@pytest.mark.parametrize("version", VERSIONS)
def test_a_step_keeps_every_row(path: Path, version: int) -> None:
    before = rows_of(saved(path, version))
    with open_database(path, schema=with_step(INVENTED)) as db:
        assert db.all("PRAGMA user_version") == [(news().version + 1,)]
        assert db.all("SELECT count(*) FROM articles WHERE letters = length(text)") == [
            (len(before["articles"]),)
        ]
        assert problems(db) == []
    after = rows_of(path)
    assert {name: _cut(after[name], before[name]) for name in before} == before
    assert [each.name for each in path.parent.glob("*.migrating*")] == []


def _cut(rows: list[tuple[object, ...]], like: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The rows without the columns that later versions added at their end."""
    return [row[: len(like[0])] for row in rows]


def longer_sections(db: Any) -> None:
    db["articles"].transform(types={"section": str}, defaults={"section": "news"})


@pytest.mark.parametrize("version", VERSIONS)
def test_a_table_that_sqlite_utils_transforms_keeps_its_rows_checks_and_triggers(
    path: Path, version: int
) -> None:
    before = rows_of(saved(path, version))
    triggers = {name for name, sql in schema_of(path) if sql.startswith("CREATE TRIGGER")}
    with open_database(path, schema=with_step(longer_sections)) as db:
        assert db.all("PRAGMA user_version") == [(news().version + 1,)]
        assert db.all("SELECT name FROM _sqlite_migrations ORDER BY name")[-1] == (
            f"{news().version + 1:04}",
        )
        assert _cut(rows_of(path)["articles"], before["articles"]) == before["articles"]
        with pytest.raises(sqlite3.IntegrityError, match="title_is_not_empty"):
            db.execute("UPDATE articles SET title = ''")
        db.execute("UPDATE articles SET title = 'Weathercock' WHERE id = 1")
        found = db.all("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'weathercock'")
        assert found == [(1,)]
        assert problems(db) == []
    assert triggers == {name for name, sql in schema_of(path) if sql.startswith("CREATE TRIGGER")} != set()


def test_a_reader_does_not_bring_a_file_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, CURRENT)
    before = path.read_bytes()
    monkeypatch.setattr("pipelines.db.readonly.news", lambda: with_step(INVENTED))
    with pytest.raises(TooOld, match=f"has schema {CURRENT} and not {CURRENT + 1}; open it once for writing"):
        open_articles(path)
    assert path.read_bytes() == before


BROKEN = (
    ("CREATE TABLE half (a INTEGER);\nINSERT INTO nowhere VALUES (1);", sqlite3.OperationalError, "nowhere"),
    (
        "CREATE TABLE half (a INTEGER);\nUPDATE articles SET duplicate_of = 99;",
        Unmigrated,
        r"not sound .*\(articles\)",
    ),
)


@pytest.mark.parametrize(("sql", "error", "message"), BROKEN)
def test_a_step_that_fails_leaves_the_old_file(
    path: Path, sql: str, error: type[Exception], message: str
) -> None:
    before = saved(path, CURRENT).read_bytes()
    with pytest.raises(error, match=message):
        open_database(path, schema=with_step(sql))
    assert path.read_bytes() == before
    assert list(path.parent.glob("*.migrating*")) == []
    open_database(path, schema=with_step(INVENTED)).close()


def test_missing_room_for_the_copy_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(path, CURRENT)

    def apply(conn: sqlite3.Connection, schema: Schema) -> None:
        conn.execute("PRAGMA max_page_count = 1")
        conn.execute("CREATE TABLE more (a)")

    monkeypatch.setattr("pipelines.db.migrations._apply", apply)
    with pytest.raises(Full, match="the disk is full"):
        open_database(path, schema=with_step(INVENTED))
    assert [each.name for each in path.parent.glob("*.migrating*")] == []


SLOW = """
import sys, time
from dataclasses import replace
from pipelines.db import migrations, open_database
from pipelines.db.schema import news

plain, asked = migrations._statements, int(sys.argv[2])

def slow(script):
    global asked
    asked -= 1
    for statement in plain(script):
        yield statement
        if asked == 0:
            print("half", flush=True)
            time.sleep(60)

migrations._statements = slow
print("begun", flush=True)
open_database(sys.argv[1], schema=replace(news(), steps=(*news().steps, sys.argv[3]))).close()
"""


@pytest.mark.parametrize("which", [1, 2], ids=["on the copy", "on the file"])
def test_killed_half_way_the_old_file_is_whole(path: Path, which: int) -> None:
    before = rows_of(saved(path, CURRENT))
    command = [sys.executable, "-c", SLOW, path, str(which), INVENTED]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout and child.stdout.readline() == b"begun\n"
        assert child.stdout.readline() == b"half\n"
        child.kill()
    with open_database(path) as db:
        assert db.all("PRAGMA integrity_check") == [("ok",)]
        assert db.all("PRAGMA user_version") == [(CURRENT,)]
    assert rows_of(path) == before
    open_database(path, schema=with_step(INVENTED)).close()
    assert list(path.parent.glob("*.migrating*")) == []


def test_killed_at_any_moment_the_file_is_the_old_one_or_the_new(path: Path) -> None:
    with open_database(path) as db, db.transaction():
        fill(db)
        for number in range(300):
            store(db, make_article(url=f"https://herald.example/{number}", signature=()))
    old = path.read_bytes()
    versions = set[int]()
    for _ in range(12):
        path.write_bytes(old)
        command = [sys.executable, "-c", SLOW, path, "-1", INVENTED]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout and child.stdout.readline() == b"begun\n"
            time.sleep(random.uniform(0, 0.6))
            child.kill()
        with closing(sqlite3.connect(path)) as conn:
            ((version,),) = conn.execute("PRAGMA user_version").fetchall()
            has_column = "letters" in [name for _, name, *_ in conn.execute("PRAGMA table_info(articles)")]
            assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert conn.execute("SELECT count(*) FROM articles").fetchall() == [(303,)]
        assert (version == CURRENT + 1) == has_column
        versions.add(version)
        path.with_name(path.name + "-wal").unlink(missing_ok=True)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
    assert versions <= {CURRENT, CURRENT + 1}


def test_two_processes_at_once_run_one_migration(path: Path) -> None:
    saved(path, CURRENT)
    children = [
        subprocess.Popen([sys.executable, "-c", SLOW, path, "-1", INVENTED], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    for child in children:
        child.communicate()
    assert [child.returncode for child in children] == [0] * 3
    with open_database(path, schema=with_step(INVENTED)) as db:
        steps = [(f"{number:04}",) for number in range(1, CURRENT + 2)]
        assert db.all("SELECT name FROM _sqlite_migrations") == steps
        assert problems(db) == []

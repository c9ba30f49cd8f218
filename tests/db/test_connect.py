"""A file is opened with the right settings, or refused with one line that says how to repair it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.db import Database, DatabaseError, open_articles, open_database
from pipelines.db.file_errors import (
    Damaged,
    Full,
    Locked,
    Missing,
    NotOurs,
    TooNew,
    TooOld,
    Unwritable,
    translated,
)
from pipelines.db.schema import news


def test_the_pragmas_are_set(file_db: Database) -> None:
    wanted = {
        "application_id": news().application_id,
        "user_version": news().version,
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "journal_size_limit": 64 << 20,
        "busy_timeout": 5000,
    }
    assert {name: file_db.all(f"PRAGMA {name}")[0][0] for name in wanted} == wanted


def test_a_new_file_can_be_written_by_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        with open_database(path) as db:
            db.execute("INSERT INTO sources (name, url, added_at) VALUES ('a', 'b', '2026-05-04T12:00:00Z')")
            modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {0o644}


def test_opening_again_changes_nothing(path: Path) -> None:
    open_database(path).close()
    before = path.read_bytes()
    open_database(path).close()
    assert path.read_bytes() == before


def text_file(path: Path) -> None:
    path.write_text("no database at all, " * 200)


def other_program(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE notes (a)")
    conn.close()


def other_application(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA application_id = 77")
    conn.close()


def newer(path: Path) -> None:
    open_database(path).close()
    with sqlite3.connect(path) as conn:
        conn.execute(f"PRAGMA user_version = {news().version + 1}")
    conn.close()


def damaged(path: Path) -> None:
    open_database(path).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\x00" * 3996
    path.write_bytes(content)


def directory(path: Path) -> None:
    path.mkdir()


BAD: tuple[tuple[Callable[[Path], None], type[DatabaseError]], ...] = (
    (text_file, NotOurs),
    (other_program, NotOurs),
    (other_application, NotOurs),
    (newer, TooNew),
    (damaged, Damaged),
    (directory, NotOurs),
)


@pytest.mark.parametrize(("make", "error"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_a_file_that_cannot_be_opened_is_refused_and_unchanged(
    path: Path, make: Callable[[Path], None], error: type[DatabaseError]
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(error) as raised:
        open_database(path)
    assert str(raised.value).count("\n") == 0
    assert raised.value.path == path
    assert raised.value.cure in str(raised.value)
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert list(path.parent.iterdir()) == [path]
    if make is not directory:
        with pytest.raises(error):
            open_articles(path)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=f"no directory {tmp_path}/none; make it"):
        open_database(tmp_path / "none" / "news.db")


def test_a_read_only_directory_is_reported() -> None:
    with pytest.raises(Unwritable, match="cannot be opened or written"):
        open_database("/proc/self/news.db")


def test_a_reader_creates_no_file(path: Path) -> None:
    with pytest.raises(Missing, match="there is no such file"):
        open_articles(path)
    assert not path.exists()


def test_a_reader_does_not_migrate(path: Path) -> None:
    """An empty file is none of an old version: nothing has been written into it."""
    path.touch()
    with pytest.raises(Missing, match="is empty: no crawl has written into it yet"):
        open_articles(path)
    assert path.stat().st_size == 0
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA application_id = {news().application_id}")
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(TooOld, match="any crawl does so"):
        open_articles(path)


def test_a_locked_file_is_reported_after_the_timeout(
    path: Path, file_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.db.connect.BUSY_SECONDS", 0.05)
    with open_database(path) as other, file_db.transaction():
        file_db.execute("UPDATE _seq SET value = value")
        with pytest.raises(Locked, match="locked by another process"), other.transaction():
            raise AssertionError("never inside")


def test_a_full_disk_loses_only_the_present_transaction(path: Path, file_db: Database) -> None:
    source = "INSERT INTO sources (name, url, added_at) VALUES (:name, 'u', '2026-05-04T12:00:00Z')"
    file_db.execute(source, {"name": "before"})
    file_db.execute(f"PRAGMA max_page_count = {file_db.all('PRAGMA page_count')[0][0] + 2}")
    with pytest.raises(Full, match="disk is full"), file_db.transaction():
        for number in range(1_000):
            file_db.execute(source, {"name": f"{number}" * 200})
    assert file_db.all("SELECT name FROM sources") == [("before",)]
    file_db.execute("PRAGMA max_page_count = 1000000")
    file_db.execute(source, {"name": "after"})
    assert file_db.all("SELECT count(*) FROM sources") == [(2,)]


def test_a_failed_inner_part_undoes_only_itself(db: Database) -> None:
    with db.transaction():
        db.execute("UPDATE _seq SET value = 1")
        with pytest.raises(ZeroDivisionError), db.transaction():
            db.execute("UPDATE _seq SET value = 2")
            raise ZeroDivisionError
    assert db.all("SELECT value FROM _seq") == [(1,)]


@pytest.mark.parametrize("sent", [False, True])
def test_a_failed_inner_part_undoes_what_waits_in_it_too(db: Database, sent: bool) -> None:
    with db.transaction():
        db.later("UPDATE _seq SET value = 1")
        with pytest.raises(ZeroDivisionError), db.transaction():
            db.later("UPDATE _seq SET value = value + 1")
            assert not sent or db.all("SELECT value FROM _seq") == [(2,)]
            db.later("UPDATE _seq SET value = value + 1")
            raise ZeroDivisionError
        with db.transaction():
            db.later("UPDATE _seq SET value = value + 10")
        with db.transaction():
            pass
    assert db.all("SELECT value FROM _seq") == [(11,)]
    with pytest.raises(ZeroDivisionError), db.transaction():
        db.later("UPDATE _seq SET value = 99")
        raise ZeroDivisionError
    db.later("UPDATE _seq SET value = value + 1")
    assert db.all("SELECT value FROM _seq") == [(12,)]


def test_a_failed_transaction_writes_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        db.execute("UPDATE _seq SET value = 1")
        with db.transaction():
            db.execute("UPDATE _seq SET value = 2")
        raise ZeroDivisionError
    assert db.all("SELECT value FROM _seq") == [(0,)]


def test_processes_that_create_the_file_at_once_create_one(path: Path) -> None:
    code = "import sys; from pipelines.db import open_database; open_database(sys.argv[1]).close()"
    children = [subprocess.Popen([sys.executable, "-c", code, path]) for _ in range(4)]
    assert [child.wait() for child in children] == [0] * 4
    with open_database(path) as db:
        assert db.all("SELECT count(*) FROM _sqlite_migrations") == [(news().version,)]


def test_a_path_may_contain_any_character(tmp_path: Path) -> None:
    path = tmp_path / "100% näws?#.db"
    with open_database(path):
        assert path.exists()
    open_articles(path).close()


def test_importing_is_cheap() -> None:
    code = "import pipelines.db, sys; print(*sys.modules)"
    loaded = set(subprocess.check_output([sys.executable, "-c", code], text=True).split())
    assert not loaded & {"scrapy", "twisted", "sqlite_utils", "numpy", "trafilatura", "lxml", "tldextract"}


@pytest.mark.parametrize(("free", "cause"), [(0, "the disk is full"), (10**9, "cannot be opened or written")])
def test_an_error_of_the_disk_on_a_full_one_is_named_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, cause: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    with pytest.raises(DatabaseError, match=cause), translated(tmp_path / "news.db"):
        raise error

"""Opens a database for writing. For a file: its connection, pragmas, transactions and errors.

Which tables the file has is decided in `schema.py`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipelines.db.address import is_address
from pipelines.db.database import Closing, Database, hurry
from pipelines.db.file_errors import Missing, NotOurs, OldSqlite, Unwritable, check_address, translated
from pipelines.db.migrations import migrate
from pipelines.db.schema import Schema, news

__all__ = [
    "BUSY_SECONDS",
    "OLDEST_SQLITE",
    "Closing",
    "Database",
    "SqliteDatabase",
    "hurry",
    "open_database",
    "open_file",
]

BUSY_SECONDS = 5.0
"""How long a write waits for another process before it raises Locked."""

OLDEST_SQLITE = (3, 40)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # a power cut may undo the last commits; it never tears one
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -32768",  # kB: with 32 MB, a large index is not read again and again
)


class SqliteDatabase(Database):
    """An open SQLite file."""

    kind = "sqlite"

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        super().__init__(path)
        self.conn = conn
        self.file = path

    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> sqlite3.Cursor:
        with translated(self.file):
            return self.conn.execute(sql, parameters or {})

    def executemany(self, sql: str, rows: Iterable[Mapping[str, object]]) -> int:
        with translated(self.file):
            return max(self.conn.executemany(sql, rows).rowcount, 0)

    def one(self, sql: str, parameters: Mapping[str, object] | None = None) -> tuple[Any, ...] | None:
        with translated(self.file):
            row: tuple[Any, ...] | None = self.conn.execute(sql, parameters or {}).fetchone()
            return row

    def all(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        with translated(self.file):
            return self.conn.execute(sql, parameters or {}).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Database.transaction`.

        The write lock is taken at the start, so two processes wait for each other and never fail half-way.
        """
        nested = self.conn.in_transaction
        with translated(self.file):
            self.conn.execute("SAVEPOINT inner_part" if nested else "BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("RELEASE inner_part" if nested else "COMMIT")
            except BaseException:
                # On a full disk SQLite has already rolled back.
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK TO inner_part" if nested else "ROLLBACK")
                    if nested:
                        self.conn.execute("RELEASE inner_part")
                raise

    def hurry(self) -> None:
        with suppress(sqlite3.Error):  # it is closed, or belongs to another thread
            self.conn.execute("PRAGMA busy_timeout = 100")

    def close(self) -> None:
        self.conn.close()


def open_database(database: str | Path, *, schema: Schema | None = None) -> Database:
    """Open a file or `postgresql://…` for writing; create or migrate it if needed.

    The default `schema` is that of the articles.

    Raises a DatabaseError: Missing (no directory, no such database), Unreachable, Unwritable, NotOurs,
    TooNew, Locked, Full, Damaged.
    """
    check_address(database)
    if isinstance(database, str) and is_address(database):
        from pipelines.db.postgres import open_postgres  # noqa: PLC0415 - psycopg is an extra

        return open_postgres(database, schema=schema)
    return open_file(database, schema=schema)


def open_file(path: str | Path, *, schema: Schema | None = None) -> SqliteDatabase:
    """Open a file for writing; see `open_database`."""
    path = Path(path).expanduser().absolute()
    _make(path)
    with translated(path):
        conn = sqlite3.connect(
            path.as_uri() + "?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        try:
            # Before the pragmas: a file that is not ours must stay as it is, its journal mode too.
            migrate(conn, path, schema or news())
            for pragma in _PRAGMAS:
                conn.execute(pragma)
        except BaseException:
            conn.close()
            raise
    return SqliteDatabase(conn, path)


def _make(path: Path) -> None:
    """Create an empty file that everyone may read and only its owner may write, whatever the umask is."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise OldSqlite(path, f"needs SQLite 3.40, and this Python has {sqlite3.sqlite_version}")
    if path.is_dir():
        raise NotOurs(path, "is a folder", f"name a file in it: {path / 'news.db'}")
    if not path.parent.is_dir():
        raise Missing(path, f"there is no directory {path.parent}", "make it, or name a file elsewhere")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o644))
    except FileExistsError:
        # The file is not opened for this check: closing it would drop all locks that this process has on it,
        # those of SQLite's other connections too. Then another process could remove the log they use.
        if not os.access(path, os.R_OK | os.W_OK):
            raise Unwritable(path) from None
    except OSError as error:
        raise Unwritable(path, f"cannot be opened or written ({error.strerror})") from error

"""Opens a database to read: PostgreSQL, or a file, even if this user may not write in its directory."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from pipelines.db.address import is_address
from pipelines.db.database import Closing
from pipelines.db.file_errors import (
    DatabaseError,
    Missing,
    Unreachable,
    Unwritable,
    check_address,
    translated,
)
from pipelines.db.migrations import check_current
from pipelines.db.schema import Schema, news
from pipelines.db.search_index import index_of
from pipelines.db.search_query import SearchIndex

SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_database_size(current_database())",
}
"""The bytes of a database, by its kind."""


class Reading(Closing, ABC):
    """A database that is open to read. Use it in one thread."""

    kind: ClassVar[Literal["sqlite", "postgresql"]]
    path: Path | str
    """The file, or the address without its password."""

    @property
    def index(self) -> SearchIndex:
        """The module that answers searches for this kind of database."""
        return index_of(self.kind)

    @property
    @abstractmethod
    def conn(self) -> Any:
        """The connection, of sqlite3 or of psycopg."""

    @abstractmethod
    def rows(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return every row of a SELECT."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[None]:
        """Within this context, read the database as it is now, whatever is written meanwhile."""


class ReadOnly(Reading):
    """An open file of articles."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = self.file = path
        self._conn, self._state = _connect(path)

    @property
    def conn(self) -> sqlite3.Connection:
        return self._conn

    @property
    def is_still(self) -> bool:
        """True if the file is opened as immutable, because this user may not write in its directory."""
        return self._state is not None

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return every row. No statement stays open, so a slow reader does not make the log grow."""
        with translated(self.file):
            if self._state and self._state != _state(self.file):
                self._conn.close()
                self._conn, self._state = _connect(self.file)
            return self._conn.execute(sql, parameters).fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with translated(self.file):
            self._conn.execute("BEGIN")
        try:
            yield
        finally:
            self._conn.execute("ROLLBACK")

    def close(self) -> None:
        self.conn.close()


class ReadOnlyServer(Reading):
    """The articles of a PostgreSQL database."""

    kind = "postgresql"

    def __init__(self, address: str) -> None:
        from pipelines.db.postgres import open_to_read  # noqa: PLC0415 - psycopg is an extra

        self._open = partial(open_to_read, address)
        self._db = self._open()
        self._is_snapshot = False
        self.path = self._db.path

    @property
    def conn(self) -> Any:
        return self._db.conn

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return every row. If the connection was lost since the last statement, connect again, once."""
        try:
            return self._db.all(sql, parameters)
        except Unreachable:
            if self._is_snapshot:
                raise
        self._db.close()
        self._db = self._open()
        return self._db.all(sql, parameters)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._db.transaction():
            self._db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            self._db.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            self._is_snapshot = True
            try:
                yield
            finally:
                self._is_snapshot = False

    def close(self) -> None:
        self._db.close()


def open_to_read(database: str | Path) -> Reading:
    """Open a file, or the database at an address, to read.

    Raises a DatabaseError: Missing, NotOurs, TooNew, TooOld, Unwritable (no right to read), Damaged,
    Unreachable, Unsupported (no psycopg).
    """
    check_address(database)
    if isinstance(database, str) and is_address(database):
        return ReadOnlyServer(database)
    path = Path(database).expanduser().absolute()
    if not path.is_file():
        raise Missing(path)
    return ReadOnly(path)


def is_there(database: str | Path) -> bool:
    """Return True if a crawl has made this database. Raises Unreachable if no server answers."""
    check_address(database)
    if not (isinstance(database, str) and is_address(database)):
        path = Path(database).expanduser()
        return path.is_file() and path.stat().st_size > 0
    try:
        open_to_read(database).close()
    except Missing:
        return False
    except Unreachable:
        raise
    except DatabaseError:
        return True
    return True


def _connect(path: Path) -> tuple[sqlite3.Connection, tuple[int, int] | None]:
    """Open the file, even if this user may not write in its directory and no crawl is running.

    Even to read, SQLite must create a log, unless a crawl has created one. Without a log the file is
    complete and is opened as immutable. Then the file's state is returned too; the caller must compare it
    before each statement, in case a crawl has started.
    """
    try:
        return connect_to_read(path, news()), None
    except Unwritable:
        state = _state(path)
        if state is None:
            raise
        return connect_to_read(path, news(), "immutable=1"), state


def connect_to_read(path: Path, schema: Schema, how: str = "mode=ro") -> sqlite3.Connection:
    """Open a file that has the current version of this schema. Raises a DatabaseError."""
    with translated(path):
        conn = sqlite3.connect(f"{path.as_uri()}?{how}", uri=True)
        try:
            check_current(conn, path, schema)
        except BaseException:
            conn.close()
            raise
    return conn


def _state(path: Path) -> tuple[int, int] | None:
    """Return the file's modification time and size; None if there is a log: a crawl may be writing."""
    if path.with_name(path.name + "-wal").exists():
        return None
    status = path.stat()
    return status.st_mtime_ns, status.st_size

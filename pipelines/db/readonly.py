"""A read-only connection, which also works if this user may not write in the file's directory."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.db import search_fts5
from pipelines.db.file_errors import Unwritable, translated
from pipelines.db.migrations import check_current
from pipelines.db.schema import Schema, news
from pipelines.db.search_query import SearchIndex


class ReadOnly:
    """An open file of articles. Use it in one thread."""

    index: SearchIndex = search_fts5

    def __init__(self, path: Path) -> None:
        self.path = path
        self.conn, self._state = _connect(path)

    @property
    def is_still(self) -> bool:
        """Return whether the file is opened as one that never changes:
        this user may not write in its directory."""
        return self._state is not None

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return every row. No statement stays open, so a slow reader does not make the log grow."""
        with translated(self.path):
            if self._state and self._state != _state(self.path):
                self.conn.close()
                self.conn, self._state = _connect(self.path)
            return self.conn.execute(sql, parameters).fetchall()

    def close(self) -> None:
        self.conn.close()


def _connect(path: Path) -> tuple[sqlite3.Connection, tuple[int, int] | None]:
    """Open the file, even if this user may not write in its directory and no crawl is running.

    Even to read, SQLite must create a log, unless a crawl has created one. Without a log the file is
    complete, and is opened as immutable. The file's state is then returned; the caller must compare it before
    each statement, in case a crawl has started.
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
    """Return the file's modification time and size; None while there is a log,
    since a crawl may be writing."""
    if path.with_name(path.name + "-wal").exists():
        return None
    found = path.stat()
    return found.st_mtime_ns, found.st_size

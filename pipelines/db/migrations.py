"""Brings a file to the schema that this program writes, in one transaction, and refuses what is not ours.

Knows the steps as SQL and not what they mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.db.errors import NotOurs, TooNew, TooOld, translated
from pipelines.db.schema import APPLICATION_ID, steps

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def check(conn: sqlite3.Connection, path: Path, latest: int) -> int:
    """Return the version of the file's schema, 0 for a new one.

    Raises NotOurs for anything that this program did not make, TooNew for what a later version of it did.
    """
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    has_tables = conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    if application != APPLICATION_ID and (application or version or has_tables):
        raise NotOurs(path)
    if version > latest:
        raise TooNew(path, f"has schema {version}, written by a newer Broadsheet (this one knows {latest})")
    return version


def check_current(conn: sqlite3.Connection, path: Path) -> None:
    """Refuse, besides, what is older than this program: for readers, which cannot mend that."""
    version, latest = check(conn, path, len(steps())), len(steps())
    if version < latest:
        raise TooOld(path, f"has schema {version} and not {latest}")


def migrate(conn: sqlite3.Connection, path: Path, sql: Sequence[str] | None = None) -> None:
    """Bring the file up to date.

    All steps are one transaction, so an interruption leaves the old file whole; of two processes that come
    at once, one does it and the other waits.
    """
    sql = steps() if sql is None else sql
    with translated(path):
        if check(conn, path, len(sql)) == len(sql):
            return
        conn.execute("BEGIN IMMEDIATE")
        try:
            if check(conn, path, len(sql)) < len(sql):
                _apply(conn, sql)
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise


def _apply(conn: sqlite3.Connection, sql: Sequence[str]) -> None:
    from sqlite_utils import Database  # noqa: PLC0415 - half a second, and nearly never needed

    _migrations(sql).apply(Database(conn, execute_plugins=False, recursive_triggers=False))
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {len(sql)}")


def _migrations(sql: Sequence[str]) -> Migrations:
    from sqlite_utils import Migrations  # noqa: PLC0415

    migrations = Migrations("broadsheet")
    for number, script in enumerate(sql, 1):
        migrations(name=f"{number:04}")(_step(script))
    return migrations


def _step(script: str) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        # Database.executescript looks at every letter anew for each that it adds: .3 s for the first step.
        for statement in _statements(script):
            db.conn.execute(statement)

    return step


def _statements(script: str) -> Iterator[str]:
    lines: list[str] = []
    for line in script.splitlines(keepends=True):
        lines.append(line)
        if line.rstrip().endswith(";") and sqlite3.complete_statement("".join(lines)):
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)  # without a semicolon, or nothing but a remark

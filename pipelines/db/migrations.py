"""Brings a file to the schema that this program writes, in one transaction, and refuses what is not ours.

Knows the steps as SQL and not what they mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.db.errors import NotOurs, TooNew, TooOld, Unmigrated, translated
from pipelines.db.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

_IS_SOUND = "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'"


def check(conn: sqlite3.Connection, path: Path, schema: Schema) -> int:
    """Return the version of the file's schema, 0 for a new one.

    Raises NotOurs for anything that this program did not make, TooNew for what a later version of it did.
    """
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    has_tables = conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    if application != schema.application_id and (application or version or has_tables):
        raise NotOurs(path)
    if version > schema.version:
        cause = f"has schema {version}, written by a newer Broadsheet (this one knows {schema.version})"
        raise TooNew(path, cause)
    return version


def check_current(conn: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Refuse, besides, what is older than this program: for readers, which cannot mend that."""
    version = check(conn, path, schema)
    if version < schema.version:
        raise TooOld(path, f"has schema {version} and not {schema.version}")


def migrate(conn: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Bring the file up to date: first a copy of it, beside it, which must be sound then.

    All steps are one transaction, so an interruption leaves the old file whole; of two processes that come
    at once, one does it and the other waits. Raises Unmigrated where the copy is not sound, Full where there
    is no room for it; the file is left as it was.
    """
    with translated(path):
        if check(conn, path, schema) == schema.version:
            return
        conn.execute("BEGIN IMMEDIATE")
        try:
            version = check(conn, path, schema)
            if 0 < version < schema.version:
                _try_on_copy(path, schema)
            if version < schema.version:
                _apply(conn, schema)
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise


def _try_on_copy(path: Path, schema: Schema) -> None:
    """Nobody else writes meanwhile: the caller has the file's lock."""
    copied = path.with_name(path.name + ".migrating")
    copied.unlink(missing_ok=True)  # of one that was killed
    try:
        copied.touch(0o600)
        with (
            translated(copied),
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copied, isolation_level=None)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = OFF")
            _apply(copy, schema)
            if faults := [*copy.execute(_IS_SOUND), *copy.execute("PRAGMA foreign_key_check")]:
                raise Unmigrated(path, f"{Unmigrated.cause} ({faults[0][0]})")
    finally:
        copied.unlink(missing_ok=True)


def _apply(conn: sqlite3.Connection, schema: Schema) -> None:
    from sqlite_utils import Database  # noqa: PLC0415 - half a second, and nearly never needed

    _migrations(schema).apply(Database(conn, execute_plugins=False, recursive_triggers=False))
    conn.execute(f"PRAGMA application_id = {schema.application_id}")
    conn.execute(f"PRAGMA user_version = {schema.version}")


def _migrations(schema: Schema) -> Migrations:
    from sqlite_utils import Migrations  # noqa: PLC0415

    migrations = Migrations(schema.name)
    for number, script in enumerate(schema.steps, 1):
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

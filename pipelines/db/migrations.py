"""Migrates a file to this program's schema, in one transaction; refuses a file of another program.

sqlite-utils runs the steps and records each in the table `_sqlite_migrations`. Each step also stamps its
number as `user_version`, so that a reader sees the version without importing sqlite-utils.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.db.file_errors import EMPTY, Missing, NotOurs, TooNew, TooOld, Unmigrated, translated
from pipelines.db.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

    from pipelines.db.schema import Step

_IS_SOUND = "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'"


def check(conn: sqlite3.Connection, path: Path, schema: Schema) -> int:
    """Return the version of the file's schema, 0 for a new one.

    Raises NotOurs for a file that this program did not make, TooNew for one of a later version.
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
    """Check a file as `check` does, for readers: they cannot migrate it, so an older schema raises TooOld."""
    version = check(conn, path, schema)
    if not version:
        raise Missing(path, EMPTY)
    if version < schema.version:
        raise TooOld(path, f"has schema {version} and not {schema.version}")


def migrate(conn: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Bring the file up to date, after a trial on a copy beside it.

    All steps are one transaction, so an interruption leaves the old file intact. If two processes start this
    at the same time, one migrates and the other waits. Raises Unmigrated if the copy is damaged by the steps,
    and Full if there is no room for it; the file is then left as it was.
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
    """Migrate a copy and check it. No other process writes meanwhile: the caller holds the file's lock."""
    copied = path.with_name(path.name + ".migrating")
    copied.unlink(missing_ok=True)  # a killed process may have left one
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
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 - half a second, and nearly never needed

    migrations = Migrations(schema.name)
    for number, step in enumerate(schema.steps, 1):
        migrations(name=f"{number:04}")(_stamped(number, step))
    migrations.apply(Database(conn, execute_plugins=False, recursive_triggers=False))
    conn.execute(f"PRAGMA application_id = {schema.application_id}")


def _stamped(number: int, step: Step) -> Callable[[Database], None]:
    """Return a step that also writes its number as `user_version`, in the same transaction."""

    def run(db: Database) -> None:
        if isinstance(step, str):
            # The time of Database.executescript grows with the square of the script: .3 s for the first step.
            for statement in _statements(step):
                db.conn.execute(statement)
        else:
            with _keeping_triggers(db):
                step(db)
        db.conn.execute(f"PRAGMA user_version = {number}")

    return run


@contextmanager
def _keeping_triggers(db: Database) -> Iterator[None]:
    """Create the triggers again that a step has lost: `transform` makes a new table without them."""
    before = {trigger.name: trigger.sql for trigger in db.triggers}
    yield
    for name in before.keys() - {trigger.name for trigger in db.triggers}:
        db.conn.execute(before[name])


def _statements(script: str) -> Iterator[str]:
    lines: list[str] = []
    for line in script.splitlines(keepends=True):
        lines.append(line)
        if line.rstrip().endswith(";") and sqlite3.complete_statement("".join(lines)):
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)  # a statement without a semicolon, or only a comment

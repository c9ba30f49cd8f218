"""Creates or migrates the tables, in one transaction; refuses the tables of another program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.db import clock
from pipelines.db.file_errors import Missing, NotOurs, TooNew, TooOld, Unsupported
from pipelines.db.postgres.connection import PostgresDatabase
from pipelines.db.schema import Schema

_CREATE = """
    CREATE TABLE _broadsheet (
        step BIGINT NOT NULL PRIMARY KEY,
        applied_at TEXT COLLATE "C" NOT NULL
    )
"""
_NOTE = "INSERT INTO _broadsheet (step, applied_at) VALUES (:step, :now)"

_IS_OURS = "SELECT to_regclass('_broadsheet') IS NOT NULL"
_VERSION = "SELECT coalesce(max(step), 0) FROM _broadsheet"
_IS_TAKEN = "SELECT to_regclass('articles') IS NOT NULL OR to_regclass('sources') IS NOT NULL"
_ENCODING = "SELECT current_setting('server_encoding')"

_LOCK = "SELECT pg_advisory_xact_lock(:key)"


@cache
def steps() -> tuple[str, ...]:
    """Return the steps of the schema; each makes the same tables as SQLite's step of that number."""
    files = sorted((Path(__file__).parent / "steps").glob("[0-9]*.sql"))
    return tuple(file.read_text(encoding="utf-8") for file in files)


def version(db: PostgresDatabase, newest: int) -> int:
    """Return the version of the tables, 0 if there are none.

    Raises NotOurs for the tables of another program, TooNew for those of a later version of this one.
    """
    if not db.all(_IS_OURS)[0][0]:
        if db.all(_IS_TAKEN)[0][0]:
            cure = "name another database; this one is left as it is"
            raise NotOurs(db.path, "has tables of another program, named `articles` or `sources`", cure)
        return 0
    current = int(db.all(_VERSION)[0][0])
    if current > newest:
        cause = f"has schema {current}, written by a newer Broadsheet (this one knows {newest})"
        raise TooNew(db.path, cause)
    return current


def check_current(db: PostgresDatabase) -> None:
    """Check the version for readers, which make no tables: raises Missing without tables, and TooOld."""
    newest = len(steps())
    current = version(db, newest)
    if not current:
        raise Missing(db.path, "has no articles yet", "a crawl with this DATABASE makes the tables")
    if current < newest:
        raise TooOld(db.path, f"has schema {current} and not {newest}")


def migrate(db: PostgresDatabase, schema: Schema, other_steps: tuple[str, ...] | None = None) -> None:
    """Bring the tables up to date. If two processes start this at the same time, one of them waits.

    All steps are one transaction: an interruption leaves the old tables intact. `other_steps` replaces ours,
    in tests.
    """
    if schema.name != "broadsheet":
        raise Unsupported(db.path, f"has no place for {schema.name}", "name a file for them")
    all_steps = steps() if other_steps is None else other_steps
    if version(db, len(all_steps)) == len(all_steps):
        return
    ((encoding,),) = db.all(_ENCODING)
    if encoding != "UTF8":
        cure = "make the database with --encoding=UTF8"
        raise NotOurs(db.path, f"stores text as {encoding}, which has not every letter", cure)
    with db.transaction():
        db.execute(_LOCK, {"key": schema.application_id})
        for number in range(version(db, len(all_steps)) + 1, len(all_steps) + 1):
            if number == 1:
                db.execute(_CREATE)
            db.execute(all_steps[number - 1])
            db.execute(_NOTE, {"step": number, "now": clock.now()})

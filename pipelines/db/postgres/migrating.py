"""Makes the tables, or brings them up to date, in one transaction; refuses the tables of another program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.db import clock
from pipelines.db.file_errors import Missing, NotOurs, TooNew, TooOld, Unsupported
from pipelines.db.postgres.connection import PostgresDatabase
from pipelines.db.schema import Schema

_MADE = """
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
    """Return the steps of the schema: each has the number and the tables of SQLite's."""
    files = sorted((Path(__file__).parent / "steps").glob("[0-9]*.sql"))
    return tuple(file.read_text(encoding="utf-8") for file in files)


def version(db: PostgresDatabase, newest: int) -> int:
    """Return the version of the tables, 0 where there are none.

    Raises NotOurs for the tables of another program, TooNew for those of a later version of this one.
    """
    if not db.all(_IS_OURS)[0][0]:
        if db.all(_IS_TAKEN)[0][0]:
            cure = "name another database; this one is left as it is"
            raise NotOurs(db.path, "has tables of another program, named `articles` or `sources`", cure)
        return 0
    found = int(db.all(_VERSION)[0][0])
    if found > newest:
        cause = f"has schema {found}, written by a newer Broadsheet (this one knows {newest})"
        raise TooNew(db.path, cause)
    return found


def check_current(db: PostgresDatabase) -> None:
    """As `version` for readers, which make no tables: raises Missing without tables, and TooOld."""
    newest = len(steps())
    found = version(db, newest)
    if not found:
        raise Missing(db.path, "has no articles yet", "a crawl with this DATABASE makes the tables")
    if found < newest:
        raise TooOld(db.path, f"has schema {found} and not {newest}")


def migrate(db: PostgresDatabase, schema: Schema, made: tuple[str, ...] | None = None) -> None:
    """Bring the tables up to date. If two processes start this at the same time, one of them waits.

    All steps are one transaction: an interruption leaves the old tables whole. `made` are other steps than
    ours.
    """
    if schema.name != "broadsheet":
        raise Unsupported(db.path, f"has no place for {schema.name}", "name a file for them")
    wanted = steps() if made is None else made
    if version(db, len(wanted)) == len(wanted):
        return
    ((encoding,),) = db.all(_ENCODING)
    if encoding != "UTF8":
        cure = "make the database with --encoding=UTF8"
        raise NotOurs(db.path, f"stores text as {encoding}, which has not every letter", cure)
    with db.transaction():
        db.execute(_LOCK, {"key": schema.application_id})
        for number in range(version(db, len(wanted)) + 1, len(wanted) + 1):
            if number == 1:
                db.execute(_MADE)
            db.execute(wanted[number - 1])
            db.execute(_NOTE, {"step": number, "now": clock.now()})

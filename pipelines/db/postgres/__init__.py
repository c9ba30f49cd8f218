"""The PostgreSQL kind of database: connection, parameters, errors and schema. Needs the extra `cluster`.

No other code imports psycopg, and this package is only imported when an address of PostgreSQL is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.db.address import without_password
from pipelines.db.file_errors import Unsupported

if TYPE_CHECKING:
    from pipelines.db.database import Database
    from pipelines.db.postgres.connection import PostgresDatabase
    from pipelines.db.schema import Schema


def open_postgres(address: str, *, schema: Schema | None = None) -> Database:
    """Open the database at an address (`postgresql://user@host:5432/name`), and bring its tables up to date.

    Raises a DatabaseError: Unsupported (no psycopg), Unreachable, Missing, Unwritable, NotOurs, TooNew, Full.
    """
    from pipelines.db.schema import news  # noqa: PLC0415

    db = _connect(address)
    from pipelines.db.postgres.migrating import migrate  # noqa: PLC0415 - it needs psycopg too

    try:
        migrate(db, schema or news())
    except BaseException:
        db.close()
        raise
    return db


def open_to_read(address: str) -> PostgresDatabase:
    """Connect to the database at an address, only to read; its tables must be up to date.

    Raises a DatabaseError: those of `open_postgres`, Missing if no crawl has made tables, and TooOld.
    """
    db = _connect(address)
    from pipelines.db.postgres.migrating import check_current  # noqa: PLC0415 - it needs psycopg too

    try:
        check_current(db)
        db.execute("SET default_transaction_read_only = on")
    except BaseException:
        db.close()
        raise
    return db


def _connect(address: str) -> PostgresDatabase:
    try:
        from pipelines.db.postgres.connection import connect  # noqa: PLC0415 - it is an extra
    except ImportError as error:
        cause = f"needs a package that is not installed ({error.name})"
        raise Unsupported(without_password(address), cause) from error
    return connect(address)

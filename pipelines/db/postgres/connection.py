"""One connection to PostgreSQL, as the store uses it: statements, transactions, and running them again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import islice
from time import sleep
from typing import Any, TypeVar

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumper

from pipelines.db.address import without_password
from pipelines.db.database import Database
from pipelines.db.file_errors import Unreachable
from pipelines.db.postgres import parameters
from pipelines.db.postgres.errors import may_be_run_again, translated, unreachable

T = TypeVar("T")

LOCK_SECONDS = 30
"""How long a write waits for another one before it raises Locked."""

STANDSTILL_SECONDS = 15
"""After this time without a word within a transaction the server ends it: a frozen process must not hold what
all others need."""

ATTEMPTS = 10
"""How often a transaction is run if another writer is in its way."""

_AT_ONCE = 200
"""Statements that are sent together."""

_LONGEST_KEY = 2_600
"""Bytes; PostgreSQL's own limit is a third of a page, 2,704, with what it adds itself."""

_CLAIMS = 4096
_CLAIM = """
    SELECT pg_advisory_xact_lock(1113879667, CAST(value AS INTEGER)) FROM (
        SELECT value FROM json_each(:places) ORDER BY key
    ) AS places
"""

_OPTIONS: dict[str, str | int] = {
    "application_name": "broadsheet",
    "connect_timeout": 10,
    # Without these a server that vanished is noticed after two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    # Without this a statement that is on its way then is given up only after a quarter of an hour.
    "tcp_user_timeout": 30_000,
}

_SETTINGS = (
    f"SET lock_timeout = '{LOCK_SECONDS}s'",
    f"SET idle_in_transaction_session_timeout = '{STANDSTILL_SECONDS}s'",
    "SET default_transaction_isolation = 'read committed'",
    "SET client_min_messages = 'warning'",
)


class _Flag(Dumper):
    """Writes a truth value as the integer that the columns have."""

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"

    def quote(self, obj: bool) -> bytes:
        return self.dump(obj)


class _Text(StrDumper):
    """Writes text without NUL characters, which PostgreSQL cannot store; they mean nothing in a text."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


@dataclass(frozen=True, slots=True)
class Written:
    """What a statement did."""

    rowcount: int


class PostgresDatabase(Database):
    """An open connection to a PostgreSQL database."""

    kind = "postgresql"
    skip_locked = "FOR UPDATE SKIP LOCKED"
    lock_rows = "FOR NO KEY UPDATE"

    def __init__(self, conn: psycopg.Connection, name: str) -> None:
        super().__init__(name)
        self.conn = conn
        self.name = name

    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> Written:
        with self._run(sql, parameters) as cursor:
            return Written(cursor.rowcount)

    def executemany(self, sql: str, rows: Iterable[Mapping[str, object]]) -> int:
        count, left = 0, iter(rows)
        whole = nullcontext() if self._in_transaction() else self.transaction()
        with whole, translated(self.name, self.conn):
            while some := list(islice(left, _AT_ONCE)):
                count += self._write(sql, some)
        return count

    def one(self, sql: str, parameters: Mapping[str, object] | None = None) -> tuple[Any, ...] | None:
        with self._run(sql, parameters) as cursor:
            return cursor.fetchone()

    def all(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        with self._run(sql, parameters) as cursor:
            return cursor.fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with translated(self.name, self.conn), self.conn.transaction():
            yield

    def fits(self, *key: str) -> bool:
        return sum(len(part.encode()) for part in key) <= _LONGEST_KEY

    def claim(self, keys: Iterable[int]) -> None:
        # In one order, so that two do not wait for each other. Few numbers, since the server has room for
        # some thousand locks.
        places = sorted({key % _CLAIMS for key in keys})
        if places:
            self.all(_CLAIM, {"places": json.dumps(places)})

    def retrying(self, work: Callable[[], T]) -> T:
        if self._in_transaction():
            return work()  # the whole is run again, and not a part of it
        for attempt in range(1, ATTEMPTS):
            try:
                return work()
            except Exception as error:
                if not may_be_run_again(error):
                    raise
            sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - so that two do not meet again
        return work()

    def hurry(self) -> None:
        if self.conn.pgconn.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            with suppress(psycopg.Error):
                self.conn.execute("SET lock_timeout = '100ms'")

    def close(self) -> None:
        self.conn.close()

    def _in_transaction(self) -> bool:
        return self.conn.pgconn.transaction_status != TransactionStatus.IDLE

    @contextmanager
    def _run(self, sql: str, values: Mapping[str, object] | None) -> Iterator[psycopg.Cursor]:
        query, has_parameters = parameters.translated(sql)
        with translated(self.name, self.conn), self.conn.cursor() as cursor:
            cursor.execute(query.encode(), values or {} if has_parameters else None)
            yield cursor

    def _write(self, sql: str, rows: list[Mapping[str, object]]) -> int:
        """Send one statement for each row, all together; return how many rows they wrote."""
        query, has_parameters = parameters.translated(sql)
        with psycopg.ClientCursor(self.conn) as cursor:
            whole = ";\n".join(
                cursor.mogrify(query.encode(), row) if has_parameters else query for row in rows
            )
            cursor.execute(whole.encode())
            count = max(cursor.rowcount, 0)
            while cursor.nextset():
                count += max(cursor.rowcount, 0)
        return count


def connect(address: str) -> PostgresDatabase:
    """Connect to a database; it is not looked at. Raises a DatabaseError."""
    whole = conninfo(address)
    try:
        conn = psycopg.connect(whole, autocommit=True, cursor_factory=psycopg.ClientCursor)
    except psycopg.Error as error:
        raise unreachable(address, error) from None
    conn.adapters.register_dumper(bool, _Flag)
    conn.adapters.register_dumper(str, _Text)
    for setting in _SETTINGS:
        conn.execute(setting.encode())
    return PostgresDatabase(conn, without_password(address))


def conninfo(address: str) -> str:
    """Return what libpq is given for an address, with how we want connections. Raises Unreachable."""
    try:
        given = psycopg.conninfo.conninfo_to_dict(address.strip())
    except psycopg.Error:
        cure = "write it as postgresql://user@host:5432/name; a password with @, / or : is written in %-codes"
        # Without the cause: it repeats the address, and so the password.
        raise Unreachable(
            without_password(address), "is not an address that PostgreSQL understands", cure
        ) from None
    return psycopg.conninfo.make_conninfo("", **{**_OPTIONS, **given})

"""A connection to PostgreSQL: statements, transactions, and running a transaction again after a conflict."""

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
from pipelines.db.postgres.error_translation import connection_error, may_be_run_again, translated

T = TypeVar("T")

LOCK_SECONDS = 30
"""How long a write waits for another one before it raises Locked."""

STANDSTILL_SECONDS = 15
"""The server ends a transaction that is idle for this long: a frozen process must not keep its locks."""

ATTEMPTS = 10
"""A transaction is run at most this many times if it conflicts with other writers."""

_AT_ONCE = 200
"""Statements that are sent together."""

_LONGEST_KEY = 2_600
"""Bytes; PostgreSQL's limit is a third of a page, 2,704, including what it adds itself."""

_CLAIMS = 4096
_CLAIM = """
    SELECT pg_advisory_xact_lock(1113879667, CAST(value AS INTEGER)) FROM (
        SELECT value FROM json_each(:places) ORDER BY key
    ) AS places
"""

_OPTIONS: dict[str, str | int] = {
    "application_name": "broadsheet",
    "connect_timeout": 10,
    # Without these, the loss of a server is noticed only after two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    # Without this, a statement that was just sent then fails only after a quarter of an hour.
    "tcp_user_timeout": 30_000,
}

_SETTINGS = (
    f"SET lock_timeout = '{LOCK_SECONDS}s'",
    f"SET idle_in_transaction_session_timeout = '{STANDSTILL_SECONDS}s'",
    "SET default_transaction_isolation = 'read committed'",
    "SET client_min_messages = 'warning'",
)


class _Flag(Dumper):
    """Writes a boolean as the integer that the columns have."""

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"

    def quote(self, obj: bool) -> bytes:
        return self.dump(obj)


class _Text(StrDumper):
    """Writes text without NUL characters, which PostgreSQL cannot store."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


@dataclass(frozen=True, slots=True)
class Written:
    """The result of a statement."""

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
        self._unsent: list[str] = []
        """Statements that are sent with the next one; they include those that begin and end a savepoint."""
        self._parts = 0
        self._messages = 0
        """Number of messages sent. It shows whether the beginning of a savepoint was sent."""

    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> Written:
        with self._run(sql, parameters) as cursor:
            return Written(cursor.rowcount)

    def later(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        if self._parts:
            self._unsent.append(self._merged(sql, parameters))
        else:
            self.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Mapping[str, object]]) -> int:
        count, remaining = 0, iter(rows)
        context = nullcontext() if self._in_transaction() else self.transaction()
        with context, translated(self.name, self.conn):
            while chunk := list(islice(remaining, _AT_ONCE)):
                count += self._write(sql, chunk)
        return count

    def one(self, sql: str, parameters: Mapping[str, object] | None = None) -> tuple[Any, ...] | None:
        with self._run(sql, parameters) as cursor:
            return cursor.fetchone()

    def all(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        with self._run(sql, parameters) as cursor:
            return cursor.fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with translated(self.name, self.conn):
            place, messages, part = len(self._unsent), self._messages, f"part{self._parts}"
            self._unsent.append(f"SAVEPOINT {part}" if self._parts else "BEGIN")
            self._parts += 1
            try:
                yield
                if self._parts > 1:
                    self._unsent.append(f"RELEASE {part}")
                else:
                    self._commit()
            except BaseException:
                is_begun = self._messages > messages
                del self._unsent[0 if is_begun else place :]
                if is_begun and self._in_progress():
                    with suppress(psycopg.Error):  # the first error has more information
                        rollback = f"ROLLBACK TO {part}; RELEASE {part}" if self._parts > 1 else "ROLLBACK"
                        self.conn.execute(rollback.encode())
                raise
            finally:
                self._parts -= 1

    def _commit(self) -> None:
        if len(self._unsent) > 1 or self._in_progress():
            with self.conn.cursor() as cursor:
                self._send(cursor, "COMMIT")
                if cursor.statusmessage != "COMMIT":
                    raise RuntimeError("an error within the transaction was passed over; nothing is stored")
        self._unsent.clear()

    def fits(self, *key: str) -> bool:
        return sum(len(part.encode()) for part in key) <= _LONGEST_KEY

    def claim(self, keys: Iterable[int]) -> None:
        # Sorted, so that two processes do not wait for each other. The range is small, because the server has
        # room for only a few thousand locks.
        places = sorted({key % _CLAIMS for key in keys})
        if places:
            self.later(_CLAIM, {"places": json.dumps(places)})

    def retrying(self, work: Callable[[], T]) -> T:
        if self._in_transaction():
            return work()  # only the outermost transaction is run again
        for attempt in range(1, ATTEMPTS):
            try:
                return work()
            except Exception as error:
                if not may_be_run_again(error):
                    raise
            sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - so that two do not conflict again
        return work()

    def hurry(self) -> None:
        if self.conn.pgconn.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            with suppress(psycopg.Error):
                self.conn.execute("SET lock_timeout = '100ms'")

    def close(self) -> None:
        self.conn.close()

    def _in_transaction(self) -> bool:
        return self._parts > 0 or self._in_progress()

    def _in_progress(self) -> bool:
        """Return True if the server is in a transaction, perhaps a failed one."""
        return self.conn.pgconn.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    @contextmanager
    def _run(self, sql: str, values: Mapping[str, object] | None) -> Iterator[psycopg.Cursor]:
        with translated(self.name, self.conn), self.conn.cursor() as cursor:
            self._send(cursor, self._merged(sql, values))
            yield cursor

    def _write(self, sql: str, rows: list[Mapping[str, object]]) -> int:
        """Send one statement for each row, all in one message; return how many rows they wrote."""
        with self.conn.cursor() as cursor:
            return self._send(cursor, *(self._merged(sql, row) for row in rows))

    def _merged(self, sql: str, values: Mapping[str, object] | None) -> str:
        """Return a statement with its values in it."""
        query, has_parameters = parameters.translated(sql)
        if not has_parameters:
            return query
        return psycopg.ClientCursor(self.conn).mogrify(query.encode(), values or {})

    def _send(self, cursor: psycopg.Cursor, *statements: str) -> int:
        """Send statements after the unsent ones; return the number of rows that they wrote.

        `cursor` then has the result of the last one.
        """
        waiting, self._unsent = self._unsent, []
        self._messages += 1
        cursor.execute("\n;\n".join([*waiting, *statements]).encode())
        counts = [cursor.rowcount]
        while cursor.nextset():
            counts.append(cursor.rowcount)
        return sum(max(count, 0) for count in counts[len(waiting) :])


def connect(address: str) -> PostgresDatabase:
    """Connect to a database, without checking its tables. Raises a DatabaseError."""
    options = conninfo(address)
    try:
        conn = psycopg.connect(options, autocommit=True, cursor_factory=psycopg.ClientCursor)
    except psycopg.Error as error:
        raise connection_error(address, error) from None
    conn.adapters.register_dumper(bool, _Flag)
    conn.adapters.register_dumper(str, _Text)
    for setting in _SETTINGS:
        conn.execute(setting.encode())
    return PostgresDatabase(conn, without_password(address))


def conninfo(address: str) -> str:
    """Return the connection string for an address, with our own options. Raises Unreachable."""
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address.strip())
    except psycopg.Error:
        cure = "write it as postgresql://user@host:5432/name; a password with @, / or : is written in %-codes"
        # Without the cause: it repeats the address, and so the password.
        raise Unreachable(
            without_password(address), "is not an address that PostgreSQL understands", cure
        ) from None
    return psycopg.conninfo.make_conninfo("", **{**_OPTIONS, **parts})

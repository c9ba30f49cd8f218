"""Turns psycopg's errors about the server and the database into ours; others, about a statement, stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from pipelines.db.address import is_plain, without_password
from pipelines.db.file_errors import (
    Damaged,
    DatabaseError,
    Full,
    Locked,
    Missing,
    TooLong,
    Unreachable,
    Unwritable,
)

_SECRET = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]*@")

_AGAIN = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
"""Errors that another writer can cause; they disappear if the transaction is run again."""

_Kind = tuple[tuple[type[psycopg.Error], ...], type[DatabaseError], str, str]
_RIGHTS = (
    "give its user the right to create and write tables: GRANT CREATE, USAGE ON SCHEMA public TO …; where"
    " they are another user's, also GRANT ALL ON ALL TABLES IN SCHEMA public TO …, and on ALL SEQUENCES"
)
_LATER = "start again when the server answers; nothing stored was lost"
_NO_DATABASE: _Kind = (
    (errors.InvalidCatalogName,),
    Missing,
    "there is no such database",
    "make it: createdb --encoding=UTF8 NAME; or correct the name in DATABASE",
)
_REFUSED: _Kind = (
    (errors.InvalidPassword, errors.InvalidAuthorizationSpecification),
    Unreachable,
    "the server refuses this user",
    "correct user and password: in DATABASE, in PGPASSWORD or in ~/.pgpass",
)
_NO_CONNECTION_LEFT: _Kind = (
    (errors.TooManyConnections,),
    Unreachable,
    "the server has no connection left",
    "raise its max_connections, or run fewer workers",
)
_KINDS: tuple[_Kind, ...] = (
    _NO_DATABASE,
    _REFUSED,
    _NO_CONNECTION_LEFT,
    ((errors.InsufficientPrivilege,), Unwritable, "this user has not the right", _RIGHTS),
    (
        (errors.ReadOnlySqlTransaction,),
        Unwritable,
        "can only be read",
        "name the server that takes writes, not a copy of it that follows",
    ),
    (
        (errors.DiskFull, errors.OutOfMemory, errors.ConfigurationLimitExceeded),
        Full,
        "the server's disk or memory is full",
        "free some space there and start again; nothing stored was lost",
    ),
    ((errors.ProgramLimitExceeded,), TooLong, TooLong.cause, TooLong.cure),
    (
        (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected, errors.SerializationFailure),
        Locked,
        "another program holds what is to be written",
        "wait until it is done, or end it; nothing was lost",
    ),
    (
        (errors.DataCorrupted, errors.IndexCorrupted),
        Damaged,
        "is damaged",
        "restore a backup that pg_dump has made",
    ),
    (
        (errors.IdleInTransactionSessionTimeout,),
        Unreachable,
        "the server ended the connection, because this process stood still within a transaction",
        "start again; nothing stored was lost",
    ),
)
# A failed attempt to connect has no error code, only a message.
_MESSAGES: tuple[tuple[str, _Kind], ...] = (
    (r"database .* does not exist", _NO_DATABASE),
    (r"password|authentication|role .* does not|not permitted to log in", _REFUSED),
    (r"too many c|remaining connection slots", _NO_CONNECTION_LEFT),
)


def may_be_run_again(error: BaseException) -> bool:
    """Return True if the same transaction may succeed when it is run again."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    return isinstance(cause, _AGAIN)


@contextmanager
def translated(name: str, connection: psycopg.Connection | None = None) -> Iterator[None]:
    """Turn psycopg's errors into those of `file_errors`; `name` is the address without its password."""
    try:
        yield
    except psycopg.Error as error:
        if ours := _our_error(name, error, connection):
            raise ours from error
        raise


def connection_error(address: str, error: psycopg.Error) -> DatabaseError:
    """Return the error for a connection that could not be made."""
    name, message = without_password(address), _server_message(error)
    # If an @ in the password was read as its end, libpq's message repeats the rest of the password.
    detail = f" ({message})" if is_plain(address) else ""
    for pattern, (_, kind, cause, cure) in _MESSAGES:
        if re.search(pattern, message):
            return kind(name, f"{cause}{detail}", cure)
    return Unreachable(name, f"{Unreachable.cause}{detail}")


def statement_error(address: str, error: psycopg.Error, cure: str) -> DatabaseError:
    """Return our error for a statement of another library; `cure` is for errors that are unknown here."""
    name = without_password(address)
    if ours := _our_error(name, error, None):
        return ours
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Unreachable(name, f"the connection was lost ({_server_message(error)})", _LATER)
    return DatabaseError(name, _server_message(error), cure)


def _our_error(
    name: str, error: psycopg.Error, connection: psycopg.Connection | None
) -> DatabaseError | None:
    for kinds, cls, cause, cure in _KINDS:
        if isinstance(error, kinds):
            return cls(name, f"{cause} ({_server_message(error)})", cure)
    if connection is not None and connection.closed and isinstance(error, psycopg.OperationalError):
        return Unreachable(name, f"the connection was lost ({_server_message(error)})", _LATER)
    return None


def _server_message(error: psycopg.Error) -> str:
    """Return the server's message on one line, without a password: libpq repeats the address in some."""
    first = (error.diag.message_primary or str(error)).strip().splitlines()
    return _SECRET.sub(r"\1@", " ".join(first[:1]) or type(error).__name__)

"""The interface of a database for all modules that read or write it: statements and transactions.

There are two kinds, SQLite (`connect.py`) and PostgreSQL (`postgres/`). A statement is the same for both,
with `:name` parameters; attributes and methods here cover the differences.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, Concatenate, Literal, ParamSpec, Protocol, Self, TypeVar
from weakref import WeakSet

T = TypeVar("T")
P = ParamSpec("P")


class Closing:
    """Something that a `with` block closes at its end."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Result(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """The number of rows that it wrote."""


_OPEN: WeakSet[Database] = WeakSet()


def hurry() -> None:
    """Make every open database of this process wait at most .1 s for another process.

    It is called when the process stops and has already failed to get one lock.
    """
    for database in tuple(_OPEN):
        database.hurried_at = monotonic()
        database.hurry()


Rows = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]
"""Returns all rows of a SELECT: `all` of a Database, or `rows` of one that is open to read."""


class Database(Closing, ABC):
    """An open database. It belongs to the thread that opened it."""

    kind: ClassVar[Literal["sqlite", "postgresql"]]
    """The kind, for the few statements that differ."""
    skip_locked: ClassVar[str] = ""
    """The end of a SELECT of rows that are then written: it locks them and skips those of others."""
    lock_rows: ClassVar[str] = ""
    """The end of a SELECT of rows that are then written: it waits for other writers and locks them."""

    is_searched: bool = True
    """Whether articles are added to the search index."""

    hurried_at: float = -float("inf")
    """The last time `hurry` was called, on the monotonic clock."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        """The file, or the address without its password; used in messages."""
        _OPEN.add(self)

    def __repr__(self) -> str:
        return f"<Database {self.path}>"

    @abstractmethod
    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
        """Run one statement with its `:name` parameters; outside `transaction` it is committed at once."""

    def later(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run one statement whose result is not needed.

        Within a transaction, it is sent to a server only with the next statement or the commit, which saves a
        round trip; its error is raised then.
        """
        self.execute(sql, parameters)

    @abstractmethod
    def executemany(self, sql: str, rows: Iterable[Mapping[str, object]]) -> int:
        """Run one statement for every row of parameters; return how many rows it wrote."""

    @abstractmethod
    def one(self, sql: str, parameters: Mapping[str, object] | None = None) -> tuple[Any, ...] | None:
        """Return the first row, or None."""

    @abstractmethod
    def all(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Return all rows. A statement with RETURNING has written everything when this returns."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Commit everything that is done inside, or nothing.

        Inside another transaction it is a savepoint: a failure undoes only its own part.
        """

    def fits(self, *key: str) -> bool:
        """Return True if these values together are short enough for a unique index; SQLite has no limit."""
        return True

    def claim(self, keys: Iterable[int]) -> None:
        """Claim these numbers until this transaction ends; wait for others that have claimed one of them.

        If two processes search for the same row before they write it, the second one then sees the first
        one's row. SQLite has one writer at a time, so there it does nothing.
        """

    def retrying(self, work: Callable[[], T]) -> T:
        """Run `work`, which is one transaction; after a conflict with another writer, run it again.

        SQLite has one writer at a time, so there it runs once.
        """
        return work()

    @abstractmethod
    def hurry(self) -> None:
        """Wait at most .1 s for other processes from now on; does nothing if the database is closed."""


def retried(function: Callable[Concatenate[Database, P], T]) -> Callable[Concatenate[Database, P], T]:
    """Run a function, which is one transaction, again after a conflict with another writer.

    It may run more than once, so it must not use up an iterator that it receives.
    """

    @wraps(function)
    def run(db: Database, /, *args: P.args, **keywords: P.kwargs) -> T:
        return db.retrying(lambda: function(db, *args, **keywords))

    return run

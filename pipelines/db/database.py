"""What every module that reads or writes the store is given: statements, transactions, and little else.

There are two kinds, SQLite (`connect.py`) and PostgreSQL (`postgres/`). A statement is the same for both,
with `:name` parameters; what differs has its own attribute or method here.
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
    """What `with` closes at its end."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Result(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int:
        """Rows that it wrote."""


_OPEN: WeakSet[Database] = WeakSet()


def hurry() -> None:
    """Make every open database of this process wait at most .1 s for another process.

    Called when the process is stopping and has already waited in vain for one lock.
    """
    for database in tuple(_OPEN):
        database.hurried_at = monotonic()
        database.hurry()


class Database(Closing, ABC):
    """An open database. It belongs to the thread that opened it."""

    kind: ClassVar[Literal["sqlite", "postgresql"]]
    """For the few statements that differ."""
    skip_locked: ClassVar[str] = ""
    """Ends a SELECT of rows that are then written: it locks them, and passes over those that others have."""
    lock_rows: ClassVar[str] = ""
    """Ends a SELECT of rows that are then written: it waits for who writes them, and locks them."""

    is_searched: bool = True
    """Whether articles are added to the search index."""

    hurried_at: float = -float("inf")
    """When it was last told to hurry, with all others of its process; on the monotonic clock."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        """The file, or the address without its password: how the database is named in messages."""
        _OPEN.add(self)

    def __repr__(self) -> str:
        return f"<Database {self.path}>"

    @abstractmethod
    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
        """Run one statement with its `:name` parameters; outside `transaction` it is committed at once."""

    def later(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run one statement of which only the effect is needed.

        Within a transaction a server is sent it together with the next statement or the commit, to save a
        question and its answer; an error of it is raised then.
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
        """Return every row. A statement that writes and returns has written everything when this returns."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Commit everything that is done inside, or nothing.

        Inside another transaction it is a savepoint: a failure undoes only its own part.
        """

    def fits(self, *key: str) -> bool:
        """Return whether these values together are short enough for a unique index; SQLite has no limit."""
        return True

    def claim(self, keys: Iterable[int]) -> None:
        """Wait for transactions that have claimed one of these numbers, and claim them until this one ends.

        Of two that look for the same before they write it, the second then sees what the first has written.
        SQLite has one writer at a time, so there it does nothing.
        """

    def retrying(self, work: Callable[[], T]) -> T:
        """Run what is one transaction; again, a few times, if another writer was in its way.

        SQLite has one writer at a time, so there it runs once.
        """
        return work()

    @abstractmethod
    def hurry(self) -> None:
        """Wait at most .1 s for other processes from now on; does nothing if the database is closed."""


def retried(function: Callable[Concatenate[Database, P], T]) -> Callable[Concatenate[Database, P], T]:
    """Run a function again if another writer was in its way; what it writes is one transaction.

    So it may run more than once: it must not use up an iterator that it is given.
    """

    @wraps(function)
    def run(db: Database, /, *args: P.args, **keywords: P.kwargs) -> T:
        return db.retrying(lambda: function(db, *args, **keywords))

    return run

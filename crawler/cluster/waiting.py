"""Waits for a database server that is gone: it may be started again, or another one takes its place."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

import psycopg
from psycopg import errors

from crawler.cluster import setup
from crawler.guard.terminal import complain
from pipelines.db import DatabaseError, open_database
from pipelines.db.file_errors import Missing, Unreachable
from pipelines.db.postgres.error_translation import statement_error

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two attempts; each pause is twice as long as the one before."""

CURE = "run scrapy cluster setup with this DATABASE, as after an upgrade, and start the worker again"

# The third ends the connection of a process that stood still within a transaction. By the last a worker
# learns that its row was deleted, since it gave no sign of life for a day; it gets a new one.
_PASSING = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.IdleInTransactionSessionTimeout,
    errors.ForeignKeyViolation,
)


def is_passing(error: BaseException) -> bool:
    """Return whether it is of use to wait and try again; `error` may be Procrastinate's."""
    return isinstance(_cause(error), _PASSING)


def _cause(error: BaseException) -> BaseException:
    """Procrastinate raises one error for all that the database says, and that is the cause of it."""
    return error if isinstance(error, psycopg.Error) else error.__cause__ or error.__context__ or error


class Outage:
    """The time for which a worker can do nothing because of its database.

    It lasts until a job has run, however often a connection opens meanwhile. For a worker that gets no job it
    is over when a connection has held for as long as the worker would wait.
    """

    def __init__(self, address: str, seconds: float) -> None:
        self.address, self.seconds = address, seconds
        self._began, self._back, self._pause = 0.0, -float("inf"), FIRST_PAUSE

    def end(self) -> None:
        """Note that a job has run."""
        self._back = -float("inf")

    async def wait(self, error: Exception, stopping: asyncio.Event) -> bool:
        """Return True once the server answers, False where the worker is told to stop meanwhile.

        Raises DatabaseError for what does not pass, and when the time is over; BroadsheetError where the
        tables are gone.
        """
        fault, now = self._named(error), monotonic()
        if now - self._back > self.seconds:
            self._began, self._pause = now, FIRST_PAUSE
        left = self.seconds - (now - self._began)
        if left <= 0 or not is_passing(error):
            raise fault from error
        complain(f"{fault.path}: {fault.cause}; trying again for {left:.0f} s")
        return await self._until_back(stopping)

    async def _until_back(self, stopping: asyncio.Event) -> bool:
        while not await _sleep(self._pause, stopping):
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            try:
                await asyncio.to_thread(_look, self.address)
            except (Unreachable, Missing):
                if monotonic() - self._began >= self.seconds:
                    raise
            else:
                self._back = monotonic()
                return True
        return False

    def _named(self, error: Exception) -> DatabaseError:
        cause = _cause(error)
        if isinstance(cause, psycopg.Error):
            return statement_error(self.address, cause, CURE)
        return DatabaseError(self.address, str(cause), CURE)


async def _sleep(seconds: float, stopping: asyncio.Event) -> bool:
    """Return whether the worker was told to stop before the time was over."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
    return stopping.is_set()


def _look(address: str) -> None:
    with open_database(address) as db:
        setup.check(db)

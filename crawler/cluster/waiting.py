"""Waits for a database server that is gone: it may be started again, or another one takes its place."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

from crawler.cluster import setup
from crawler.guard.terminal import complain
from pipelines.db import DatabaseError, open_database
from pipelines.db.address import without_password

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two attempts; each pause is twice as long as the one before."""


async def wait_for(address: str, seconds: float, stopping: asyncio.Event) -> bool:
    """Return True once the server answers, False where the worker is told to stop meanwhile.

    Raises DatabaseError after that many seconds, and BroadsheetError where the tables are gone.
    """
    began, pause = monotonic(), FIRST_PAUSE
    complain(f"{without_password(address)}: the connection was lost; trying again for {seconds:g} s")
    while not await _sleep(pause, stopping):
        try:
            await asyncio.to_thread(_look, address)
        except DatabaseError:
            if monotonic() - began >= seconds:
                raise
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return True
    return False


async def _sleep(seconds: float, stopping: asyncio.Event) -> bool:
    """Return whether the worker was told to stop before the time was over."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
    return stopping.is_set()


def _look(address: str) -> None:
    with open_database(address) as db:
        setup.check(db)

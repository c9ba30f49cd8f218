"""Worker processes with a time limit a page; one bad page costs one page. Knows nothing of what they do."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as PoolTimeout
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")


class PageTimeout(Exception):
    """The work took longer than the limit; the worker was killed and renewed."""


class WorkerKilled(Exception):
    """The worker ended while at work; another took its place."""


def _start() -> None:
    # Ctrl-C reaches the whole process group; only the main process decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Pool:
    """Runs a function in `workers` processes, two tasks a worker in flight; inline where `workers` is 0.

    `preload` names a module that is imported once, before the workers are made.
    """

    def __init__(
        self,
        workers: int,
        *,
        timeout: float | None = 5.0,
        max_tasks: int = 0,
        preload: str | None = None,
    ) -> None:
        self.timeout = timeout
        self._room = asyncio.Semaphore(max(1, 2 * workers))
        self._make = partial(_processes, workers, max_tasks, preload)
        self._pool = self._make() if workers else None

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Return `work(*args)`. Raises PageTimeout, WorkerKilled, or what `work` raises."""
        if self._pool is None:
            return work(*args)
        async with self._room:
            pool = self._alive(self._pool)
            try:
                return await self._try(pool, work, args)
            except (BrokenProcessPool, RuntimeError):
                if pool.active:
                    raise  # the work's own error
            # A worker that was killed between two pages breaks the whole pool, and this page is not to blame.
            return await self._try(self._alive(self._pool), work, args)

    async def _try(self, pool: ProcessPool, work: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            result: T = await asyncio.wrap_future(pool.schedule(work, args=args, timeout=self.timeout))
        except PoolTimeout as error:
            raise PageTimeout(f"longer than {self.timeout:g} s") from error
        except ProcessExpired as error:
            raise WorkerKilled(f"exit code {error.exitcode}") from error
        return result

    def _alive(self, pool: ProcessPool) -> ProcessPool:
        """The pool; a new one where the old one broke."""
        if not pool.active:
            pool = self._pool = self._make()
        return pool

    def start(self) -> None:
        """Start and warm the workers before the first page waits for them."""
        if self._pool is not None:
            self._pool.schedule(int)

    def close(self) -> None:
        """End the workers, and what they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def _processes(workers: int, max_tasks: int, preload: str | None) -> ProcessPool:
    context = multiprocessing.get_context("forkserver")
    # Every worker is a copy of one server, which imports this and nothing of the program that was started.
    context.set_forkserver_preload([preload] if preload else [])
    vars(sys.modules["__main__"]).pop("__file__", None)
    return ProcessPool(max_workers=workers, max_tasks=max_tasks, initializer=_start, context=context)

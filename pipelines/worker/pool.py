"""Worker processes with limits of time and memory: one bad page costs one page. Knows not what they do."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as PoolTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from copy import copy
from functools import partial
from multiprocessing import forkserver
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")


class PageTimeout(Exception):
    """The work took longer than the limit; the worker was killed and renewed."""


class WorkerKilled(Exception):
    """The worker ended while at work; another took its place."""


class MemoryExceeded(Exception):
    """The work took more memory than the limit; the worker ended and another took its place."""


class WorkFailed(Exception):
    """The work raised what cannot be sent; its name and text are in this one's."""


_OUT_OF_MEMORY = 77
"""The exit code of a worker that ends since it has no memory left."""
_PATIENCE = 6.0
"""How many times its processor time a task may take by the clock: the machine may have other work to do."""
_GRACE = 1.0
"""Seconds after that at which a worker that nobody ended ends itself: an orphan that waits for something."""


def cores() -> int:
    """How many processes can work at once: the cores that this one may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(memory: int | None) -> None:
    # Ctrl-C reaches the whole process group; only the main process decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # the event loop goes first: with as many workers as cores it would wait for its turn
    logging.disable()  # it would go to standard error as it is, past whoever masks the program's own log
    for each in (signal.SIGPROF, signal.SIGALRM):  # which the timers below send, and which end the process
        signal.signal(each, signal.SIG_DFL)
    if memory and sys.platform == "linux":  # elsewhere the kernel takes the limit and does not keep it
        import resource  # noqa: PLC0415

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _within(seconds: float | None, work: Callable[..., T], args: tuple[Any, ...]) -> T:
    """What a worker runs: the work under its own clocks, which hold even where the main process is gone."""
    _clocks(seconds or 0.0)
    try:
        return work(*args)
    except MemoryError:
        # What has no memory left is in no state to work on, nor to send back what it has.
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:
        if _is_whole(error):
            raise
        raise WorkFailed(f"{type(error).__name__}: {error}") from error
    finally:
        _clocks(0.0)


def _is_whole(error: Exception) -> bool:
    """Whether it can be made anew from its arguments: else its arrival would break the pool, and lose the
    pages that are in work."""
    try:
        copy(error)
    except Exception:  # noqa: BLE001 - whatever its class makes of them
        return False
    return True


def _clocks(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE * seconds + _GRACE if seconds else 0.0)


class Pool:
    """Runs a function in `workers` processes, two tasks a worker in flight; inline where `workers` is 0.

    `timeout` is in seconds of processor time a task, `memory` in bytes of data a worker (on Linux only);
    after `max_tasks` a worker is renewed. `preload` names a module that is imported once, before the workers
    are made.
    """

    def __init__(
        self,
        workers: int,
        *,
        timeout: float | None = 5.0,
        memory: int | None = None,
        max_tasks: int = 0,
        preload: str | None = None,
    ) -> None:
        self.timeout, self.memory = timeout, memory
        self._room = asyncio.Semaphore(max(1, 2 * workers))
        self._make = partial(_processes, workers, max_tasks, memory, preload)
        self._pool = self._make() if workers else None

    async def run(self, work: Callable[..., T], *args: Any, times: float = 1.0) -> T:
        """Return `work(*args)`, which may take so many `times` the limit of time.

        Raises PageTimeout, MemoryExceeded, WorkerKilled, or what `work` raises.
        """
        if self._pool is None:
            return work(*args)
        async with self._room:
            pool = self._alive(self._pool)
            try:
                return await self._try(pool, work, args, times)
            except (BrokenProcessPool, RuntimeError):
                if pool.active:
                    raise  # the work's own error
            # A worker that was killed between two pages breaks the whole pool, and this page is not to blame.
            return await self._try(self._alive(self._pool), work, args, times)

    async def _try(self, pool: ProcessPool, work: Callable[..., T], args: tuple[Any, ...], times: float) -> T:
        limit = self.timeout and times * self.timeout
        try:
            within, most = (limit, work, args), limit and _PATIENCE * limit
            result: T = await asyncio.wrap_future(pool.schedule(_within, args=within, timeout=most))
        except PoolTimeout as error:
            raise PageTimeout(f"longer than {limit:g} s") from error
        except ProcessExpired as error:
            raise self._why(error.exitcode, limit) from error
        return result

    def _why(self, exitcode: int, limit: float | None) -> Exception:
        if exitcode == _OUT_OF_MEMORY:
            return MemoryExceeded(f"more than {(self.memory or 0) / 1e6:.0f} MB")
        if exitcode in (-signal.SIGPROF, -signal.SIGALRM):
            return PageTimeout(f"longer than {limit:g} s")
        return WorkerKilled(f"exit code {exitcode}")

    def _alive(self, pool: ProcessPool) -> ProcessPool:
        """The pool; a new one where the old one broke."""
        if not pool.active:
            pool = self._pool = self._make()
        return pool

    def start(self) -> None:
        """Start and warm the workers before the first page waits for them."""
        if self._pool is not None:
            with _deaf():
                forkserver.ensure_running()
            self._pool.schedule(int)

    def close(self) -> None:
        """End the workers, and what they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started here does not hear Ctrl-C, which reaches it too, and would end it while it imports."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's alone
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)


def _processes(workers: int, max_tasks: int, memory: int | None, preload: str | None) -> ProcessPool:
    context = multiprocessing.get_context("forkserver")
    # Every worker is a copy of one server, which imports this and nothing of the program that was started.
    context.set_forkserver_preload([preload] if preload else [])
    vars(sys.modules["__main__"]).pop("__file__", None)  # or the server would import the program all the same
    return ProcessPool(workers, max_tasks=max_tasks, initializer=_start, initargs=[memory], context=context)

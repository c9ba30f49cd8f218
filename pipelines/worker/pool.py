"""Worker processes with limits of time and memory, so that one bad page costs only one page."""

from __future__ import annotations

import asyncio
import logging
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
from multiprocessing import context, forkserver, resource_tracker
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")


class PageTimeout(Exception):
    """The work took longer than the limit; the worker was killed and replaced."""


class WorkerKilled(Exception):
    """The worker ended during the work; another replaced it."""


class MemoryExceeded(Exception):
    """The work took more memory than the limit; the worker ended and another replaced it."""


class WorkFailed(Exception):
    """The work raised an error that cannot be sent; this error has its name and text."""


_OUT_OF_MEMORY = 77
"""The exit code of a worker that ends because it has no memory left."""
_STOPS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 6.0
"""A task may take this many times its processor time by the clock, since the machine may have other work."""
_GRACE = 1.0
"""Seconds after that limit at which a worker ends itself, if no process ended it: an orphan that waits."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(memory: int | None) -> None:
    # These reach the whole process group, but only the main process decides when to end.
    for each in _STOPS:
        signal.signal(each, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # with as many workers as cores, the event loop would have to wait; so it has priority
    logging.disable()  # records would reach standard error unfiltered, past the program's own masking
    for each in (signal.SIGPROF, signal.SIGALRM):  # the timers below send these, and they end the process
        signal.signal(each, signal.SIG_DFL)
    if memory and sys.platform == "linux":  # other kernels accept the limit and do not enforce it
        import resource  # noqa: PLC0415

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def with_timers(seconds: float | None, work: Callable[..., T], args: tuple[Any, ...]) -> T:
    """Run the work under timers that end this process, even if the main process is gone."""
    _clocks(seconds or 0.0)
    try:
        return work(*args)
    except MemoryError:
        # A worker without memory can neither continue nor send back a result.
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:
        if _can_be_sent(error):
            raise
        raise WorkFailed(f"{type(error).__name__}: {error}") from error
    finally:
        _clocks(0.0)


def _can_be_sent(error: Exception) -> bool:
    """Return True if an error can be rebuilt from its arguments.

    If it cannot, it would break the pool when it arrives, and the pages that are being cleaned would be
    lost.
    """
    try:
        copy(error)
    except Exception:  # noqa: BLE001 - whatever its class makes of them
        return False
    return True


def _clocks(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE * seconds + _GRACE if seconds else 0.0)


class Pool:
    """Runs a function in `workers` processes, with two tasks for each in flight; inline if `workers` is 0.

    `timeout` is in seconds of processor time for each task, `memory` in bytes of data for each worker (on
    Linux only); after `max_tasks` a worker is replaced. `preload` names a module that is imported once,
    before the workers are made.
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
        """Run `work(*args)` with `times` the usual time limit, and return its result.

        Raises PageTimeout, MemoryExceeded, WorkerKilled, or what `work` raises.
        """
        if self._pool is None:
            return work(*args)
        async with self._room:
            pool = self._working_pool(self._pool)
            try:
                return await self._try(pool, work, args, times)
            except (BrokenProcessPool, RuntimeError):
                if pool.active:
                    raise  # the work's own error
            # A worker that was killed between two pages breaks the whole pool; this page did not cause it.
            return await self._try(self._working_pool(self._pool), work, args, times)

    async def _try(self, pool: ProcessPool, work: Callable[..., T], args: tuple[Any, ...], times: float) -> T:
        limit = self.timeout and times * self.timeout
        try:
            task, most = (limit, work, args), limit and _PATIENCE * limit
            result: T = await asyncio.wrap_future(pool.schedule(with_timers, args=task, timeout=most))
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

    def _working_pool(self, pool: ProcessPool) -> ProcessPool:
        """Return the pool; a new one if the old one broke."""
        if not pool.active:
            pool = self._pool = self._make()
        return pool

    def start(self) -> None:
        """Start and warm the workers before the first page waits for them."""
        if self._pool is not None:
            with _stops_ignored(), _environment(**_own_code()):
                forkserver.ensure_running()
            self._pool.schedule(int)

    def close(self) -> None:
        """End the workers and their tasks."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


@contextmanager
def _stops_ignored() -> Iterator[None]:
    """Let processes that are started in this block ignore Ctrl-C and SIGTERM, which would end them while they
    import. They end when the main process does."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signal handlers
        return
    before = {each: signal.signal(each, signal.SIG_IGN) for each in _STOPS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler or signal.SIG_DFL)


class _Worker(context.ForkServerProcess):
    """A worker, which ignores the signal with which the pool would end it."""

    def terminate(self) -> None:
        self.kill()


class _Context(context.ForkServerContext):
    Process = _Worker


def _start_tracker() -> None:
    """Start the process that removes our semaphores when a kill has kept us from it, without its warning.

    Nobody could do anything about them; and they are gone when the user reads of them.
    """
    given = os.environ.get("PYTHONWARNINGS")
    ignoring = ",".join(filter(None, (given, "ignore:resource_tracker:UserWarning")))
    with _environment(PYTHONWARNINGS=ignoring):
        resource_tracker.ensure_running()


def _own_code() -> dict[str, str]:
    """Return variables with which a process imports this package, and not one of its name in the folder in
    which it is started: that may be the folder of another project."""
    root, given = Path(__file__).parents[2], os.environ.get("PYTHONPATH")
    if root.name in ("site-packages", "dist-packages"):
        return {"PYTHONSAFEPATH": "1"}
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(filter(None, (str(root), given)))}


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Set variables for the processes that are started in this block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _processes(workers: int, max_tasks: int, memory: int | None, preload: str | None) -> ProcessPool:
    _start_tracker()
    own = _Context()
    # Every worker is a copy of one server process, which imports this module but not the program that started
    # it.
    own.set_forkserver_preload([preload] if preload else [])
    vars(sys.modules["__main__"]).pop("__file__", None)  # otherwise the server would import the program
    return ProcessPool(workers, max_tasks=max_tasks, initializer=_start, initargs=[memory], context=own)

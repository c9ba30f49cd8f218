"""The worker processes of a run, as the settings CLEAN_WORKERS, CLEAN_TIMEOUT … define them.

A page that takes too much time or memory raises an error that names its URL.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.drops import CleaningTimedOut, OutOfMemory, WorkerDied
from pipelines.worker.pool import MemoryExceeded, PageTimeout, Pool, WorkerKilled, cores, with_timers

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

T = TypeVar("T")


class PageWorkers:
    """Runs functions in worker processes, one for each core if `workers` is None; `memory` is in bytes."""

    def __init__(
        self,
        workers: int | None = None,
        timeout: float = 5.0,
        max_tasks: int = 2000,
        *,
        memory: int | None = None,
    ) -> None:
        self.processes = cores() if workers is None else workers
        self.timeout = timeout
        self._make = partial(
            Pool,
            self.processes,
            timeout=timeout,
            memory=memory,
            max_tasks=max_tasks,
            preload="pipelines.worker.preload",
        )
        self._pool: Pool | None = None

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> PageWorkers:
        """Return workers with the CLEAN_ settings of a crawler."""
        workers = settings.get("CLEAN_WORKERS")
        return cls(
            None if workers in (None, "", "None") else int(workers),
            settings.getfloat("CLEAN_TIMEOUT"),
            settings.getint("CLEAN_MAX_TASKS"),
            memory=settings.getint("CLEAN_MEMORY") * 1_000_000 or None,
        )

    def start(self) -> None:
        """Start the processes, unless they already run."""
        if self._pool is None:
            self._pool = self._make()
            self._pool.start()

    def close(self) -> None:
        """End the processes and their work."""
        if self._pool is not None:
            self._pool.close()

    async def run(self, url: str, work: Callable[..., T], *args: Any, times: float = 1.0) -> T:
        """Run `work(*args)` in a worker and return its result; its time limit is `times` that of one page.

        Raises CleaningTimedOut, OutOfMemory or WorkerDied, which name the URL, or what `work` raises.
        """
        assert self._pool is not None, "start() comes first"
        try:
            return await self._pool.run(work, *args, times=times)
        except PageTimeout as error:
            raise CleaningTimedOut(f"{url}: reading it took {error}") from error
        except MemoryExceeded as error:
            raise OutOfMemory(f"{url}: reading it took {error}") from error
        except WorkerKilled as error:
            raise WorkerDied(f"{url}: the worker died ({error})") from error


class OwnProcess(PageWorkers):
    """Runs the work in the present process, which ends if a page takes longer than `timeout` seconds."""

    def __init__(self, timeout: float) -> None:
        super().__init__(0, timeout)

    async def run(self, url: str, work: Callable[..., T], *args: Any, times: float = 1.0) -> T:
        return with_timers(times * self.timeout, work, args)

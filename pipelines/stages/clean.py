"""First stage: a page → its story and its dates, in a worker process. The work itself is in `work`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.drops import BY_KIND, BY_LIMIT, CleaningTimedOut, OutOfMemory, WorkerDied
from pipelines.items import Cleaned, Page
from pipelines.markup.content_kind import kind_of
from pipelines.markup.limits import Limits, OverLimit
from pipelines.worker.pool import MemoryExceeded, PageTimeout, Pool, WorkerKilled, cores
from pipelines.worker.read_page import clean_page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

T = TypeVar("T")

logger = logging.getLogger(__name__)

_USUAL = Limits()


class CleanPipeline:
    """Page → Cleaned. `workers` None means one a core; `memory` is in bytes."""

    def __init__(
        self,
        workers: int | None = None,
        timeout: float = 5.0,
        max_tasks: int = 2000,
        *,
        memory: int | None = None,
        limits: Limits = _USUAL,
        count: Callable[[str], object] = lambda name: None,
    ) -> None:
        self.workers = cores() if workers is None else workers
        self.limits = limits
        self.count = count
        """Told the name of each limit that a page was over."""
        self._make = partial(
            Pool,
            self.workers,
            timeout=timeout,
            memory=memory,
            max_tasks=max_tasks,
            preload="pipelines.worker.preload",
        )
        self._pool: Pool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        stats = crawler.stats
        assert stats is not None
        return cls.from_settings(crawler.settings, lambda name: stats.inc_value(f"clean/{name}"))

    @classmethod
    def from_settings(
        cls, settings: BaseSettings, count: Callable[[str], object] = lambda name: None
    ) -> CleanPipeline:
        """As the settings that begin with CLEAN_ say."""
        workers = settings.get("CLEAN_WORKERS")
        return cls(
            None if workers in (None, "", "None") else int(workers),
            settings.getfloat("CLEAN_TIMEOUT"),
            settings.getint("CLEAN_MAX_TASKS"),
            memory=settings.getint("CLEAN_MEMORY") * 1_000_000 or None,
            limits=limits_of(settings),
            count=count,
        )

    def open_spider(self) -> None:
        self._pool = self._make()
        self._pool.start()

    async def close_spider(self) -> None:
        if self._pool is not None:
            await asyncio.to_thread(self._pool.close)

    async def process_item(self, item: Page) -> Cleaned:
        """Raises a kind of NotAPage, or a PageError; each for this page alone."""
        kind = kind_of(item)
        if kind != "page":
            raise BY_KIND[kind](f"{item.url}: {item.content_type or 'no Content-Type'}")
        try:
            cleaned = await self.run(item.url, clean_page, item, self.limits)
        except OverLimit as error:
            raise BY_LIMIT[error.limit](f"{item.url}: {error}") from error
        for note in cleaned.notes:
            logger.info("%s: %s", note, item.url)
            self.count(note)
        return cleaned

    async def run(self, url: str, work: Callable[..., T], *args: Any, times: float = 1.0) -> T:
        """Return `work(*args)`, done in a worker, which may take so many `times` a page's limit of time.

        Raises CleaningTimedOut, OutOfMemory or WorkerDied, which name the URL, or what `work` raises.
        """
        assert self._pool is not None, "open_spider() comes first"
        try:
            return await self._pool.run(work, *args, times=times)
        except PageTimeout as error:
            raise CleaningTimedOut(f"{url}: reading it took {error}") from error
        except MemoryExceeded as error:
            raise OutOfMemory(f"{url}: reading it took {error}") from error
        except WorkerKilled as error:
            raise WorkerDied(f"{url}: the worker died ({error})") from error


def limits_of(settings: BaseSettings) -> Limits:
    """The limits that the settings CLEAN_MAX_BYTES, CLEAN_MAX_NODES … set."""
    return Limits(**{each.name: settings.getint(f"CLEAN_MAX_{each.name.upper()}") for each in fields(Limits)})

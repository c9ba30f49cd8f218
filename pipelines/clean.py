"""First stage: a page → its story and its dates, in a worker process. The work itself is in `work`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pipelines.drops import CleaningTimedOut, NotAPage, WorkerDied
from pipelines.items import Cleaned, Page
from pipelines.kinds import is_page
from pipelines.pool import PageTimeout, Pool, WorkerKilled
from pipelines.work import clean_page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanPipeline:
    """Page → Cleaned."""

    def __init__(self, workers: int = 2, timeout: float = 5.0, max_tasks: int = 2000) -> None:
        self._settings = (workers, timeout, max_tasks)
        self._pool: Pool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        settings = crawler.settings
        return cls(
            settings.getint("CLEAN_WORKERS"),
            settings.getfloat("CLEAN_TIMEOUT"),
            settings.getint("CLEAN_MAX_TASKS"),
        )

    def open_spider(self) -> None:
        workers, timeout, max_tasks = self._settings
        self._pool = Pool(workers, timeout=timeout, max_tasks=max_tasks, preload="pipelines.warmed")
        self._pool.start()

    async def close_spider(self) -> None:
        if self._pool is not None:
            await asyncio.to_thread(self._pool.close)

    async def process_item(self, item: Page) -> Cleaned:
        """Raises NotAPage, CleaningTimedOut or WorkerDied, each for this page alone."""
        assert self._pool is not None, "open_spider() comes first"
        if not is_page(item):
            raise NotAPage(f"{item.url}: {item.content_type or 'no Content-Type'}")
        try:
            return await self._pool.run(clean_page, item)
        except PageTimeout as error:
            raise CleaningTimedOut(f"{item.url}: cleaning took {error}") from error
        except WorkerKilled as error:
            raise WorkerDied(f"{item.url}: the worker died ({error})") from error

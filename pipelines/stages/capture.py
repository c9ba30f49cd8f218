"""Before the first stage: keeps the page as it came, so that better rules can be run over it later.

The work is in `db.rawpages`. If a page cannot be kept, the crawl goes on without keeping pages, and says so
once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.db.file_errors import DatabaseError
from pipelines.db.rawpages import RawPages, are_kept, open_pages, pages_file
from pipelines.items import Page
from pipelines.markup.content_kind import is_page
from pipelines.stages.own_items import only
from pipelines.stages.resources import require_run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class CapturePipeline:
    """Page → the same Page, kept in the file beside `database` unless it came from an archive.

    `days` and `megabytes` bound what is kept; `keep` is the setting RAW_PAGES.
    """

    def __init__(
        self, database: str, *, keep: object = True, days: float = 90, megabytes: float = 5000
    ) -> None:
        self.path = pages_file(database, keep)
        self.keep = are_kept(keep)
        self.max_age, self.max_bytes = timedelta(days=days), int(megabytes * 1e6)
        self.pages: RawPages | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CapturePipeline:
        require_run(crawler)
        settings = crawler.settings
        return cls(
            settings["DATABASE"],
            keep=settings["RAW_PAGES"],
            days=settings.getfloat("RAW_PAGES_DAYS"),
            megabytes=settings.getfloat("RAW_PAGES_MEGABYTES"),
        )

    async def open_spider(self) -> None:
        if self.keep:
            # A thread of its own: a checkpoint on a busy disk may take a third of a second.
            self._thread = ThreadPoolExecutor(1, "capture")
            await self._run(self._open)

    async def close_spider(self) -> None:
        if self.keep:
            await self._run(self._close)
            self._thread.shutdown()

    @only(Page)
    async def process_item(self, item: Page) -> Page:
        """Raises nothing: a page that cannot be kept may still become an article."""
        if self.pages is not None and not item.archived and item.text_from is None and is_page(item):
            await self._run(self._put, item)
        return item

    async def _run(self, work: Callable[..., None], *args: Page) -> None:
        """Run `work` in the thread that owns the connection, as SQLite requires."""
        await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    def _open(self) -> None:
        try:
            self.pages = open_pages(self.path, max_bytes=self.max_bytes, max_age=self.max_age)
            self.pages.prune(datetime.now(UTC))
        except DatabaseError as error:
            self._give_up(error)

    def _put(self, page: Page) -> None:
        if self.pages is not None:
            try:
                self.pages.put(page)
            except DatabaseError as error:
                self._give_up(error)

    def _close(self) -> None:
        if self.pages is not None:
            self.pages.close()
            self.pages = None

    def _give_up(self, error: DatabaseError) -> None:
        """Keep no more pages in this run, since a full disk does not empty itself, and say so once."""
        logger.warning("no more pages are kept in this run: %s", error)
        self._close()

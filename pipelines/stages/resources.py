"""What the stages of one run share: the open database, the worker processes, the dates that are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.spider import DefaultSpider

from pipelines.db import Database, open_database
from pipelines.items import Page, PageLink
from pipelines.stages.site_memories import SiteMemories
from pipelines.worker.page_workers import PageWorkers

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

_NAME = "run_resources"
T = TypeVar("T")

OnLinks = Callable[[Page, Sequence[PageLink]], Awaitable[None]]


async def no_links(page: Page, links: Sequence[PageLink]) -> None:
    """Nobody wants the links of pages."""


class Resources:
    """One per crawler; get it with `resources`. Closed when the engine has stopped, after everything else."""

    def __init__(self, settings: BaseSettings) -> None:
        self.settings = settings
        self.since: str | None = None
        """The first day or instant that is kept."""
        self.before: str | None = None
        """The first day or instant that is kept no more."""
        self.on_links: OnLinks = no_links
        """Called with the links of each page whose links are wanted, once it is read."""
        self._stages: dict[type, object] = {}

    def stage(self, kind: type[T], make: Callable[[], T]) -> T:
        """Return the run's only stage of a class, made at the first call; it keeps what it has learned."""
        found = self._stages.get(kind)
        if not isinstance(found, kind):
            found = self._stages[kind] = make()
        return found

    @cached_property
    def database(self) -> Database:
        """The run's only connection that writes articles. Opened when first used; raises DatabaseError."""
        return open_database(self.settings["DATABASE"])

    @cached_property
    def workers(self) -> PageWorkers:
        """The worker processes. Made when first used; call `start()` to warm them."""
        return PageWorkers.from_settings(self.settings)

    @cached_property
    def memories(self) -> SiteMemories:
        """What each site's pages have taught; see the setting LEARN."""
        return SiteMemories(self.database, learn=self.settings.getbool("LEARN"))

    async def close(self) -> None:
        """Close what was opened."""
        opened = vars(self)
        if "workers" in opened:
            await asyncio.to_thread(self.workers.close)
        if "database" in opened:
            self.database.close()


def require_run(crawler: Crawler) -> None:
    """Raises NotConfigured in `scrapy fetch` and `scrapy shell`, which only look and must create no file."""
    if crawler.spidercls is DefaultSpider:
        raise NotConfigured


def lend(crawler: Crawler, database: Database, workers: PageWorkers) -> None:
    """Give a crawler a database and workers that it does not close: those of a process with several runs."""
    lent = Resources(crawler.settings)
    vars(lent).update(database=database, workers=workers)
    setattr(crawler, _NAME, lent)


def resources(crawler: Crawler) -> Resources:
    """Return the resources of a crawler's run; made at the first call.

    Raises NotConfigured where there is no run, which switches the stage off.
    """
    require_run(crawler)
    found: Resources | None = vars(crawler).get(_NAME)
    if found is None:
        found = Resources(crawler.settings)
        setattr(crawler, _NAME, found)
        crawler.signals.connect(found.close, signals.engine_stopped)
    return found

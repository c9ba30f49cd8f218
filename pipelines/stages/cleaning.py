"""First stage: reads a page's story and dates in a worker process; see `pipelines.worker.read_page`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from pipelines.drops import BY_KIND, BY_LIMIT
from pipelines.items import Cleaned, Page
from pipelines.markup.content_kind import kind_of
from pipelines.markup.limits import Limits, OverLimit
from pipelines.stages.database_faults import not_stored
from pipelines.stages.own_items import only
from pipelines.stages.resources import OnLinks, no_links, resources
from pipelines.stages.site_memories import SiteMemories
from pipelines.worker.page_workers import PageWorkers
from pipelines.worker.read_page import clean_sent

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

SELECTORS = "selectors/"
"""Prefix of a source's counters: `selectors/herald/articles`, and `selectors/herald/remove .ticker`, on how
many of them this selector matches nothing."""

NO_BODY = "no body"
"""The counter of articles on which none of the source's `body` matches."""

_USUAL = Limits()


class CleanPipeline:
    """Page → Cleaned.

    `count` is called with `clean/NAME` for each limit that a page exceeds, `on_links` with the links of a
    page that `is_walked`.
    """

    def __init__(
        self,
        workers: PageWorkers,
        limits: Limits = _USUAL,
        count: Callable[[str], object] = lambda name: None,
        memories: SiteMemories | None = None,
        on_links: OnLinks = no_links,
    ) -> None:
        self.workers = workers
        self.memories = memories
        self.limits = limits
        self.count = count
        self.on_links = on_links

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        stats = crawler.stats
        shared, limits = resources(crawler), limits_of(crawler.settings)
        return cls(shared.workers, limits, stats.inc_value, shared.memories, shared.on_links)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> CleanPipeline:
        """Return a stage with workers of its own, which `close` ends; for commands that run no crawl."""
        return cls(PageWorkers.from_settings(settings), limits_of(settings))

    def open_spider(self) -> None:
        self.workers.start()

    async def close(self) -> None:
        """End the workers; in a crawl the run's resources do that, since listings are read by them too."""
        await asyncio.to_thread(self.workers.close)

    @only(Page)
    async def process_item(self, item: Page) -> Cleaned:
        """As `read`, and counts what is worth a line in the summary of the run."""
        cleaned = await self.read(item)
        for note in cleaned.notes:
            logger.info("%s: %s", note, item.url)
            self.count(f"clean/{note}")
        if cleaned.story.site_changes:
            self.count("sites/changed_by_profile")
        self._count_selectors(cleaned)
        return cleaned

    async def read(self, item: Page) -> Cleaned:
        """Raises a kind of NotAPage or a PageError; the other pages are not affected."""
        kind = kind_of(item)
        if kind != "page":
            raise BY_KIND[kind](f"{item.url}: {item.content_type or 'no Content-Type'}")
        name, memories = item.site.name, self.memories
        with not_stored():
            profile = memories.profile(name, item.url) if memories else None
        try:
            sent = await self.workers.run(item.url, clean_sent, item, self.limits, profile)
        except OverLimit as error:
            raise BY_LIMIT[error.limit](f"{item.url}: {error}") from error
        cleaned = replace(sent, page=replace(item, asked=sent.page.asked))
        if memories:
            memories.remember(cleaned, profile)
        if item.is_walked:
            await self.on_links(item, cleaned.links)
        return cleaned

    def _count_selectors(self, cleaned: Cleaned) -> None:
        """Count the articles on which selectors of the source's `[clean]` match nothing."""
        site = cleaned.page.site
        if cleaned.refusal or cleaned.page.text_from == "feed" or not (site.body or site.remove):
            return
        missed = cleaned.story.unmatched
        is_without = bool(site.body) and all(f"body {each}" in missed for each in site.body)
        for name in ("articles", *missed, *([NO_BODY] if is_without else [])):
            self.count(f"{SELECTORS}{site.name}/{name}")


def limits_of(settings: BaseSettings) -> Limits:
    """Return the limits that the settings CLEAN_MAX_BYTES, CLEAN_MAX_NODES … set."""
    return Limits(**{each.name: settings.getint(f"CLEAN_MAX_{each.name.upper()}") for each in fields(Limits)})

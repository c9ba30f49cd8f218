"""Last of all: cleans a run's pages of a site again, if the site's later pages have taught how.

So are the first pages of an earlier run that was stopped before it came to that.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from pipelines.db import Database
from pipelines.db.crawl.site_refusals import refusal
from pipelines.db.crawl.visits import store_late
from pipelines.db.file_errors import DatabaseError, Missing
from pipelines.db.rawpages import are_kept, read_pages
from pipelines.drops import Drop, PageError
from pipelines.items import Article, Cleaned, Page
from pipelines.stages.cleaning import CleanPipeline
from pipelines.stages.date import DatePipeline
from pipelines.stages.earlier_runs import pages_of_earlier_runs
from pipelines.stages.filter import FilterPipeline
from pipelines.stages.identify import IdentifyPipeline
from pipelines.stages.kept_pages import has_changed_since
from pipelines.stages.resources import resources
from pipelines.stages.site_memories import SiteMemories

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

REASON = "cleaner site"
"""What stands in `revisions.reason` of a row that changes here."""

logger = logging.getLogger(__name__)


class UpdateEarlyPipeline:
    """Article → the same Article. Its work begins when the crawl has nothing left to do."""

    def __init__(self, crawler: Crawler, db: Database, clean: CleanPipeline, dates: DatePipeline) -> None:
        self.crawler = crawler
        self.db = db
        self.clean = clean
        self.dates = dates
        self.later = (dates, FilterPipeline.from_crawler(crawler), IdentifyPipeline())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UpdateEarlyPipeline:
        shared = resources(crawler)
        return cls(
            crawler, shared.database, CleanPipeline.from_crawler(crawler), DatePipeline.from_crawler(crawler)
        )

    def process_item(self, item: Article) -> Article:
        return item

    async def close_spider(self) -> None:
        """Clean again what came too early to be read well.

        A crawl that was told to stop, or that a fault of the database has ended, leaves that to reclean.
        """
        memories, is_halted = self.clean.memories, self.crawler.stats.get_value("run/halted")
        if memories is None or is_halted or not self.crawler.crawling:
            return
        for page, cleaned in chain(early(memories, self.dates), self._of_earlier_runs(memories)):
            try:
                if not has_changed_since(self.db, page) and not self._was_taken_back(page):
                    await self._read_again(page, cleaned)
            except DatabaseError as error:
                logger.error("no more pages are read again; `scrapy reclean` does that later: %s", error)
                return
            except Exception:  # what one page breaks costs that page alone, as in the crawl
                logger.error("%s cannot be read again", page.url, exc_info=True)

    def _was_taken_back(self, page: Page) -> bool:
        """Return whether the whole of the site showed that a page is no article, after it was stored."""
        return refusal(self.db.all, (page.url, *page.asked)) is not None

    def _of_earlier_runs(self, memories: SiteMemories) -> Iterator[tuple[Page, None]]:
        settings = self.crawler.settings
        if not are_kept(settings["RAW_PAGES"]):
            return
        started = self.crawler.stats.get_value("start_time")
        try:
            with read_pages(settings["DATABASE"], settings["RAW_PAGES"], "mode=rw") as kept:
                for page in pages_of_earlier_runs(self.db, kept, memories, started):
                    yield page, None
        except Missing:
            return
        except DatabaseError as error:
            logger.error("pages of earlier runs are not read again; `scrapy reclean` does that: %s", error)

    async def _read_again(self, page: Page, cleaned: Cleaned | None) -> None:
        try:
            if cleaned is None:
                cleaned = await self.clean.read(replace(page, is_walked=False))  # its links are known
            cleaned = replace(cleaned, page=replace(cleaned.page, is_walked=page.is_walked))
            dated, filtered, identify = self.later
            article = identify.process_item(filtered.process_item(dated.process_item(cleaned)))
        except (PageError, Drop) as error:
            # The row of the first reading stays: it was an article then, by the general rules.
            logger.info("not read again: %s", error)
            return
        outcome = store_late(self.db, article, reason=REASON)
        self.crawler.stats.inc_value(f"sites/read_again/{outcome}")


def early(memories: SiteMemories, dates: DatePipeline) -> Iterator[tuple[Page, Cleaned | None]]:
    """Yield pages to clean again, then cleaned ones of which only the date was wrong."""
    urls: set[str] = set()
    for page in memories.early_pages():
        urls.add(page.url)
        yield page, None
    yield from ((each.page, each) for each in dates.corrected() if each.page.url not in urls)

"""Last stage: writes an article's row and ends its lease, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipelines.db import Database, site_pages
from pipelines.db.articles import Outcome
from pipelines.db.crawl import lessons
from pipelines.db.crawl.visits import store
from pipelines.items import Article
from pipelines.stages.database_faults import not_stored
from pipelines.stages.own_items import only
from pipelines.stages.resources import resources

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StorePipeline:
    """Article → Article, stored, with its `outcome`."""

    def __init__(self, db: Database, *, learn: bool = True) -> None:
        self.db = db
        self.learn = learn
        """Whether to keep what an article shows of its site's template."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(resources(crawler).database, learn=crawler.settings.getbool("LEARN"))

    @only(Article)
    def process_item(self, item: Article) -> Article:
        """Raises NotStored where the file cannot be written: the lease stays, nothing is half stored."""
        with not_stored():
            return replace(item, outcome=self.db.retrying(partial(self._store, item)))

    def _store(self, item: Article) -> Outcome:
        with self.db.transaction():
            outcome = store(self.db, item)
            if outcome == "new":
                lessons.add(self.db, item.source, item.lessons)
            if self.learn and item.page_summary is not None:
                url, day = item.answered or item.url, item.seen_at.toordinal()
                site_pages.put(self.db, item.source, url, item.page_summary, day=day)
        return outcome

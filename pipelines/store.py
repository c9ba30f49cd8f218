"""Last stage: an article → its row, in one transaction with the frontier's acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.items import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from pipelines.db import Database


@dataclass
class StorePipeline:
    """Article → Article, stored. Counts `articles/new`, `articles/changed` and `articles/same`."""

    path: str
    stats: StatsCollector
    db: Database | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(crawler.settings["DATABASE"], crawler.stats)

    def open_spider(self) -> None:
        from pipelines.db import open_database

        self.db = open_database(self.path)

    def close_spider(self) -> None:
        if self.db is not None:
            self.db.close()

    def process_item(self, item: Article) -> Article:
        from pipelines.db.articles import store

        assert self.db is not None, "open_spider() comes first"
        self.stats.inc_value(f"articles/{store(self.db, item)}")
        return item

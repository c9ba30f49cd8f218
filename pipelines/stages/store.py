"""Last stage: an article → its row, in one transaction with the frontier's acknowledgement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.db import Database, open_database
from pipelines.db.crawl import lessons
from pipelines.db.crawl.visits import store
from pipelines.db.errors import DatabaseError
from pipelines.drops import NotStored
from pipelines.items import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StorePipeline:
    """Article → Article, stored, with its `outcome`. `path` is the SQLite file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.db: Database | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(crawler.settings["DATABASE"])

    def open_spider(self) -> None:
        self.db = open_database(self.path)

    def close_spider(self) -> None:
        if self.db is not None:
            self.db.close()

    def process_item(self, item: Article) -> Article:
        """Raises NotStored where the file cannot be written: the lease stays, nothing is half stored."""
        assert self.db is not None, "open_spider() comes first"
        try:
            outcome = store(self.db, item)
            if outcome == "new":
                lessons.add(self.db, item.source, item.lessons)
            return replace(item, outcome=outcome)
        except DatabaseError as error:
            raise NotStored(str(error)) from error

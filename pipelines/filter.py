"""Third stage: what is no article is refused by name. What was seen on the page comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.drops import BY_REASON, TooOld, Untitled
from pipelines.items import Dated

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class FilterPipeline:
    """Dated → Dated, or a Drop. `since` is the first day that is kept, `YYYY-MM-DD`."""

    def __init__(self, since: str | None = None) -> None:
        self.since = since

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FilterPipeline:
        return cls(since=getattr(crawler.spider, "since", None))

    def process_item(self, item: Dated) -> Dated:
        """Raises the Drop that names why this page is no article, or not asked for."""
        if item.refusal:
            raise BY_REASON[item.refusal](item.page.url)
        if not item.story.title:
            raise Untitled(item.page.url)
        published = item.dates.published_at
        if self.since and published and published < self.since:
            raise TooOld(f"{item.page.url}: published {published}, before {self.since}")
        return item

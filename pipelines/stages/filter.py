"""Third stage: what is no article is refused by name. What was seen on the page comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.drops import BY_REASON, TooNew, TooOld, Untitled
from pipelines.items import Dated

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class FilterPipeline:
    """Dated → Dated, or a Drop. `since` is the first day or instant that is kept, `before` the first after it
    that is not: `2026-01-31` or `2026-01-31T12:00:00Z`. What has but the day of an instant is kept."""

    def __init__(self, since: str | None = None, before: str | None = None) -> None:
        self.since = since
        self.before = before

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FilterPipeline:
        spider = crawler.spider
        return cls(since=getattr(spider, "since", None), before=getattr(spider, "before", None))

    def process_item(self, item: Dated) -> Dated:
        """Raises the Drop that names why this page is no article, or not asked for."""
        if item.refusal:
            raise BY_REASON[item.refusal](item.page.url)
        if not item.story.title:
            raise Untitled(item.page.url)
        published = item.dates.published_at
        if self.since and published and published < self.since[: len(published)]:
            raise TooOld(f"{item.page.url}: published {published}, before {self.since}")
        if self.before and published and published >= self.before:
            raise TooNew(f"{item.page.url}: published {published}, not before {self.before}")
        return item

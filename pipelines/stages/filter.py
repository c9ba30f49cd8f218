"""Third stage: drops pages that are not articles, or not of the dates that are asked for, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.drops import BY_REASON, TooNew, TooOld, Untitled
from pipelines.items import Dated
from pipelines.stages.resources import resources

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class FilterPipeline:
    """Dated → Dated, or a Drop.

    `since` is the first day or instant that is kept, `before` the first later one that is not: `2026-01-31`
    or `2026-01-31T12:00:00Z`. An article of which only the day is known is kept on the day of either.
    """

    def __init__(self, since: str | None = None, before: str | None = None) -> None:
        self.since = since
        self.before = before

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FilterPipeline:
        asked = resources(crawler)
        return cls(since=asked.since, before=asked.before)

    def process_item(self, item: Dated) -> Dated:
        """Raises the Drop that names why this page is not an article, or not asked for."""
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

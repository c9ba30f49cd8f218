"""Third stage: drops pages that are not articles, or not of the dates that are asked for, by name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipelines.db import clock
from pipelines.drops import BY_REASON, NotKept, SitePage, TooNew, TooOld, Unlike, Untitled
from pipelines.items import Dated
from pipelines.stages.resources import resources
from pipelines.stages.site_norm import SiteNorm

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class FilterPipeline:
    """Dated → Dated, or a Drop.

    `since` is the first day or instant that is kept, `before` the first later one that is not: `2026-01-31`
    or `2026-01-31T12:00:00Z`. An article of which only the day is known is kept on the day of either.
    """

    def __init__(
        self, since: str | None = None, before: str | None = None, norm: SiteNorm | None = None
    ) -> None:
        self.since = since
        self.before = before
        self.norm = norm or SiteNorm()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FilterPipeline:
        shared = resources(crawler)
        return cls(since=shared.since, before=shared.before, norm=SiteNorm(shared.database))

    def process_item(self, item: Dated) -> Dated:
        """Raises the Drop that names why this page is not an article, or not asked for."""
        if item.refusal:
            raise BY_REASON[item.refusal](item.page.url)
        if not item.story.title:
            raise Untitled(item.page.url)
        if (
            item.page.is_walked
        ):  # before its date counts: an article of another year teaches what articles have
            self._judge_by_site(item)
        published = item.dates.published_at
        if published and (keep := item.page.site.keep):
            oldest = clock.text(item.page.fetched_at - timedelta(seconds=keep))
            if published < oldest[: len(published)]:
                raise NotKept(f"{item.page.url}: published {published}, kept are those since {oldest}")
        if self.since and published and published < self.since[: len(published)]:
            raise TooOld(f"{item.page.url}: published {published}, before {self.since}", published)
        if self.before and published and published >= self.before:
            raise TooNew(f"{item.page.url}: published {published}, not before {self.before}", published)
        return item

    def _judge_by_site(self, item: Dated) -> None:
        """Raises SitePage or Unlike for a page of a crawl of a whole site. A feed lists articles only."""
        if item.page.hints.origin != "feed":
            # Structured data is no excuse: some systems call every page an article.
            if item.page.is_common:
                raise SitePage(item.page.url)
            if not self.norm.is_met(item):
                raise Unlike(item.page.url)
        self.norm.add(item)

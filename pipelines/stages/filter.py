"""Third stage: drops pages that are not articles, and articles outside the requested dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipelines.db import clock
from pipelines.drops import BY_REASON, NotKept, SitePage, TooNew, TooOld, Unlike, Untitled
from pipelines.items import Dated, Page
from pipelines.stages.database_faults import not_stored
from pipelines.stages.own_items import only
from pipelines.stages.resources import resources
from pipelines.stages.site_norm import SiteNorm

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class FilterPipeline:
    """Dated → the same Dated; raises a Drop for a page that is not kept.

    Articles are kept that were published at or after `since` and before `before`, each a day or an instant:
    `2026-01-31` or `2026-01-31T12:00:00Z`. An article without a time is kept if any hour of its day would be.
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

    @only(Dated)
    @not_stored()
    def process_item(self, item: Dated) -> Dated:
        """Raises the Drop whose name says why this page is not kept."""
        page = item.page
        if item.refusal:
            raise BY_REASON[item.refusal](page.url)
        if not item.story.title:
            raise Untitled(page.url)
        if page.is_walked:  # before the dates: an article of another year still shows what articles have
            self._judge_by_site(item)
        if published := item.dates.published_at:
            self._check_dates(page, published)
        return item

    def _check_dates(self, page: Page, published: str) -> None:
        if keep := page.site.keep:
            oldest = clock.text(page.fetched_at - timedelta(seconds=keep))
            if published < oldest[: len(published)]:
                raise NotKept(f"{page.url}: published {published}, kept are those since {oldest}")
        if self.since and published < self.since[: len(published)]:
            raise TooOld(f"{page.url}: published {published}, before {self.since}", published)
        if self.before and published >= self.before:
            raise TooNew(f"{page.url}: published {published}, not before {self.before}", published)

    def _judge_by_site(self, item: Dated) -> None:
        """Raises SitePage or Unlike; a page from a feed is always an article.

        Structured data does not count here, since some systems call every page an article.
        """
        if item.page.hints.origin != "feed":
            if item.page.is_common:
                raise SitePage(item.page.url)
            if not self.norm.is_met(item):
                raise Unlike(item.page.url)
        self.norm.add(item)

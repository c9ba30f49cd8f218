"""Second stage: the dates that a page offers → the instants that win. The choice itself is in `times`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines import times
from pipelines.db import Database, open_database
from pipelines.db.crawl import lessons
from pipelines.items import Cleaned, Dated, Lesson
from pipelines.urls import country

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MEMORY = timedelta(days=400)
"""How long a lesson counts: a summer and a winter."""


class DatePipeline:
    """Cleaned → Dated. What a site's pages teach of its clock is used for those that come after."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.db: Database | None = None
        self.taught: dict[str, list[Lesson]] = {}
        """By site: what is in the database, and what this run has seen."""
        self.learned: dict[str, tuple[int, dict[str, str]]] = {}
        """By site: from how many lessons, and each field's zone."""
        self.repeats: dict[str, times.Repeats] = {}
        """By site: the dates that its pages show again and again."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DatePipeline:
        return cls(crawler.settings["DATABASE"])

    def open_spider(self) -> None:
        self.db = open_database(self.path)

    def close_spider(self) -> None:
        if self.db is not None:
            self.db.close()

    def process_item(self, item: Cleaned) -> Dated:
        page, site = item.page, item.page.site.name
        where = country(page.site.url) or country(page.url)
        zones, repeats = self._zones(site, where), self.repeats[site]
        evidence = repeats.refuse(item.evidence, page.fetched_at)
        dates = times.choose(
            evidence,
            fetched_at=page.fetched_at,
            site=page.site,
            country=where,
            learned_zone=zones,
        )
        found = times.observe(evidence)
        self._taught(site).extend(found)
        found += repeats.see(item.evidence, page.fetched_at)
        return Dated(page=page, story=item.story, dates=dates, lessons=found, refusal=item.refusal)

    def _zones(self, site: str, where: str | None) -> dict[str, str]:
        """Each field's zone; looked for again when there is half as much again to learn from."""
        count, zones = self.learned.get(site, (0, {}))
        taught = self._taught(site)
        if len(taught) > count and len(taught) >= 1.5 * count:
            count, zones = len(taught), times.learn_fields(taught, country=where)
            self.learned[site] = count, zones
        return zones

    def _taught(self, site: str) -> list[Lesson]:
        if site not in self.taught:
            assert self.db is not None, "open_spider() comes first"
            known = lessons.read(self.db, site, (datetime.now(UTC) - MEMORY).date())
            self.taught[site] = [lesson for lesson in known if not times.is_of_repeats(lesson)]
            self.repeats[site] = times.Repeats.recalled(known)
        return self.taught[site]

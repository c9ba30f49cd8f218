"""Second stage: chooses the dates of an article from the evidence of its page; see `pipelines.times`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from pipelines import times
from pipelines.db import Database
from pipelines.db.crawl import lessons
from pipelines.items import Cleaned, Dated, Dates, Evidence, Lesson
from pipelines.stages.database_faults import not_stored
from pipelines.stages.own_items import only
from pipelines.stages.resources import resources
from pipelines.urls import country

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MEMORY = timedelta(days=400)
"""How long a lesson counts: a summer and a winter."""
MOST = 2000
"""Different lessons of one site that are held in memory; a hostile site could send any number."""
FIRST, MOST_FIRST = 24, 2000
"""A run's first articles of each site, and of all sites, that may be dated again when it ends."""
_Basis = tuple[tuple[Evidence, ...], dict[str, str]]
"""From what the dates of a page are chosen: its evidence, and the zone of each field on its site."""
RECENT = 20_000
"""Addresses of pages that are remembered, so that a page teaches once."""


class DatePipeline:
    """Cleaned → Dated. What a site's pages show about its clock is used for the pages that follow.

    `learn` False dates each page by itself, and keeps nothing of what it shows.
    """

    def __init__(self, db: Database, *, learn: bool = True) -> None:
        self.db = db
        self.learn = learn
        self.taught: dict[str, dict[Lesson, int]] = {}
        """By site: each lesson with its number of pages, from the database and from this run."""
        self.learned: dict[str, tuple[int, dict[str, str]]] = {}
        """By site: from how many lessons, and each field's zone."""
        self.repeats: dict[str, times.Repeats] = {}
        """By site: the dates that its pages show again and again."""
        self.seen: dict[str, None] = {}
        """The addresses of the pages that have taught, the latest last."""
        self.first: dict[str, list[tuple[Cleaned, _Basis, Dates]]] = {}
        """By site: the run's first articles, without their bodies, and from what and how they were dated."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DatePipeline:
        """Return the one stage of this run, so that pages read again are dated by all that it has learned."""
        shared = resources(crawler)
        return shared.stage(cls, lambda: cls(shared.database, learn=crawler.settings.getbool("LEARN")))

    @only(Cleaned)
    @not_stored()
    def process_item(self, item: Cleaned) -> Dated:
        page, site = item.page, item.page.site.name
        basis = self._basis(item)
        evidence, dates = basis[0], self._chosen(item, basis)
        learned = times.observe(evidence) if self.learn else ()
        if self.learn and self._may_teach(item):
            self._teach(site, learned)
            learned += self.repeats[site].learn(item.evidence, page.fetched_at)
            self._hold(item, basis, dates)
        return Dated(
            page=page,
            story=item.story,
            dates=dates,
            lessons=learned,
            refusal=item.refusal,
            signature=item.signature,
        )

    def corrected(self) -> Iterator[Cleaned]:
        """Yield those of the run's first articles that are dated otherwise now that more is known; each once.

        They have no body and no lease.
        """
        held, self.first = self.first, {}
        for item, basis, before in chain.from_iterable(held.values()):
            if (new_basis := self._basis(item)) == basis:
                continue
            now = self._chosen(item, new_basis)
            if (now.published_at, now.modified_at) != (before.published_at, before.modified_at):
                yield item

    def _hold(self, item: Cleaned, basis: _Basis, dates: Dates) -> None:
        first = self.first.setdefault(item.page.site.name, [])
        if len(first) < FIRST and sum(map(len, self.first.values())) < MOST_FIRST:
            without_body = replace(item, page=replace(item.page, body=b"", lease=None), links=())
            first.append((without_body, basis, dates))

    def _basis(self, item: Cleaned) -> _Basis:
        """Return the evidence as the site's other pages let it stand, and the site's zones."""
        site = item.page.site.name
        zones, repeats = self._zones(site, _country(item)), self.repeats[site]
        evidence = repeats.prefer_printed(repeats.refuse(item.evidence, item.page.fetched_at))
        return repeats.without_changes(evidence), zones

    def _chosen(self, item: Cleaned, basis: _Basis) -> Dates:
        page, (evidence, zones) = item.page, basis
        return times.choose(
            evidence, fetched_at=page.fetched_at, site=page.site, country=_country(item), learned_zone=zones
        )

    def _zones(self, site: str, where: str | None) -> dict[str, str]:
        """Return each field's zone; it is learned again when there are half as many lessons again."""
        count, zones = self.learned.get(site, (0, {}))
        taught = self._taught(site)
        pages = sum(taught.values())
        if pages > count and pages >= 1.5 * count:
            counted = [replace(lesson, pages=number) for lesson, number in taught.items()]
            zones = times.learn_fields(counted, country=where)
            self.learned[site] = pages, zones
        return zones

    def _may_teach(self, item: Cleaned) -> bool:
        """Return True once for each page that is an article: fetched again, it proves nothing more."""
        url = item.page.url
        if item.refusal or not item.story.title or url in self.seen:
            return False
        self.seen[url] = None
        if len(self.seen) > RECENT:
            del self.seen[next(iter(self.seen))]
        return True

    def _teach(self, site: str, found: Iterable[Lesson]) -> None:
        taught = self._taught(site)
        for lesson in found:
            one = replace(lesson, pages=1)
            if one in taught or len(taught) < MOST:
                taught[one] = taught.get(one, 0) + lesson.pages

    def _taught(self, site: str) -> dict[Lesson, int]:
        if site not in self.taught:
            since = (datetime.now(UTC) - MEMORY).date()
            known = lessons.read(self.db, site, since) if self.learn else []
            self.taught[site] = {}
            self._teach(site, (lesson for lesson in known if not times.is_repeats_lesson(lesson)))
            self.repeats[site] = times.Repeats.from_lessons(known)
        return self.taught[site]


def _country(item: Cleaned) -> str | None:
    return country(item.page.site.url) or country(item.page.url)

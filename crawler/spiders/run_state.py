"""The state of a crawl: its frontier, and what has happened so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scrapy.crawler import Crawler

from crawler.frontier import Explorer, Frontier
from crawler.reports.source_state import LEAST_RECENT
from crawler.run_context import Plan, RunContext
from crawler.sources.source import Source
from crawler.spiders.listing import reader_of
from crawler.spiders.plan import make_frontier
from pipelines.db import source_rows
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import Leased


@dataclass
class RunState:
    """The state of one crawl. Its frontier is opened when first used; that raises DatabaseError."""

    crawler: Crawler
    context: RunContext
    stored: int = 0
    had: set[str] = field(default_factory=set)
    """Names of sources of which something could be fetched."""
    missed: set[str] = field(default_factory=set)
    """Names of sources of which something could not be fetched."""
    answered: set[str] = field(default_factory=set)
    """Names of sources of which an article could be fetched."""
    lost: Counter[str] = field(default_factory=Counter)
    """Source → articles that are not stored and could not be fetched."""
    put_off: bool = False
    """Whether something still waits at the end for a host that asked us to pause."""
    missed_given: bool = False
    """Whether an address that the user named could not be fetched."""
    without_articles: set[str] = field(default_factory=set)
    """Addresses that the user named, read as listings in which no article was found."""
    without_links: set[str] = field(default_factory=set)
    """Addresses of pages on which there was no link at all, apart from the usual places of feeds."""
    led: set[str] = field(default_factory=set)
    """Names of sources of which a page was taken for an article, or a listing links to one."""
    found: Counter[str] = field(default_factory=Counter)
    """Source → articles that were new."""
    explorers: dict[str, Explorer] = field(default_factory=dict)
    """By source: the walks over whole sites."""

    def explorer(self, source: str) -> Explorer | None:
        """Return the walk over a source's site; None if there is none. Raises DatabaseError."""
        if not self.plan.is_named or source in self.plan.parts or not (self.plan.whole or self.plan.since):
            return None
        if source not in self.explorers:
            self.explorers[source] = Explorer(self.frontier.db, source, self.sources[source].url)
        return self.explorers[source]

    def walks(self) -> list[Explorer]:
        """Return the walks that may continue; with `since` alone, those of sites whose lists end after it."""
        names = [source.name for source in self.plan.sources]
        walks = [walk for name in names if (walk := self.explorer(name)) is not None]
        since = self.plan.since
        return [walk for walk in walks if self.plan.whole or not self.frontier.reaches(walk.source, since)]

    @property
    def plan(self) -> Plan:
        return self.context.plan

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.context.sources

    @cached_property
    def frontier(self) -> Frontier:
        assert self.context.database is not None, "a crawl stores what it fetches"
        return make_frontier(self.plan, self.crawler.settings, self.context.database)

    def follow(self, plan: Plan) -> None:
        """Continue with another plan: from now on only its sources are crawled. Raises DatabaseError."""
        self.context.follow(plan)
        active = {source.name for source in plan.sources}
        self.frontier.follow(self.sources, active, parts=plan.parts)

    def room(self) -> int:
        """Return how many more pages may be in flight; with `limit`, no more than may still be stored."""
        room = self.crawler.settings.getint("CONCURRENT_REQUESTS") - len(self.frontier.held)
        if self.plan.limit is None:
            return room
        return min(room, self.plan.limit - self.stored - len(self.frontier.held))

    def is_full(self) -> bool:
        """Return whether as many articles are stored as the run's `limit` allows."""
        return self.plan.limit is not None and self.stored >= self.plan.limit

    def reader(self, leased: Leased) -> str:
        """Return the name of the way in which a listing is read in this crawl; see `reader_of`."""
        # By day: "2w" is another instant in each run, which is no reason to read a listing again.
        back = self.plan.since[:10] if self.plan.since and leased.kind != "sitemap" else None
        # A walk over the whole site follows more links than an ordinary crawl; a 304 would hide them.
        return reader_of(self.sources[leased.source], back, whole=self.plan.whole)

    def tell(self, signal: object, **what: Any) -> None:
        self.crawler.signals.send_catch_log(signal, spider=self.crawler.spider, **what)

    def miss(self, leased: Leased) -> None:
        """Note that a URL could not be fetched. Only names are kept, since a run may last for months."""
        self.missed.add(leased.source)
        self.missed_given = self.missed_given or leased.url in self.plan.given
        if leased.kind == "article" and not self.frontier.is_stored(leased):
            self.lost[leased.source] += 1

    def is_part(self, leased: Leased) -> bool:
        """Return whether this is an address that the user named, and no site's home page."""
        return leased.url in self.plan.given and leased.url != self.sources[leased.source].url

    def saw(self, leased: Leased, links: Sequence[Link], new: int) -> None:
        """Note what a listing links to. One that is not new may have led to articles in an earlier run."""
        if any(link.kind == "article" for link in links):
            self.led.add(leased.source)
        elif leased.url in self.plan.given and (new == len(links) or leased.url in self.without_links):
            self.without_articles.add(leased.url)

    def brought_no_article(self) -> Iterator[str]:
        """Yield each address that the user named and that brought no article, although all was read."""
        for url in sorted(self.without_articles & self.plan.given.keys()):
            name = self.plan.given[url].name
            if name not in self.led | self.missed and not self.put_off:
                yield url

    def unread(self) -> Iterator[tuple[str, int]]:
        """Yield each address or source that the user named and of which no article could be fetched, and the
        number of its articles.

        A few dead links in a listing of a source that has articles are no failure. The health of a whole
        source with more is judged elsewhere.
        """
        named = {
            url: source.name for url, source in self.plan.given.items() if source.name in self.plan.parts
        }
        whole = (source.name for source in self.plan.sources if source.name not in self.plan.parts)
        for what, name in {**named, **{name: name for name in whole}}.items():
            count = 0 if name in self.answered else self.lost[name]
            is_few = count < LEAST_RECENT
            if count and (not source_rows.has_articles(self.frontier.db, name) if is_few else what in named):
                yield what, count

    def has_failed(self) -> bool:
        """Return whether an address, or all of a source, that the user named could not be read.

        If the user named nothing, return whether nothing at all could be read.
        """
        if not self.plan.is_named:
            return bool(self.missed) and not self.had
        if self.without_links.intersection(self.brought_no_article()):
            return True
        if any(self.unread()):
            return True
        return self.missed_given or not self.missed <= self.had or (self.put_off and not self.had)

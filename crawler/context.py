"""What the parts of one crawl share: its plan, its frontier, and what it has met so far. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crawler.frontier import Frontier
from crawler.sources.source import Source, private_places, unverified_hosts
from crawler.spiders.listing import reader_of
from crawler.spiders.plan import Plan, make_frontier
from pipelines.db.crawl.links import Leased, Link

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass
class Run:
    """One crawl. Its frontier is opened when it is first asked for; that raises DatabaseError."""

    crawler: Crawler
    plan: Plan
    stored: int = 0
    had: set[str] = field(default_factory=set)
    """Names of sources of which something could be fetched."""
    missed: set[str] = field(default_factory=set)
    """Names of sources of which something could not be had."""
    put_off: bool = False
    """Whether something waits at the end for a host that asked to be left alone."""
    missed_given: bool = False
    """Whether an address that the user named could not be had."""

    barren: set[str] = field(default_factory=set)
    """Addresses that the user named, read as listings in which no article was."""
    led: set[str] = field(default_factory=set)
    """Names of sources of which some page was taken for an article, or a listing leads to some."""

    @cached_property
    def frontier(self) -> Frontier:
        return make_frontier(self.plan, self.crawler.settings)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """By name; of a run that stays also those whose files have gone since: their pages may be in hand."""
        return {source.name: source for source in self.plan.sources}

    @cached_property
    def unverified_hosts(self) -> frozenset[str]:
        """Hosts whose certificate is not asked for."""
        return unverified_hosts(self.sources.values())

    @cached_property
    def private_places(self) -> frozenset[str]:
        """Where the sources' own addresses lead, which may be private; see `crawler.guard`."""
        return private_places(self.sources.values())

    def follow(self, plan: Plan) -> None:
        """Go on by another plan: its sources are crawled from now on, and no others. Raises DatabaseError."""
        known = {**self.sources, **{source.name: source for source in plan.sources}}
        self.plan = plan
        for name in ("sources", "unverified_hosts", "private_places"):
            self.__dict__.pop(name, None)
        self.sources = known
        active = {source.name for source in plan.sources}
        self.frontier.follow(known, active, parts=plan.parts, former=plan.former)

    def room(self) -> int:
        """How many more pages may be in flight; with `limit`, no more than may still be stored."""
        room = self.crawler.settings.getint("CONCURRENT_REQUESTS") - len(self.frontier.held)
        if self.plan.limit is None:
            return room
        return min(room, self.plan.limit - self.stored - len(self.frontier.held))

    def reader(self, leased: Leased) -> str:
        """How a listing is read in this crawl."""
        # By its day: so long ago is another instant each time, and no reason to read it again.
        back = self.plan.since[:10] if self.plan.since and leased.kind != "sitemap" else None
        return reader_of(self.sources[leased.source], back)

    def tell(self, signal: object, **what: Any) -> None:
        self.crawler.signals.send_catch_log(signal, spider=self.crawler.spider, **what)

    def miss(self, leased: Leased) -> None:
        """It could not be had. Of each only what is asked below is kept: a run may stay for months."""
        self.missed.add(leased.source)
        self.missed_given = self.missed_given or leased.url in self.plan.given

    def saw(self, leased: Leased, links: Sequence[Link], new: int) -> None:
        """Note what a listing leads to. Other listings that are known may have led to articles before."""
        if any(link.kind == "article" for link in links):
            self.led.add(leased.source)
        elif leased.url in self.plan.given and new == len(links):
            self.barren.add(leased.url)

    def led_nowhere(self) -> Iterator[str]:
        """What the user named that led to no article, when all of it is read."""
        for url in sorted(self.barren & self.plan.given.keys()):
            name = self.plan.given[url].name
            if name not in self.led | self.missed and not self.put_off:
                yield url

    def has_failed(self) -> bool:
        """Whether nothing could be read of what the user named: an address, or all of a source.

        Where nobody named anything, all of it was asked for.
        """
        if not self.plan.asked:
            return bool(self.missed) and not self.had
        return self.missed_given or not self.missed <= self.had or (self.put_off and not self.had)

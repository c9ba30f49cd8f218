"""What the parts of one crawl share: what the user named, its sources, its database, its workers.

A spider makes the context; middlewares, extensions and stages get it with `run_context`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from scrapy.crawler import Crawler

from crawler.sources.source import Source, private_places, unverified_hosts
from pipelines.db import Database
from pipelines.stages.resources import Resources

_NAME, _CLAIM = "run_context", "run_claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sources of a run, and how much of them it crawls."""

    sources: tuple[Source, ...] = ()
    given: Mapping[str, Source] = field(default_factory=dict)
    """Addresses named by the user, each with the source it belongs to."""
    is_named: bool = False
    """Whether the user named what to crawl; all of that is due now."""
    parts: frozenset[str] = frozenset()
    """Names of the sources of which only the `given` addresses are crawled, and what they lead to."""
    host: str | None = None
    """The only host that is requested, `news.example` or `news.example:8080`; None: any."""
    since: str | None = None
    """The first day that is wanted, `2026-01-31`, or the first instant, `2026-01-31T12:00:00Z`."""
    until: str | None = None
    """The last day that is wanted, or the first instant that is not."""
    left_out: tuple[str, ...] = ()
    """A line for each source file that is not crawled because it has mistakes."""
    watch: bool = False
    """Whether the run stays, and crawls whatever falls due."""
    recheck: bool = False
    """Whether every stored article is checked for changes, whatever its age."""
    limit: int | None = None
    whole: bool = False
    """Whether the sites' own links are followed, wherever they may lead to articles."""

    @property
    def takes_all(self) -> bool:
        """Whether the run crawls every source once; a source file that is left out is a failure of it."""
        return bool(self.sources) and not (self.is_named or self.host or self.watch)

    @property
    def judges_at_end(self) -> bool:
        """Whether sites are followed by their own links, and new rows may be deleted when the run ends."""
        return self.is_named and bool(self.whole or self.since) and not self.watch

    @property
    def may_follow_more(self) -> bool:
        """Whether the user named a site's home page, and only what the site lists is followed."""
        is_site = any(source.name not in self.parts for source in self.given.values())
        return is_site and not (self.whole or self.since or self.recheck)

    @property
    def before(self) -> str | None:
        """The first day or instant after the last one that is wanted."""
        return day_after(self.until) if self.until else None


def day_after(until: str) -> str:
    """Return the day after a day; an instant is its own end."""
    return until if "T" in until else (date.fromisoformat(until) + timedelta(days=1)).isoformat()


@dataclass
class RunContext:
    """One crawl. All but the plan stays the same; a run that watches its source files changes that."""

    plan: Plan
    resources: Resources | None = None
    """None for a command that only looks at pages and stores nothing."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What the user gave as `-a name=value`."""
    waiting: Callable[[], int | None] = lambda: None
    """Returns how many addresses are due; None where there is no frontier."""
    is_ours: Callable[[], bool] = lambda: True
    """Returns whether this run may still request anything: another machine may have taken its host over."""

    def __post_init__(self) -> None:
        if self.resources is not None:
            self.resources.since, self.resources.before = self.plan.since, self.plan.before

    @property
    def database(self) -> Database | None:
        """The run's only connection that writes articles. Raises DatabaseError when first used."""
        return self.resources.database if self.resources is not None else None

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """By name; in a run that watches its files also the removed ones: their pages may still arrive."""
        return {source.name: source for source in self.plan.sources}

    @cached_property
    def unverified_hosts(self) -> frozenset[str]:
        return unverified_hosts(self.sources.values())

    @cached_property
    def private_places(self) -> frozenset[str]:
        """Hosts of sources that may have private addresses; see `crawler.guard`."""
        return private_places(self.sources.values())

    def follow(self, plan: Plan) -> None:
        known = {**self.sources, **{source.name: source for source in plan.sources}}
        self.plan = plan
        for name in ("sources", "unverified_hosts", "private_places"):
            self.__dict__.pop(name, None)
        self.sources = known


def share(crawler: Crawler, context: RunContext) -> RunContext:
    """Give a crawler its context, from the spider's `from_crawler`; return it."""
    setattr(crawler, _NAME, context)
    return context


def share_claim(crawler: Crawler, is_ours: Callable[[], bool]) -> None:
    """Let a crawler ask, before it sends anything, whether its work is still its own."""
    setattr(crawler, _CLAIM, is_ours)


def claim(crawler: Crawler) -> Callable[[], bool]:
    """Return what `share_claim` gave; a crawl that nobody can take over is always its own."""
    found: Callable[[], bool] = vars(crawler).get(_CLAIM, lambda: True)
    return found


def run_context(crawler: Crawler) -> RunContext | None:
    """Return a crawler's context; None for a spider that is not ours, as in `scrapy shell`."""
    context: RunContext | None = vars(crawler).get(_NAME)
    return context

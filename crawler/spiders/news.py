"""Crawls sources: all that are due, some by name, or any address. Requests what the frontier leases."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from math import inf
from time import monotonic
from typing import Any, ClassVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import call_later, create_looping_call

from crawler.errors import some
from crawler.fetch import conditional
from crawler.fetch.site_requests import ANSWER
from crawler.fetch.stopping import halt, halting
from crawler.fetch.user_agent import PoliteSpider, warn_of_no_contact
from crawler.frontier import expiry
from crawler.run_context import Plan, RunContext, claim, share
from crawler.signals import (
    article_deleted,
    articles_expired,
    articles_unread,
    brought_no_article,
    host_waits,
    limit_missed,
    limit_reached,
    nothing_to_recheck,
    site_walked,
)
from crawler.sources.source import Source, directory_of
from crawler.spiders import rendering
from crawler.spiders.outcomes import Endings
from crawler.spiders.pages import feed_html
from crawler.spiders.plan import make_frontier, make_plan
from crawler.spiders.responses import Answers
from crawler.spiders.run_state import RunState
from crawler.spiders.source_files import LOOK_EVERY, SourceFiles
from pipelines.db import DatabaseError, open_database
from pipelines.db.crawl import visits
from pipelines.db.crawl.leases import Leased, LinkKind
from pipelines.db.crawl.url_memory import recall
from pipelines.export.printable import counted
from pipelines.items import Page, PageLink
from pipelines.stages.resources import resources
from pipelines.stages.site_norm import IN_THE_END, NEARLY_ALL
from pipelines.stages.strays import strays

ARTICLES: tuple[LinkKind, ...] = ("article",)

EXPIRE_EVERY = 3600.0
"""Seconds between two looks of a run that stays for articles that are kept no longer."""

WATCHING = 60.0
"""The most seconds until a run that stays looks for work again."""


@cache
def _freeze_imports() -> None:
    """Keep imported modules out of each garbage collection, which would visit them for .1 s.

    Once: in a process with many crawls, what the last ones left is garbage, and must be collected.
    """
    gc.freeze()


class NewsSpider(PoliteSpider):
    """`scrapy crawl news [-a url=… | -a source=name,name] [-a whole=1] [-a since=2026-01-01]
    [-a until=2026-01-31] [-a limit=100] [-a watch=1] [-a recheck=1]`; with
    `-a host=www.example.org` it crawls what is due of one host, and requests no page of another."""

    name = "news"
    bound_source: ClassVar[Source | None] = None
    """The source that this spider is for; None crawls any."""
    run: RunState
    endings: Endings
    answers: Answers
    files: SourceFiles

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.given = given
        self.waking: Any = None
        self.keeping = create_looping_call(self.keep)
        self.looking = create_looping_call(self.look)
        self.expiring = create_looping_call(self.expire_meanwhile)
        self.expiry: asyncio.Future[None] | None = None

    @classmethod
    def plan(cls, given: Mapping[str, str], settings: BaseSettings) -> Plan:
        """Raises BroadsheetError."""
        return make_plan(given, settings["SOURCES"], cls.bound_source, database=settings["DATABASE"])

    @classmethod
    def check(cls, given: Mapping[str, str], settings: BaseSettings) -> None:
        """Raises BroadsheetError for a mistake that a user can fix before the crawl starts."""
        plan = cls.plan(given, settings)
        rendering.check(settings, {source.name: source for source in plan.sources})

    @classmethod
    def idle_line(cls, given: Mapping[str, str], settings: BaseSettings) -> str | None:
        """Return a message if nothing is due and the user named nothing; None if there is work."""
        plan = cls.plan(given, settings)
        if plan.is_named or plan.watch or plan.recheck:
            return None
        with open_database(settings["DATABASE"]) as db:
            frontier = make_frontier(plan, settings, db)
            frontier.seed({}, due_now=False)
            if frontier.has_due(settings.getfloat("FRONTIER_PATIENCE")):
                return None
            wait = frontier.seconds_to_next()
        then = f"; more in {wait / 60:.0f} min" if wait is not None else ""
        return f"nothing is due{then}"

    @classmethod
    def start_line(cls, given: Mapping[str, str], settings: BaseSettings) -> str | None:
        """Return what a run that stays watches, and when it looks first; None for any other run."""
        plan = cls.plan(given, settings)
        if not plan.watch:
            return None
        names = [source.name for source in plan.sources]
        with open_database(settings["DATABASE"]) as db:
            frontier = make_frontier(plan, settings, db)
            frontier.seed({}, due_now=False)
            wait = 0.0 if plan.is_named or frontier.has_due(0) else frontier.seconds_to_next()
        when = f"in {wait / 60:.0f} min" if wait else "at once"
        what = f"{counted(len(names), 'source')}, {some(names)}" if names else "no source yet"
        look = f"; it looks for the first time {when}" if names else ""
        files = directory_of(settings["SOURCES"])
        return f"watching {what}, and the source files in {files}{look}; Ctrl-C ends it"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        plan = cls.plan(spider.given, crawler.settings)
        context = RunContext(plan, resources(crawler), spider.given, spider.waiting, claim(crawler))
        spider.run = RunState(crawler, share(crawler, context))
        resources(crawler).on_links = spider.linked
        spider.endings = Endings(spider.run)
        spider.answers = Answers(spider.run, spider.endings)
        for handler, signal in (
            (spider.refill, signals.scheduler_empty),
            (spider.idle, signals.spider_idle),
            (spider.opened, signals.spider_opened),
            (spider.closing, signals.spider_closed),
            (spider.answers.rendering.close, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)
        return spider

    # --- From the frontier to the downloader ---------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        try:
            self.run.frontier.seed(self.run.plan.given, due_now=self.run.plan.is_named)
            if self.run.plan.recheck and not self.run.frontier.recheck():
                self.run.tell(nothing_to_recheck, sources=[source.name for source in self.run.plan.sources])
            self.warn_of_others()
            requests = list(self.requests())
        except DatabaseError as error:
            halt(self.crawler, error)
            return
        for request in requests:
            yield request

    def opened(self) -> None:
        _freeze_imports()
        warn_of_no_contact(self.settings)
        self.keeping.start(max(0.2, self.settings.getfloat("FRONTIER_LEASE") / 3), now=False)
        if self.run.plan.watch:
            warn = self.logger.warning
            directory, database = self.settings["SOURCES"], self.settings["DATABASE"]
            self.files = SourceFiles(self.given, directory, self.bound_source, warn, database=database)
            self.looking.start(LOOK_EVERY, now=False)
            self.expiring.start(EXPIRE_EVERY, now=False)

    def warn_of_others(self) -> None:
        """Log a warning if another process crawls the same. A cluster gives each host to one worker."""
        others = [] if self.run.plan.host else self.run.frontier.also_crawled()
        if others:
            cause = f"another crawl of {some(others)} is running"
            self.logger.warning("%s; neither fetches what the other has in hand", cause)

    @halting
    def keep(self) -> None:
        self.run.frontier.keep()

    @halting
    def look(self) -> None:
        """Continue with the source files as they are now, if they have changed."""
        plan = self.files.look(self.run.plan)
        if plan is not None:
            self.run.follow(plan)
            self.refill()

    def requests(self) -> Iterator[Request]:
        """Yield requests for URLs that are due, as many as may be in flight.

        Listings come before articles, so that the newest article comes first. With a `limit`, articles that
        are already known come first, so that ten articles do not cost a hundred listings.
        """
        if not self.run.context.is_ours():
            return
        leased = self.run.frontier.lease(self.run.room(), ARTICLES) if self.run.plan.limit else []
        if not leased and not (self.run.plan.limit and self.run.frontier.held):
            leased = self.run.frontier.lease(self.run.room())
        yield from map(self.request, leased)
        if self.run.frontier.explore(self.run.walks(), self.run.room()):
            yield from map(self.request, self.run.frontier.lease(self.run.room()))

    def request(self, leased: Leased) -> Request:
        source = self.run.sources[leased.source]
        meta: dict[str, Any] = {}
        text = str(leased.hints.get("text") or "")
        if text and source.full_text_from == "feed" and leased.kind == "article":
            meta[ANSWER] = feed_html(leased, text)
        # Where scripts make the page, the same bytes do not mean that nothing has changed.
        is_frame = self.answers.rendering.is_needed(leased)
        known = None if is_frame else self.run.frontier.known(leased, self.run.reader(leased))
        return Request(
            leased.url,
            callback=self.answers.parse,
            errback=self.endings.failed,
            headers=conditional.condition(known),
            cb_kwargs={"leased": leased},
            meta={
                "delay": source.delay,
                "concurrency": source.concurrency,
                "handle_httpstatus_list": [304],
                **meta,
            },
            dont_filter=True,
        )

    @halting
    def refill(self) -> int:
        """Lease more URLs, since Scrapy has no request left; return how many."""
        requests = list(self.requests())
        for request in requests:
            self.crawler.engine.crawl(request)
        return len(requests)

    def idle(self) -> None:
        """Wait if something falls due soon; otherwise let the crawl end, since nothing is in flight."""
        if self.run.is_full() and self.run.plan.judges_at_end:
            self.take_back(is_walked=True)  # a limit counts the articles that stay
        if self.run.explorers and self.refill():  # the last page may have had links
            raise DontCloseSpider
        room = self.run.room() > 0
        wait = self.seconds_to_next() if room else None
        if self.run.plan.watch and room:
            wait = min(WATCHING, WATCHING if wait is None else wait)
        elif wait is None or wait > self.settings.getfloat("FRONTIER_PATIENCE"):
            return
        if self.waking is not None:
            self.waking.cancel()
        self.waking = call_later(max(wait, 0.05), self.refill)
        raise DontCloseSpider

    @halting
    def seconds_to_next(self) -> float | None:
        return self.run.frontier.seconds_to_next()

    @halting
    def waiting(self) -> int:
        """Return how many of the addresses that this run crawls are due."""
        return self.run.frontier.waiting()

    async def linked(self, page: Page, links: Sequence[PageLink]) -> None:
        """Store the links of a page, in a crawl of its whole site."""
        try:
            explorer = self.run.explorer(page.site.name)
            if explorer is not None:
                await explorer.found(page.asked[0] if page.asked else page.url, links)
        except DatabaseError as error:
            halt(self.crawler, error)

    def closing(self, reason: str) -> None:
        """Give back the leases that are left, and note whether what the user named could be read."""
        if self.waking is not None:
            self.waking.cancel()
        for looping in (self.keeping, self.looking, self.expiring):
            if looping.running:
                looping.stop()
        if self.expiry is not None:
            self.expiry.cancel()
        try:
            try:
                self.report_pauses()
                if self.run.plan.judges_at_end and reason != "database":
                    self.take_back(is_walked=reason == "finished")
                self.expire()  # after that, or strays, which have no date, would count as the newest articles
                self.report_walks()
                self.report_limit(is_done=reason == "finished")
                for what, count in self.run.unread() if self.run.plan.is_named else ():
                    self.run.tell(articles_unread, what=what, count=count)
                for url in self.run.brought_no_article() if reason == "finished" else ():
                    self.run.tell(brought_no_article, url=url)
            finally:
                self.run.frontier.close()
        except DatabaseError as error:  # the leases run out by themselves
            halt(self.crawler, error)
        if self.run.has_failed():
            self.crawler.stats.set_value("run/failed", True)

    @halting
    def take_back(self, *, is_walked: bool) -> None:
        """Delete rows of walked sites that are no articles, now that their sites are known.

        A run that was stopped before judges by what it knows, as strictly as it judged new pages, and for
        at most STOP_GRACE seconds: no later run looks at these rows.
        """
        db, started = self.run.frontier.db, self.run.frontier.started
        share = IN_THE_END if is_walked else NEARLY_ALL
        end = monotonic() + (inf if is_walked else self.settings.getfloat("STOP_GRACE"))
        for name, walk in self.run.explorers.items():
            for stray in list(strays(db, name, started, walk, share=share)):
                if monotonic() > end:
                    return
                visits.withdraw(db, stray.number, stray.reason, datetime.now(UTC))
                self.run.stored -= 1
                self.run.found[name] -= 1
                self.run.tell(article_deleted, url=stray.url, source=name, reason=stray.reason)

    def expire_meanwhile(self) -> None:
        if self.expiry is None or self.expiry.done():
            self.expiry = asyncio.ensure_future(self.expire_by_and_by())

    async def expire_by_and_by(self) -> None:
        """Mark what source files keep no longer, while the crawl goes on."""
        try:
            async for source, count in expiry.expire(self.run.frontier.db, self.run.plan.sources):
                self.run.tell(articles_expired, source=source, count=count, left=0)
        except DatabaseError as error:
            halt(self.crawler, error)

    def expire(self) -> None:
        """Mark some of what source files keep no longer: nothing else happens until then."""
        for source, count, left in expiry.expire_at_end(self.run.frontier.db, self.run.plan.sources):
            self.run.tell(articles_expired, source=source, count=count, left=left)

    def report_walks(self) -> None:
        """Report what a crawl of a whole site cost, and which links it stopped following."""
        for name, walk in self.run.explorers.items():
            if walk.fetched:
                is_whole, stopped = self.run.plan.whole, tuple(walk.stopped())
                self.run.tell(site_walked, source=name, is_whole=is_whole, stopped=stopped)

    def report_limit(self, *, is_done: bool) -> None:
        """Report how many addresses are left due at the run's limit, or that a site offers fewer articles."""
        plan, new = self.run.plan, self.run.found.total()
        left = links = 0
        if self.run.is_full():
            left = self.run.frontier.waiting()
            links = sum(walk.left() for walk in self.run.explorers.values()) if plan.whole else 0
        if left or links:
            stored = self.run.frontier.unchecked() if plan.recheck else 0
            self.run.tell(limit_reached, limit=plan.limit, left=left, stored=stored, links=links)
        elif plan.limit and 0 < new < plan.limit and plan.may_follow_more and is_done and self.is_first():
            self.run.tell(limit_missed, limit=plan.limit, new=new)

    def is_first(self) -> bool:
        """Return whether each named address was read for the first time: later runs repeat no advice."""
        frontier = self.run.frontier
        return all(recall(frontier.db, url).polls <= 1 for url in self.run.plan.given)

    def report_pauses(self) -> None:
        """Report the hosts that still ask to be left alone: their URLs were not fetched."""
        for host, seconds in self.run.frontier.paused().items():
            self.run.put_off = True
            self.run.tell(host_waits, host=host, seconds=seconds)

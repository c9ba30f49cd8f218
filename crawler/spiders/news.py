"""Crawls sources: all that are due, some by name, or any address. Reads listings, and hands pages on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.asyncio import call_later, create_looping_call

from crawler.discover.guess import What, what_is
from crawler.discover.link import NotReadable
from crawler.failures import Fault, HostPausedError, fault
from crawler.frontier import Frontier
from crawler.manners import conditional, rights
from crawler.manners.useragent import set_user_agent, warn_of_no_contact
from crawler.signals import (
    host_paused,
    listing_bounded,
    listing_gap,
    listing_read,
    page_asked,
    page_dropped,
    page_failed,
    page_same,
    robots_read,
)
from crawler.source import Source
from crawler.spiders.listing import Fetched, explores, moment, read_listing, reader_of
from crawler.spiders.pages import content_type_of, lease_of, page_of, visit_of
from crawler.spiders.plan import Plan, make_frontier, make_plan
from crawler.stopping import halt, halting
from pipelines.db import Database, DatabaseError
from pipelines.db.crawl.frontier import Leased, LinkKind
from pipelines.drops import NotStored, PageError, TooNew, TooOld
from pipelines.items import Article, Dated, Page
from pipelines.urls import host

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

ARTICLES: tuple[LinkKind, ...] = ("article",)

WATCHING = 60.0
"""Seconds between two looks of a run that stays, where nothing of its own falls due before."""


class NewsSpider(Spider):
    """`scrapy crawl news [-a url=… | -a source=name,name] [-a since=2026-01-01] [-a until=2026-01-31]
    [-a limit=100] [-a watch=1] [-a recheck=1]`."""

    name = "news"
    bound_source: ClassVar[Source | None] = None
    """The source that this spider is for; None crawls any."""

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.given = given
        self.stored = 0
        self.had: set[str] = set()
        """Names of sources of which something could be fetched."""
        self.missed: list[Leased] = []
        self.waking: Any = None
        self.keeping = create_looping_call(self.keep)

    @classmethod
    def check(cls, given: Mapping[str, str], settings: BaseSettings) -> None:
        """Raises BroadsheetError for what a person can mend before the crawl starts."""
        make_plan(given, settings["SOURCES"], cls.bound_source)

    @classmethod
    def idle_line(cls, given: Mapping[str, str], settings: BaseSettings) -> str | None:
        """What to say where nothing is due, and nobody named anything; None where there is work."""
        plan = make_plan(given, settings["SOURCES"], cls.bound_source)
        if plan.asked or plan.watch or plan.recheck:
            return None
        frontier = make_frontier(plan, settings)
        try:
            frontier.seed({}, asked=False)
            if frontier.has_due(settings.getfloat("FRONTIER_PATIENCE")):
                return None
            wait = frontier.seconds_to_next()
        finally:
            frontier.close()
        then = f"; more in {wait / 60:.0f} min" if wait is not None else ""
        return f"nothing is due{then}"

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        set_user_agent(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        for handler, signal in (
            (spider.refill, signals.scheduler_empty),
            (spider.idle, signals.spider_idle),
            (spider.landed, signals.item_scraped),
            (spider.dropped, signals.item_dropped),
            (spider.crashed, signals.item_error),
            (spider.opened, signals.spider_opened),
            (spider.robots, robots_read),
            (spider.paused, host_paused),
            (spider.closing, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)
        return spider

    @cached_property
    def frontier(self) -> Frontier:
        return make_frontier(self.plan, self.settings)

    @property
    def database(self) -> Database:
        """Where hosts' robots.txt files are kept; see `crawler.manners.robots`."""
        return self.frontier.db

    @cached_property
    def plan(self) -> Plan:
        return make_plan(self.given, self.settings["SOURCES"], self.bound_source)

    @property
    def since(self) -> str | None:
        return self.plan.since

    @property
    def before(self) -> str | None:
        return self.plan.before

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {source.name: source for source in self.plan.sources}

    @cached_property
    def unverified_hosts(self) -> frozenset[str]:
        """Hosts whose certificate is not asked for; see `crawler.handler`."""
        return frozenset(n for s in self.plan.sources if not s.verify for n in (s.host, f"www.{s.host}"))

    async def start(self) -> AsyncIterator[Request]:
        try:
            self.frontier.seed(self.plan.given, asked=self.plan.asked)
            if self.plan.recheck:
                self.frontier.recheck()
            requests = list(self.requests())
        except DatabaseError as error:
            halt(self.crawler, error)
            return
        for request in requests:
            yield request

    def opened(self) -> None:
        warn_of_no_contact(self.settings)
        self.keeping.start(max(0.2, self.settings.getfloat("FRONTIER_LEASE") / 3), now=False)

    @halting
    def keep(self) -> None:
        """Keep the leases of what is in hand."""
        self.frontier.keep()

    # --- From the frontier to the downloader ---------------------------------------------------------------

    def requests(self) -> Iterator[Request]:
        """Requests for what is due and fits in flight.

        All listings come before articles, so that the newest article comes first; with a `limit` the
        articles that are known by now come first, so that ten articles do not cost a hundred listings.
        """
        leased = self.frontier.lease(self.room(), ARTICLES) if self.plan.limit else []
        if not leased and not (self.plan.limit and self.frontier.held):
            leased = self.frontier.lease(self.room())
        yield from map(self.request, leased)

    def room(self) -> int:
        """How many more pages may be in flight; with `limit`, no more than may still be stored."""
        room = self.settings.getint("CONCURRENT_REQUESTS") - len(self.frontier.held)
        if self.plan.limit is None:
            return room
        return min(room, self.plan.limit - self.stored - len(self.frontier.held))

    def request(self, leased: Leased) -> Request:
        source = self.sources[leased.source]
        return Request(
            leased.url,
            callback=self.parse,
            errback=self.failed,
            headers=conditional.condition(self.frontier.known(leased, self.reader(leased))),
            cb_kwargs={"leased": leased},
            meta={
                "delay": source.delay,
                "concurrency": source.concurrency,
                "handle_httpstatus_list": [304],
            },
            dont_filter=True,
        )

    @halting
    def refill(self) -> None:
        """Scrapy has nothing left to ask for: lease more."""
        for request in self.requests():
            self.crawler.engine.crawl(request)

    def idle(self) -> None:
        """Nothing is in flight. Wait, where something falls due soon; end the crawl otherwise."""
        wait = self.seconds_to_next() if self.room() > 0 else None
        if self.plan.watch and self.room() > 0:
            wait = min(WATCHING, WATCHING if wait is None else wait)
        elif wait is None or wait > self.settings.getfloat("FRONTIER_PATIENCE"):
            return
        if self.waking is not None:
            self.waking.cancel()
        self.waking = call_later(max(wait, 0.05), self.refill)
        raise DontCloseSpider

    @halting
    def seconds_to_next(self) -> float | None:
        return self.frontier.seconds_to_next()

    # --- What comes back -----------------------------------------------------------------------------------

    def parse(self, response: Response, leased: Leased) -> Iterator[Page]:
        """Hand an article's page on to the stages; read a listing. Neither, if it is as before."""
        try:
            page = self.judge(response, leased)
        except DatabaseError as error:
            halt(self.crawler, error)
            return
        except Exception as error:  # what a stranger sent costs itself alone, and is counted
            self.logger.error("%s cannot be read", response.url, exc_info=True)
            kind = type(error).__name__
            self.give_up(leased, Fault(kind, f"{response.url}: cannot be read ({kind}); please report it"))
            return
        if page is not None:
            yield page

    def judge(self, response: Response, leased: Leased) -> Page | None:
        """Return the page of an article that has changed, or is new; see to everything else."""
        reader = self.reader(leased)
        last = self.frontier.last(leased, reader)
        came, known = conditional.came(response, last), self.frontier.is_article(leased)
        if response.status == 304 and last is None:
            cause = "answers 304, though it was not asked for a change; report it to the site"
            self.give_up(leased, Fault("Http304", f"{leased.url}: {cause}"))
            return None
        if came.is_same and known:
            self.same(response, leased, came)
            return None
        if came.is_same:
            self.had.add(leased.source)
            self.frontier.same(leased, came)
            self.tell(listing_read, url=leased.url, source=leased.source, kind=leased.kind, links=0, new=0)
            return None
        kind: What = leased.kind
        if leased.kind == "home":  # named by its address alone: it may be anything
            kind = "article" if known else what_is(response.body, response.url, content_type_of(response))
        if kind != "article":
            self.read(response, leased, kind, came)
            return None
        self.had.add(leased.source)
        self.tell(page_asked, url=response.url)
        visit = visit_of(leased, came, self.frontier.ages(leased.source))
        return page_of(response, leased, self.sources[leased.source].site, visit)

    def same(self, response: Response, leased: Leased, came: conditional.Came) -> None:
        """An article is as it was."""
        self.had.add(leased.source)
        self.tell(page_asked, url=response.url)
        if self.frontier.unchanged(leased, visit_of(leased, came, self.frontier.ages(leased.source))):
            self.tell(page_same, url=response.url, source=leased.source)

    def read(self, response: Response, leased: Leased, kind: What, came: conditional.Came) -> None:
        """Add a listing's links to the frontier."""
        page = self.fetched(response.url, response.body, content_type_of(response), leased.source)
        first = "pages" not in leased.hints
        pages = page.pages if first else leased.hints["pages"]
        page = replace(page, first=first, pages=pages, depth=leased.hints.get("depth", 0))
        try:
            listing = read_listing(kind, page)
        except NotReadable as error:
            self.give_up(leased, Fault(type(error).__name__, str(error), again=False))
            return
        self.had.add(leased.source)
        read = self.frontier.read(
            leased,
            listing.links,
            came,
            reader=self.reader(leased),
            pace=listing.pace,
            ttl=listing.ttl,
            span=listing.span,
            rolling=listing.rolling,
            modified=listing.modified,
        )
        about = {"url": leased.url, "source": leased.source}
        self.tell(listing_read, kind=kind, links=read.links, new=read.new, **about)
        if read.gap is not None:
            self.tell(listing_gap, **about, interval=read.gap)
        for message in listing.told:
            self.tell(listing_bounded, **about, message=message)

    def fetched(self, url: str, body: bytes, content_type: str | None, source: str) -> Fetched:
        of = self.sources[source]
        return Fetched(
            url=url,
            body=body,
            content_type=content_type,
            source=of,
            explore=explores(of),
            pages=self.settings.getint("SECTION_PAGES"),
            since=moment(self.since),
        )

    def reader(self, leased: Leased) -> str:
        back = self.since if leased.kind != "sitemap" else None
        return reader_of(self.sources[leased.source], back)

    @halting
    def failed(self, failure: Failure) -> None:
        """A fetch went wrong: again a little later, or given up and counted."""
        leased: Leased = failure.request.cb_kwargs["leased"]  # type: ignore[attr-defined]
        asked: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, HostPausedError) and host(asked.url) == leased.host:
            self.frontier.give_back(leased)
            return
        what = fault(failure, leased.url)
        busy = asked.meta.get("wait") is not None
        if not (what.again and self.frontier.try_again(leased, what.kind, busy=busy)):
            self.give_up(leased, what)

    @halting
    def paused(self, host: str, seconds: float) -> None:
        self.frontier.pause(host, seconds)

    def give_up(self, leased: Leased, what: Fault) -> None:
        self.tell(page_asked, url=leased.url)
        about = {"url": leased.url, "source": leased.source}
        if what.dropped:
            self.frontier.drop(leased.token, what.kind)
            self.tell(page_dropped, **about, reason=what.kind)
        else:
            self.frontier.fail(leased.token, what.kind, again=what.later, gone=what.gone)
            self.tell(page_failed, **about, kind=what.kind, message=what.message)
            self.missed.append(leased)

    def landed(self, item: Article) -> None:
        """Stored: the store has acknowledged the lease in the same transaction."""
        self.stored += 1
        self.frontier.forget(item.lease)

    @halting
    def dropped(self, item: Any, exception: BaseException) -> None:
        kind, token = type(exception).__name__, lease_of(item)
        if isinstance(exception, NotStored):
            return  # the lease runs out by itself; RunAccount ends the run
        if isinstance(exception, PageError):
            self.frontier.fail(token, kind, again=True)
        elif isinstance(exception, (TooOld, TooNew)) and isinstance(item, Dated):
            self.frontier.put_off(token, item.dates.published_at or "", kind)
        else:
            self.frontier.drop(token, kind, getattr(item, "page", item).visit)

    @halting
    def crashed(self, item: Any, failure: Failure) -> None:
        self.frontier.fail(lease_of(item), type(failure.value).__name__, again=True)

    @halting
    def robots(self, url: str, body: bytes) -> None:
        """Sitemaps that a robots.txt names are followed where the source names nothing of its own."""
        for source in self.sources.values():
            if host(source.url) == host(url):
                self.frontier.reserve(source.name, rights.of_robots(body))
                page = self.fetched(url, body, None, source.name)
                if page.explore:
                    self.frontier.add(read_listing("robots", page).links)

    def closing(self) -> None:
        """Give back what is still leased, and say whether what the user named could be read."""
        if self.waking is not None:
            self.waking.cancel()
        if self.keeping.running:
            self.keeping.stop()
        try:
            self.frontier.close()
        except DatabaseError as error:  # the leases run out by themselves
            halt(self.crawler, error)
        if any(self.was_asked_for(leased) for leased in self.missed):
            self.crawler.stats.set_value("run/failed", True)

    def was_asked_for(self, leased: Leased) -> bool:
        """The user named this address, or its source, of which nothing else could be read either.

        Where nobody named anything, all of it was asked for: a run that could read nothing has failed.
        """
        if not self.plan.asked:
            return not self.had
        return leased.url in self.plan.given or leased.source not in self.had

    def tell(self, signal: object, **what: Any) -> None:
        self.crawler.signals.send_catch_log(signal, spider=self, **what)

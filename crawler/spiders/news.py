"""Crawls sources: all that are due, some by name, or any address. Reads listings, and hands pages on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.asyncio import call_later

from crawler.discover.guess import What, what_is
from crawler.discover.link import NotReadable
from crawler.failures import Fault, HostPausedError, fault
from crawler.frontier import Frontier
from crawler.listing import Fetched, moment, read_listing
from crawler.signals import listing_read, page_asked, page_dropped, page_failed
from crawler.source import Source
from crawler.spiders.plan import Plan, make_plan
from crawler.useragent import set_user_agent
from pipelines.db import open_database
from pipelines.db.frontier import Leased, LinkKind
from pipelines.drops import NotStored, PageError
from pipelines.items import Article, Hints, Page
from pipelines.urls import host

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

ARTICLES: tuple[LinkKind, ...] = ("article",)
EVIDENCE_HEADERS = ("last-modified", "date", "x-robots-tag", "content-language", "link")


class NewsSpider(Spider):
    """`scrapy crawl news [-a url=… | -a source=name,name] [-a since=2026-01-01] [-a limit=100]`."""

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

    @classmethod
    def check(cls, given: Mapping[str, str], settings: BaseSettings) -> None:
        """Raises BroadsheetError for what a person can mend before the crawl starts."""
        make_plan(given, settings["SOURCES"], cls.bound_source)

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
            (spider.robots, signals.response_received),
            (spider.closing, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)
        return spider

    @cached_property
    def frontier(self) -> Frontier:
        settings = self.settings
        return Frontier(
            open_database(settings["DATABASE"]),
            self.sources,
            lease_seconds=settings.getfloat("FRONTIER_LEASE"),
            tries=settings.getint("FRONTIER_TRIES"),
            backoff=settings.getfloat("FRONTIER_BACKOFF"),
            since=moment(self.since),
        )

    @cached_property
    def plan(self) -> Plan:
        return make_plan(self.given, self.settings["SOURCES"], self.bound_source)

    @property
    def since(self) -> str | None:
        return self.plan.since

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {source.name: source for source in self.plan.sources}

    @cached_property
    def unverified_hosts(self) -> frozenset[str]:
        """Hosts whose certificate is not asked for; see `crawler.handler`."""
        return frozenset(n for s in self.plan.sources if not s.verify for n in (s.host, f"www.{s.host}"))

    async def start(self) -> AsyncIterator[Request]:
        self.frontier.seed(self.plan.given, asked=self.plan.asked)
        for request in self.requests():
            yield request

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
            cb_kwargs={"leased": leased},
            meta={"delay": source.delay, "concurrency": source.concurrency},
            dont_filter=True,
        )

    def refill(self) -> None:
        """Scrapy has nothing left to ask for: lease more."""
        for request in self.requests():
            self.crawler.engine.crawl(request)

    def idle(self) -> None:
        """Nothing is in flight. Wait, where something falls due soon; end the crawl otherwise."""
        wait = self.frontier.seconds_to_next() if self.room() > 0 else None
        if wait is None or wait > self.settings.getfloat("FRONTIER_PATIENCE"):
            return
        if self.waking is not None:
            self.waking.cancel()
        self.waking = call_later(max(wait, 0.05), self.refill)
        raise DontCloseSpider

    # --- What comes back -----------------------------------------------------------------------------------

    def parse(self, response: Response, leased: Leased) -> Iterator[Page]:
        """Hand an article's page on to the stages; read a listing for its links."""
        header = response.headers.get("Content-Type")
        content_type = header.decode("latin-1") if header else None
        kind: What = leased.kind
        if leased.kind == "home":  # named by its address alone: it may be anything
            kind = what_is(response.body, response.url, content_type)
        if kind == "article":
            self.had.add(leased.source)
            self.tell(page_asked, url=response.url)
            yield self.page(response, leased, content_type)
        else:
            self.read(response, leased, kind, content_type)

    def page(self, response: Response, leased: Leased, content_type: str | None) -> Page:
        return Page(
            url=response.url,
            body=response.body,
            fetched_at=datetime.now(UTC),
            site=self.sources[leased.source].site,
            content_type=content_type,
            headers={
                name: value.decode("latin-1")
                for name in EVIDENCE_HEADERS
                if (value := response.headers.get(name)) is not None
            },
            asked=tuple(dict.fromkeys((leased.url, *response.meta.get("redirect_urls", ())))),
            hints=hints_of(leased),
            lease=leased.token,
        )

    def read(self, response: Response, leased: Leased, kind: What, content_type: str | None) -> None:
        """Add a listing's links to the frontier."""
        page = self.fetched(response, self.sources[leased.source], content_type)
        try:
            links = read_listing(kind, replace(page, pages=leased.hints.get("pages", page.pages)))
        except NotReadable as error:
            self.give_up(leased, Fault(type(error).__name__, str(error), again=False))
            return
        self.had.add(leased.source)
        new = self.frontier.add(links)
        self.frontier.read(leased)
        self.tell(listing_read, url=response.url, kind=kind, links=len(links), new=new)

    def fetched(self, response: Response, source: Source, content_type: str | None) -> Fetched:
        return Fetched(
            url=response.url,
            body=response.body,
            content_type=content_type,
            source=source,
            explore=not (source.feeds or source.sitemaps or source.sections),
            pages=self.settings.getint("SECTION_PAGES"),
        )

    def failed(self, failure: Failure) -> None:
        """A fetch went wrong: again a little later, or given up and counted."""
        leased: Leased = failure.request.cb_kwargs["leased"]  # type: ignore[attr-defined]
        if isinstance(failure.value, HostPausedError):
            self.frontier.give_back(leased)
            return
        what = fault(failure, leased.url)
        wait = failure.request.meta.get("wait")  # type: ignore[attr-defined]
        if wait is not None:
            self.frontier.pause(leased.host, wait)
        if not (what.again and self.frontier.try_again(leased, what.kind, busy=wait is not None)):
            self.give_up(leased, what)

    def give_up(self, leased: Leased, what: Fault) -> None:
        self.tell(page_asked, url=leased.url)
        if what.dropped:
            self.frontier.drop(leased.token, what.kind)
            self.tell(page_dropped, url=leased.url, reason=what.kind)
        else:
            self.frontier.fail(leased.token, what.kind, again=what.again)
            self.tell(page_failed, url=leased.url, kind=what.kind, message=what.message)
            self.missed.append(leased)

    def landed(self, item: Article) -> None:
        """Stored: the store has acknowledged the lease in the same transaction."""
        self.stored += 1
        self.frontier.forget(item.lease)

    def dropped(self, item: Any, exception: BaseException) -> None:
        kind = type(exception).__name__
        if isinstance(exception, NotStored):
            return  # the lease runs out by itself; RunAccount ends the run
        if isinstance(exception, PageError):
            self.frontier.fail(lease_of(item), kind, again=False)
        else:
            self.frontier.drop(lease_of(item), kind)

    def crashed(self, item: Any, failure: Failure) -> None:
        self.frontier.fail(lease_of(item), type(failure.value).__name__, again=False)

    def robots(self, response: Response) -> None:
        """A robots.txt may name sitemaps; they are followed where the source names nothing of its own."""
        if urlsplit(response.url).path != "/robots.txt" or response.status != 200:
            return
        for source in self.sources.values():
            if host(source.url) == host(response.url):
                page = self.fetched(response, source, None)
                self.frontier.add(read_listing("robots", page) if page.explore else ())

    def closing(self) -> None:
        """Give back what is still leased, and say whether what the user named could be read."""
        if self.waking is not None:
            self.waking.cancel()
        self.frontier.close()
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


def lease_of(item: Any) -> str | None:
    """The lease that an item of any stage carries."""
    lease: str | None = getattr(item, "page", item).lease
    return lease


def hints_of(leased: Leased) -> Hints:
    """What the frontier keeps of a link's hints, which were JSON in between."""
    told = {name: value for name, value in leased.hints.items() if name != "pages"}
    lists: dict[str, Any] = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Hints(**(told | lists))

"""Crawls sources: all that are due, some by name, or any address given. Reads listings, and hands pages on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.asyncio import call_later

from crawler.failures import Fault, fault
from crawler.frontier import Frontier, Leased
from crawler.listing import ListingError, read_listing
from crawler.signals import listing_read, page_asked, page_dropped, page_failed
from crawler.source import Source
from crawler.spiders.plan import Plan, make_plan
from crawler.useragent import set_user_agent
from pipelines.drops import NotStored, PageError
from pipelines.items import Article, Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

EVIDENCE_HEADERS = ("last-modified", "date", "x-robots-tag", "content-language", "link")


class NewsSpider(Spider):
    """`scrapy crawl news [-a url=… | -a source=name,name] [-a since=2026-01-01] [-a limit=100]`."""

    name = "news"
    bound: ClassVar[str | None] = None
    """The source that this spider is for; None crawls any."""

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.given = given
        self.failed_sources: dict[str, int] = {}
        self.stored = 0
        self.waking: Any = None

    @classmethod
    def check(cls, given: Mapping[str, str], settings: BaseSettings) -> None:
        """Raises BroadsheetError for what a person can mend before the crawl starts."""
        make_plan(given, settings["SOURCES"], cls.bound)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        set_user_agent(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.frontier = Frontier.from_settings(crawler.settings, spider.plan)
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

    frontier: Frontier

    @cached_property
    def plan(self) -> Plan:
        return make_plan(self.given, self.settings["SOURCES"], self.bound)

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
        self.frontier.open()
        self.frontier.seed()
        for request in self.requests():
            yield request

    # --- From the frontier to the downloader ---------------------------------------------------------------

    def requests(self) -> Iterator[Request]:
        """Requests for what is due and fits in flight."""
        for leased in self.frontier.lease(self.room()):
            yield self.request(leased)

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

    def parse(self, response: Response, leased: Leased) -> Iterator[Page]:  # type: ignore[override]
        """Hand an article's page on to the stages; read a listing for its links."""
        kind = self.frontier.kind_of(leased, response)
        if kind == "article":
            self.tell(page_asked, url=response.url)
            yield self.page(response, leased)
        else:
            self.read(response, leased, kind)

    def page(self, response: Response, leased: Leased) -> Page:
        header = response.headers.get("Content-Type")
        return Page(
            url=response.url,
            body=response.body,
            fetched_at=datetime.now(UTC),
            site=self.sources[leased.source].site,
            content_type=header.decode("latin-1") if header else None,
            headers={
                name: value.decode("latin-1")
                for name in EVIDENCE_HEADERS
                if (value := response.headers.get(name)) is not None
            },
            asked=tuple(dict.fromkeys((leased.url, *response.meta.get("redirect_urls", ())))),
            hints=leased.hints,
            lease=leased.token,
        )

    def read(self, response: Response, leased: Leased, kind: str) -> None:
        """Add a listing's links to the frontier."""
        header = response.headers.get("Content-Type", b"").decode("latin-1")
        try:
            listing = read_listing(kind, response.body, response.url, header)
        except ListingError as error:
            self.give_up(leased, Fault(type(error).__name__, str(error), again=False))
            return
        new = self.frontier.add(listing, leased)
        self.frontier.read(leased)
        self.tell(listing_read, url=response.url, kind=kind, links=len(listing.links), new=new)

    def failed(self, failure: Failure) -> None:
        """A fetch went wrong: again a little later, or given up and counted."""
        leased: Leased = failure.request.cb_kwargs["leased"]  # type: ignore[attr-defined]
        what = fault(failure, leased.url)
        if what.wait is not None:
            self.frontier.pause(leased, what.wait)
        elif what.again and self.frontier.try_again(leased, what.kind):
            return
        else:
            self.give_up(leased, what)

    def give_up(self, leased: Leased, what: Fault) -> None:
        self.tell(page_asked, url=leased.url)
        if what.dropped:
            self.frontier.drop(leased.token, what.kind)
            self.tell(page_dropped, url=leased.url, reason=what.kind)
        else:
            self.frontier.fail(leased.token, what.kind)
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
            self.frontier.fail(lease_of(item), kind)
        else:
            self.frontier.drop(lease_of(item), kind)

    def crashed(self, item: Any, failure: Failure) -> None:
        self.frontier.fail(lease_of(item), type(failure.value).__name__)

    def robots(self, response: Response) -> None:
        """A robots.txt of a site that is explored may name sitemaps."""
        if response.url.endswith("/robots.txt"):
            self.frontier.add_robots(response.body, response.url)

    def closing(self, reason: str) -> None:
        """Give back what is still leased, and say whether what the user named could be read."""
        if self.waking is not None:
            self.waking.cancel()
        if self.frontier.close() and self.plan.asked:
            self.crawler.stats.set_value("run/failed", True)

    def tell(self, signal: object, **what: Any) -> None:
        self.crawler.signals.send_catch_log(signal, spider=self, **what)


def lease_of(item: Any) -> str | None:
    """The lease that an item of any stage carries."""
    lease: str | None = getattr(item, "page", item).lease
    return lease

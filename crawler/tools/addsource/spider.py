"""Looks at a site through Scrapy, so that robots.txt, proxies and certificates are respected."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import BroadsheetError
from crawler.fetch.failures import fault
from crawler.fetch.user_agent import PoliteSpider
from crawler.tools.addsource.look import Answer, Look, look

AT_ONCE = 8
"""Sites that are looked at together."""

LONGEST = 180.0
"""Seconds after which no more is requested: some sites want half a minute between two requests."""


class LookError(BroadsheetError):
    """The site cannot be looked at."""


class LookSpider(PoliteSpider):
    """Looks at sites, each by one request after another; puts the Look, or the error, into `results`."""

    name = "addsource"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}, "DOWNLOAD_TIMEOUT": 30}  # noqa: RUF012  (Scrapy's form)

    def __init__(
        self,
        addresses: Iterable[str],
        results: dict[str, Look | BroadsheetError],
        on_request: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.addresses = addresses
        self.results = results
        self.on_request = on_request
        self.room = asyncio.Semaphore(AT_ONCE)
        self.answers: dict[str, Answer] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> LookSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.keep, signals.response_received)
        return spider

    def keep(self, response: Response) -> None:
        """Keep each robots.txt that Scrapy fetches, so that it is not fetched twice."""
        if response.url.endswith("/robots.txt"):
            is_there = response.status == 200
            self.answers[response.url] = _answer(response) if is_there else Answer(response.url, b"")

    async def start(self) -> AsyncIterator[Any]:
        await asyncio.gather(*map(self.look, self.addresses))
        return
        yield  # makes this an async generator, which Scrapy requires

    async def look(self, address: str) -> None:
        async with self.room:
            try:
                self.results[address] = await look(partial(self.ask, time.monotonic() + LONGEST), address)
            except BroadsheetError as error:
                self.results[address] = error

    async def ask(self, end: float, url: str) -> Answer:
        """Fetch an address once; none after `end`, on the monotonic clock. Raises LookError."""
        if url not in self.answers:
            if time.monotonic() > end:
                raise LookError(f"{url}: not fetched, since the site asks for long pauses")
            self.on_request(url)
            self.answers[url] = _answer(await self.fetch(url))
        return self.answers[url]

    async def fetch(self, url: str) -> Response:
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(Request(url))
        except Exception as error:  # `fault` names it, whatever it is
            raise LookError(_message(error, url)) from error
        if response.status != 200:
            busy = response.status == 429 or response.status >= 500
            cure = "try again later" if busy else "check the address in a browser"
            raise LookError(f"{url}: the server answers {response.status}; {cure}")
        return response


def _message(error: Exception, url: str) -> str:
    problem = fault(Failure(error), url)  # type: ignore[no-untyped-call]
    if problem.kind != "BadCertificate":
        return problem.message
    cause = problem.message.partition("; ")[0]
    cure = "check the address, or add -s DOWNLOAD_VERIFY_CERTIFICATES=False if you trust it"
    return f"{cause}; {cure}; set SSL_CERT_FILE if your network has its own certificate authority"


def _answer(response: Response) -> Answer:
    header = response.headers.get("Content-Type")
    return Answer(response.url, response.body, header.decode("latin-1") if header else None)


def look_at(
    process: CrawlerProcessBase, addresses: Iterable[str], on_request: Callable[[str], None]
) -> dict[str, Look | BroadsheetError]:
    """Look at sites; return what was seen of each, or the error with the cause and the cure.

    `on_request` is called with each address that is fetched. It runs the process's event loop, so it works
    once in a process.
    """
    results: dict[str, Look | BroadsheetError] = {}
    addresses = tuple(addresses)
    process.crawl(LookSpider, addresses=addresses, results=results, on_request=on_request)
    process.start()
    nothing = "no answer; see the log with -L INFO"
    return {each: results.get(each) or LookError(f"{each}: {nothing}") for each in addresses}

"""Fetches a few addresses through Scrapy, so that robots.txt, proxies and certificates are respected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.errors import BroadsheetError
from crawler.fetch.failures import fault
from crawler.fetch.user_agent import PoliteSpider
from crawler.run_context import Plan, RunContext, share
from crawler.sources.source import Source


class FetchError(BroadsheetError):
    """The address could not be fetched."""


class FetchSpider(PoliteSpider):
    """Fetches each address once and puts the answer, or the error, into `answers`."""

    name = "fetch"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012  (Scrapy's form)

    def __init__(
        self,
        addresses: Sequence[str],
        answers: dict[str, Response | FetchError],
        sources: tuple[Source, ...] = (),
    ) -> None:
        super().__init__()
        self.addresses = addresses
        self.sources = sources
        self.answers = answers

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> FetchSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        share(crawler, RunContext(Plan(sources=spider.sources)))
        return spider

    async def start(self) -> AsyncIterator[Request]:
        for address in self.addresses:
            arguments = {"address": address}
            yield Request(address, self.parse, cb_kwargs=arguments, errback=self.failed, dont_filter=True)

    def parse(self, response: Response, address: str) -> None:
        self.answers[address] = response

    def failed(self, failure: Failure) -> None:
        address = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        self.answers[address] = FetchError(fault(failure, address).message)


def fetch(process: CrawlerProcessBase, address: str, sources: Iterable[Source] = ()) -> Response:
    """Return the answer to one GET. It runs the process's event loop, so it works once in a process.

    `sources` say which hosts are private and whose certificates are not checked.
    Raises FetchError with the cause and the cure.
    """
    answer = fetch_all(process, [address], sources)[address]
    if isinstance(answer, FetchError):
        raise answer
    return answer


def fetch_all(
    process: CrawlerProcessBase, addresses: Sequence[str], sources: Iterable[Source] = ()
) -> dict[str, Response | FetchError]:
    """Return the answer, or the error, for each address; like `fetch`, it works once in a process."""
    answers: dict[str, Response | FetchError] = {}
    process.crawl(FetchSpider, addresses=addresses, answers=answers, sources=tuple(sources))
    process.start()
    for url in addresses:
        answers.setdefault(url, FetchError(f"{url}: no answer; see the log with -L INFO"))
    return answers

"""Fetches a few addresses through Scrapy: robots.txt, proxies, certificates count; stores nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from crawler.context import Plan, RunContext, share
from crawler.errors import BroadsheetError
from crawler.fetch.failures import fault
from crawler.fetch.user_agent import set_user_agent
from crawler.sources.source import Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcessBase
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure


class FetchError(BroadsheetError):
    """The address could not be fetched."""


class FetchSpider(Spider):
    """Asks for each address and keeps the answer, or what went wrong, in `found`."""

    name = "fetch"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012  (Scrapy's form)

    def __init__(
        self,
        addresses: Sequence[str],
        found: dict[str, Response | FetchError],
        sources: tuple[Source, ...] = (),
    ) -> None:
        super().__init__()
        self.addresses = addresses
        self.sources = sources
        self.found = found

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> FetchSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        share(crawler, RunContext(Plan(sources=spider.sources)))
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        set_user_agent(settings)

    async def start(self) -> AsyncIterator[Request]:
        for address in self.addresses:
            about = {"address": address}
            yield Request(address, self.parse, cb_kwargs=about, errback=self.failed, dont_filter=True)

    def parse(self, response: Response, address: str) -> None:
        self.found[address] = response

    def failed(self, failure: Failure) -> None:
        address = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        self.found[address] = FetchError(fault(failure, address).message)


def fetch(process: CrawlerProcessBase, address: str, sources: Iterable[Source] = ()) -> Response:
    """Return the answer to one GET. Runs the process's event loop, so it can be called once a process.

    Of `sources` counts which are private, and whose certificates need not hold.
    Raises FetchError with what went wrong and the cure.
    """
    answer = fetch_all(process, [address], sources)[address]
    if isinstance(answer, FetchError):
        raise answer
    return answer


def fetch_all(
    process: CrawlerProcessBase, addresses: Sequence[str], sources: Iterable[Source] = ()
) -> dict[str, Response | FetchError]:
    """Return the answer to one GET of each address, or what went wrong; once a process, as above."""
    found: dict[str, Response | FetchError] = {}
    process.crawl(FetchSpider, addresses=addresses, found=found, sources=tuple(sources))
    process.start()
    return {
        one: found.get(one) or FetchError(f"{one}: no answer; see the log with -L INFO") for one in addresses
    }

"""Fetches one address through Scrapy, so that robots.txt, proxies and certificates count; stores nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from crawler.errors import BroadsheetError
from crawler.failures import fault
from crawler.manners.useragent import set_user_agent

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure


class FetchError(BroadsheetError):
    """The address could not be fetched."""


class FetchSpider(Spider):
    """Asks for one address and keeps the answer, or what went wrong, in `found`."""

    name = "fetch"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}}  # noqa: RUF012  (Scrapy's form)

    def __init__(self, address: str, found: list[Response | FetchError], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.address = address
        self.found = found

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        set_user_agent(settings)

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.address, callback=self.parse, errback=self.failed, dont_filter=True)

    def parse(self, response: Response) -> None:
        self.found.append(response)

    def failed(self, failure: Failure) -> None:
        self.found.append(FetchError(fault(failure, self.address).message))


def fetch(process: CrawlerProcessBase, address: str) -> Response:
    """Return the answer to one GET. Runs the process's event loop, so it can be called once a process.

    Raises FetchError with what went wrong and the cure.
    """
    found: list[Response | FetchError] = []
    process.crawl(FetchSpider, address=address, found=found)
    process.start()
    answer = found[0] if found else FetchError(f"{address}: no answer; see the log with -L INFO")
    if isinstance(answer, FetchError):
        raise answer
    return answer

"""Keeps a crawl of one host on that host, and ends it when another machine has taken the host over."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.compat import is_closing, schedule_coroutine
from crawler.errors import HostPausedError, OtherHostError
from crawler.fetch.stopping import halting
from crawler.run_context import run_context
from pipelines.urls import host

TAKEN_OVER = "taken over"
"""The reason, in table `runs`, of a crawl that found that its host is another's."""


class OneHostMiddleware:
    """Lets a page or listing pass if it is on the host of `-a host=` and the host is still ours.

    A redirect is a new request, so it is checked, too. robots.txt and the files that a page's scripts load
    may be on other hosts, as in a reader's browser.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OneHostMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises OtherHostError for another host, or HostPausedError if the host is no longer ours."""
        context = run_context(self.crawler)
        if context is None or context.plan.host is None:
            return
        if "leased" in request.cb_kwargs and host(request.url) != context.plan.host:
            raise OtherHostError(request.url)
        if not self.is_ours():
            self.end()
            raise HostPausedError(context.plan.host)

    @halting
    def is_ours(self) -> bool:
        context = run_context(self.crawler)
        return context is None or context.is_ours()

    def end(self) -> None:
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None and not is_closing(engine):
            schedule_coroutine(engine.close_spider_async(reason=TAKEN_OVER))

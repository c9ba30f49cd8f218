"""Keeps a crawl of one host on that host, and ends it when another machine has taken the host over."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.compat import is_closing, schedule_coroutine
from crawler.errors import HostPausedError, OtherHostError
from crawler.fetch.stopping import halt
from crawler.run_context import run_context
from pipelines.db import DatabaseError
from pipelines.urls import host

TAKEN_OVER = "taken over"
"""The outcome, in table `runs`, of a crawl whose host was taken over by another machine."""


class OneHostMiddleware:
    """Lets a page or listing pass if it is on the host of `-a host=`.

    A redirect is a new request, so it is checked too. robots.txt and the files that a page's scripts load may
    be on other hosts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OneHostMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise OtherHostError for a page or listing on another host."""
        context = run_context(self.crawler)
        only = context.plan.host if context is not None else None
        if only is not None and "leased" in request.cb_kwargs and host(request.url) != only:
            raise OtherHostError(request.url)


def check_claim(crawler: Crawler) -> None:
    """Raise HostPausedError and end the crawl if another machine has taken the host over.

    Call it just before a request is sent, after all waiting, because a process may be suspended meanwhile.
    """
    context = run_context(crawler)
    if context is None:
        return
    try:
        if context.is_ours():
            return
    except DatabaseError as error:
        halt(crawler, error)
    else:
        _end(crawler)
    raise HostPausedError(context.plan.host or "")


def may_send(crawler: Crawler) -> bool:
    """Return True if the crawl still has its host; otherwise end the crawl."""
    try:
        check_claim(crawler)
    except HostPausedError:
        return False
    return True


def _end(crawler: Crawler) -> None:
    engine = crawler.engine
    if engine is not None and engine.spider is not None and not is_closing(engine):
        schedule_coroutine(engine.close_spider_async(reason=TAKEN_OVER))

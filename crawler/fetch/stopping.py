"""Ends a crawl early: within seconds after a signal to stop, or with one line if the database fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from time import monotonic
from typing import Any, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from crawler.compat import end_scraper_when_idle, is_closing, schedule_coroutine
from crawler.errors import HostPausedError
from crawler.guard.terminal import complain
from pipelines.db import DatabaseError
from pipelines.db.connect import hurry

CHECK_EVERY = 0.25
"""Seconds between two checks if the crawl is stopping."""

R = TypeVar("R")


def halt(crawler: Crawler, error: Exception) -> None:
    """End a crawl whose database cannot be used: print one line and set exit code 1.

    The next run continues.
    """
    assert crawler.stats is not None
    if crawler.stats.get_value("run/halted"):
        return
    crawler.stats.set_value("run/halted", str(error))
    crawler.stats.set_value("run/failed", True)
    complain(f"the crawl stops: {error}")
    hurry()
    if crawler.engine is not None and crawler.engine.spider is not None:
        schedule_coroutine(crawler.engine.close_spider_async(reason="database"))


def send_back(slot: Any, host: str) -> None:
    """Fail the unsent requests of a downloader's slot, so that they go back to the frontier."""
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(HostPausedError(host))


def halting(method: Callable[..., R]) -> Callable[..., R | None]:
    """Decorate a method of an object that has a `crawler`: a DatabaseError in it ends the crawl."""
    names = frozenset(signature(method).parameters)

    @wraps(method)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> R | None:
        # A signal passes only arguments that its receiver accepts. `guarded` accepts all, so they are chosen
        # here.
        accepted = {name: value for name, value in kwargs.items() if name in names}
        try:
            return method(self, *args, **accepted)
        except DatabaseError as error:
            halt(self.crawler, error)
            return None

    return guarded


class QuickStop:
    """Ends a stopping crawl within seconds.

    Scrapy first finishes everything in its downloader, which takes minutes for a site with a
    Crawl-delay. Here, unsent requests go back to the frontier at once, and transfers are cancelled after
    `grace` seconds.
    """

    def __init__(self, crawler: Crawler, grace: float) -> None:
        self.crawler = crawler
        self.grace = grace
        self.stopping_since: float | None = None
        self.checking = create_looping_call(self.check)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> QuickStop:
        self = cls(crawler, crawler.settings.getfloat("STOP_GRACE"))
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)
        return self

    def opened(self) -> None:
        self.checking.start(CHECK_EVERY, now=False)

    def closed(self) -> None:
        if self.checking.running:
            self.checking.stop()

    def check(self) -> None:
        """If the crawl is stopping, send nothing more."""
        engine = self.crawler.engine
        if engine is None or not is_closing(engine):
            return
        if self.stopping_since is None:
            self.stopping_since = monotonic()
        for host, slot in engine.downloader.slots.items():
            send_back(slot, host)
        if monotonic() - self.stopping_since > self.grace:
            for task in tuple(getattr(self.crawler, "transfers", ())):
                task.cancel()
        end_scraper_when_idle(engine)

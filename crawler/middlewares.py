"""Manners: how often a host is asked, and by whom. Knows no page."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import BUSY, HostPausedError, retry_after

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

# Scrapy counts a slot's transfers only once they have started, so with no delay at all it lets
# several requests of one host through at once.
LEAST_DELAY = 0.001

LONGEST_PAUSE = 300.0
"""Seconds that a host is left alone at most where it says that it is busy, but not for how long."""


class MannersMiddleware:
    """One slot a host (its port too), one request at a time, with the longest delay that anyone asks for.

    The delay is the largest of DOWNLOAD_DELAY, the source's `[crawl] delay` (request meta `delay`)
    and the Crawl-delay of the host's robots.txt, in seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.delay = max(LEAST_DELAY, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self.concurrency = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.user_agent = crawler.settings["USER_AGENT"]
        self.backoff = crawler.settings.getfloat("FRONTIER_BACKOFF")
        self.crawl_delays: dict[str, float] = {}
        self.paused: dict[str, float] = {}
        """Until when a host is left alone, by the monotonic clock."""
        self.busy: dict[str, int] = {}
        """How often in a row a host has said that it is busy."""

    def downloaded(self, request: Request, response: Response) -> None:
        """Stop asking a host that is busy: what waits for it goes back to the frontier.

        Not process_response, which comes after the slot has let its next request go.
        """
        host = urlparse_cached(request).netloc
        if response.status not in BUSY:
            self.busy.pop(host, None)
            return
        self.busy[host] = self.busy.get(host, 0) + 1
        wait = retry_after(response.headers.get(b"Retry-After"))
        if wait is None:
            wait = min(self.backoff * 2 ** self.busy[host], LONGEST_PAUSE)
        self.paused[host] = monotonic() + wait
        request.meta["wait"] = wait
        self._send_back(host)

    def _send_back(self, host: str) -> None:
        slot = self.crawler.engine.downloader.slots.get(host)
        while slot is not None and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(HostPausedError(host))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MannersMiddleware:
        self = cls(crawler)
        crawler.signals.connect(self.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(self.downloaded, signals.response_downloaded)
        return self

    def robots_parsed(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        """Keep the host's Crawl-delay; `request` is the one that waited for its robots.txt."""
        delay = robotparser.crawl_delay(self.user_agent)
        if delay:
            host = urlparse_cached(request).netloc
            self.crawl_delays[host] = float(delay)
            self._tune(host, float(delay), request.meta.get("concurrency") or self.concurrency)

    def process_request(self, request: Request) -> None:
        """Name the request's slot, and make the slot as slow as it must be.

        Raises HostPausedError while its host wants to be left alone.
        """
        host = urlparse_cached(request).netloc
        if self.paused.get(host, 0.0) > monotonic():
            raise HostPausedError(host)
        request.meta["download_slot"] = host
        delay = max(self.delay, request.meta.get("delay") or 0, self.crawl_delays.get(host, 0))
        self._tune(host, delay, request.meta.get("concurrency") or self.concurrency)

    def _tune(self, host: str, delay: float, concurrency: int) -> None:
        downloader = self.crawler.engine.downloader
        settings = downloader.per_slot_settings.setdefault(host, {})
        settings.update(delay=max(delay, settings.get("delay", 0)), concurrency=concurrency, jitter=0)
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.concurrency = settings["delay"], concurrency

"""Manners: how often a host is asked, and by whom. Knows no page."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.httpobj import urlparse_cached

from crawler.errors import HostPausedError
from crawler.fetch.failures import BUSY, retry_after
from crawler.fetch.robots import product
from crawler.signals import host_paused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

# Scrapy counts a slot's transfers only once they have started, so with no delay at all it lets
# several requests of one host through at once.
LEAST_DELAY = 0.001

LONGEST_DELAY = 600.0
"""Seconds that robots.txt may put between two requests: a year of them would keep a run from its end."""

_DAY = 86_400
"""Numbers of a Request-rate may have a thousand digits."""

LONGEST_PAUSE = 300.0
"""Seconds that a host is left alone at most where it says that it is busy, but not for how long."""

DOUBLINGS = 10
"""Of the pause at most: a number doubled a thousand times is too large to be one."""

SLOW = 1.0
"""Seconds to an answer from which on a host counts as slow: it then rests for as long as it took."""

LONGEST_REST = 60.0
"""Seconds that a slow host rests at most."""

NEWS = 0.3
"""Weight of the latest answer among those that came before."""


class MannersMiddleware:
    """One slot a host (its port too), one request at a time, with the longest delay that anyone asks for.

    The delay is the largest of DOWNLOAD_DELAY, the source's `[crawl] delay` (request meta `delay`),
    the Crawl-delay and Request-rate of the host's robots.txt, and what a slow host takes to answer; seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.delay = max(LEAST_DELAY, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self.concurrency = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self.user_agent = crawler.settings["ROBOTSTXT_USER_AGENT"] or product(crawler.settings["USER_AGENT"])
        self.backoff = crawler.settings.getfloat("FRONTIER_BACKOFF")
        self.crawl_delays: dict[str, float] = {}
        """What robots.txt asks for."""
        self.slowness: dict[str, float] = {}
        """Seconds that a host takes to answer, of late."""
        self.paused: dict[str, float] = {}
        """Until when a host is left alone, by the monotonic clock."""
        self.busy: dict[str, int] = {}
        """How often in a row a host has said that it is busy."""

    def downloaded(self, request: Request, response: Response) -> None:
        """Stop asking a host that is busy: what waits for it goes back to the frontier.

        Not process_response, which comes after the slot has let its next request go.
        """
        host = urlparse_cached(request).netloc
        self._rest(request, host)
        if response.status not in BUSY:
            self.busy.pop(host, None)
            return
        self.busy[host] = self.busy.get(host, 0) + 1
        said = retry_after(response.headers.get(b"Retry-After"))
        # Zero, or a date behind our clock, says nothing: it is no leave to ask at once.
        wait = max(said, self.backoff) if said else self._pause(host)
        self.paused[host] = monotonic() + wait
        request.meta["wait"] = wait
        self.crawler.signals.send_catch_log(host_paused, host=host, seconds=wait)
        self._send_back(host)

    def _pause(self, host: str) -> float:
        """Seconds, twice as many each time in a row."""
        return min(self.backoff * 2.0 ** min(self.busy[host], DOUBLINGS), LONGEST_PAUSE)

    def _rest(self, request: Request, host: str) -> None:
        """Slow down for a host that slows down, and only so far as it does."""
        took = request.meta.get("download_latency")
        if took is None:
            return
        self.slowness[host] = NEWS * took + (1 - NEWS) * self.slowness.get(host, took)
        self._tune(host, request)

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
        """Keep what the host asks for; `request` is the one that waited for its robots.txt."""
        host = urlparse_cached(request).netloc
        delays = [robotparser.crawl_delay(self.user_agent) or 0.0]
        rules = getattr(robotparser, "rp", None)  # Scrapy's own interface knows no Request-rate
        rate = getattr(rules, "request_rate", lambda _: None)(self.user_agent)
        if rate and rate.requests:
            delays.append(min(rate.seconds, _DAY) / min(rate.requests, _DAY))
        self.crawl_delays[host] = min(max(delays), LONGEST_DELAY)
        self._tune(host, request)

    def process_request(self, request: Request) -> None:
        """Name the request's slot, and make the slot as slow as it must be.

        Raises HostPausedError while its host wants to be left alone.
        """
        host = urlparse_cached(request).netloc
        if self.paused.get(host, 0.0) > monotonic():
            raise HostPausedError(host)
        request.meta["download_slot"] = host
        self._tune(host, request)

    def _tune(self, host: str, request: Request) -> None:
        slow = self.slowness.get(host, 0.0)
        said = self.crawler.engine.downloader.per_slot_settings.setdefault(host, {})
        # What a source asks for holds for all of its host's requests, robots.txt among them.
        said["asked"] = max(request.meta.get("delay") or 0.0, said.get("asked", 0.0))
        rest = min(slow, LONGEST_REST) if slow > SLOW else 0.0
        delay = max(self.delay, said["asked"], self.crawl_delays.get(host, 0.0), rest)
        concurrency = request.meta.get("concurrency") or said.get("concurrency") or self.concurrency
        said.update(delay=delay, concurrency=concurrency, jitter=0)
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.concurrency = delay, concurrency

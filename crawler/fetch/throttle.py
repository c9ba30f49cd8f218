"""Limits how often a host is requested."""

from __future__ import annotations

from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.compat import of_begun
from crawler.errors import HostPausedError
from crawler.fetch.failures import BUSY, retry_after
from crawler.fetch.robots_middleware import product_token
from crawler.fetch.stopping import send_back
from crawler.signals import host_paused

# Scrapy 2.19 counts the transfers of a slot only once they have started. With no delay at all it lets several
# requests to one host through at once.
LEAST_DELAY = 0.001

LONGEST_DELAY = 600.0
"""The longest delay, in seconds, that a robots.txt can demand; some demand a year."""

_DAY = 86_400
"""Seconds. Numbers in a Request-rate may have a thousand digits, so both are cut to this."""

LONGEST_PAUSE = 300.0
"""The longest pause, in seconds, of a host that says it is busy, but not for how long."""

DOUBLINGS = 10
"""The pause is doubled at most this many times; after a thousand, it would not fit into a float."""

SLOW = 1.0
"""A host that takes longer to answer, in seconds, is slow: the delay is then as long as its answer took."""

LONGEST_SLOW_DELAY = 60.0
"""The longest delay, in seconds, because a host is slow."""

LATEST_WEIGHT = 0.3
"""The weight of the latest answer in the average of answer times."""

SENT = "run/requests"
"""The counter of requests that were sent. Scrapy's own also counts those that a stop has sent back."""


def delay_of(crawler: Crawler, host: str) -> float:
    """Return the seconds that a crawl leaves between two requests to a host; 0 before the first one."""
    engine = of_begun(crawler, "engine")
    settings = engine.downloader.per_slot_settings.get(host, {}) if engine is not None else {}
    return float(settings.get("delay", 0.0))


def rest_of(crawler: Crawler, host: str) -> float:
    """Return the seconds until a crawl may send its next request to a host."""
    engine = of_begun(crawler, "engine")
    slot = engine.downloader.slots.get(host) if engine is not None else None
    return max(0.0, slot.lastseen + slot.delay - monotonic()) if slot is not None else 0.0


class MannersMiddleware:
    """Gives each host and port one slot, with one request at a time and the longest delay that applies.

    The delay in seconds is the largest of DOWNLOAD_DELAY, the source's `[crawl] delay` (request meta
    `delay`), the Crawl-delay and Request-rate of the host's robots.txt, and the time a slow host takes to
    answer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.delay = max(LEAST_DELAY, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self.concurrency = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        user_agent = crawler.settings["USER_AGENT"]
        self.user_agent = crawler.settings["ROBOTSTXT_USER_AGENT"] or product_token(user_agent)
        self.backoff = crawler.settings.getfloat("FRONTIER_BACKOFF")
        self.crawl_delays: dict[str, float] = {}
        """Host → the delay in seconds that its robots.txt demands."""
        self.slowness: dict[str, float] = {}
        """Host → its average answer time in seconds."""
        self.paused: dict[str, float] = {}
        """Host → the end of its pause, on the monotonic clock."""
        self.busy: dict[str, int] = {}
        """Host → how many consecutive answers said that it is busy."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MannersMiddleware:
        self = cls(crawler)
        crawler.signals.connect(self.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(self.downloaded, signals.response_downloaded)
        return self

    def process_request(self, request: Request) -> None:
        """Set the request's slot and the slot's delay. Raises HostPausedError while the host is paused."""
        host = urlparse_cached(request).netloc
        if self.paused.get(host, 0.0) > monotonic():
            raise HostPausedError(host)
        request.meta["download_slot"] = host
        self._set_delay(host, request)

    def downloaded(self, request: Request, response: Response) -> None:
        """Pause a host that is busy: its waiting requests go back to the frontier.

        This is not done in process_response, which runs after the slot has sent its next request.
        """
        host = urlparse_cached(request).netloc
        self._measure(request, host)
        if response.status not in BUSY:
            self.busy.pop(host, None)
            return
        self.busy[host] = self.busy.get(host, 0) + 1
        retry_seconds = retry_after(response.headers.get(b"Retry-After"))
        # Zero, or a date in the past, does not allow a request at once.
        wait = max(retry_seconds, self.backoff) if retry_seconds else self._pause(host)
        self.paused[host] = monotonic() + wait
        request.meta["wait"] = wait
        self.crawler.signals.send_catch_log(host_paused, host=host, seconds=wait)
        if (slot := self.crawler.engine.downloader.slots.get(host)) is not None:
            send_back(slot, host)

    def robots_parsed(self, robotparser: RobotParser, request: Request, **_: Any) -> None:
        """Store the delay that robots.txt demands; `request` is the one that waited for the file."""
        host = urlparse_cached(request).netloc
        delays = [robotparser.crawl_delay(self.user_agent) or 0.0]
        rules = getattr(robotparser, "rp", None)  # Scrapy's interface has no Request-rate
        rate = getattr(rules, "request_rate", lambda _: None)(self.user_agent)
        if rate and rate.requests:
            delays.append(min(rate.seconds, _DAY) / min(rate.requests, _DAY))
        self.crawl_delays[host] = min(max(delays), LONGEST_DELAY)
        self._set_delay(host, request)

    def _pause(self, host: str) -> float:
        """Return the seconds of a pause, which doubles with each consecutive busy answer."""
        return min(self.backoff * 2.0 ** min(self.busy[host], DOUBLINGS), LONGEST_PAUSE)

    def _measure(self, request: Request, host: str) -> None:
        """Update the average answer time, so that a slow host is requested less often."""
        latency = request.meta.get("download_latency")
        if latency is None:
            return
        self.slowness[host] = LATEST_WEIGHT * latency + (1 - LATEST_WEIGHT) * self.slowness.get(host, latency)
        self._set_delay(host, request)

    def _set_delay(self, host: str, request: Request) -> None:
        slot_settings = self.crawler.engine.downloader.per_slot_settings.setdefault(host, {})
        # A source's delay applies to all requests to its host, robots.txt included.
        source_delay = max(request.meta.get("delay") or 0.0, slot_settings.get("source_delay", 0.0))
        slowness = self.slowness.get(host, 0.0)
        slow_delay = min(slowness, LONGEST_SLOW_DELAY) if slowness > SLOW else 0.0
        delay = max(self.delay, source_delay, self.crawl_delays.get(host, 0.0), slow_delay)
        concurrency = request.meta.get("concurrency") or slot_settings.get("concurrency") or self.concurrency
        slot_settings.update(source_delay=source_delay, delay=delay, concurrency=concurrency, jitter=0)
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.concurrency = delay, concurrency

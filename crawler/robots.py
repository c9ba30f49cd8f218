"""robots.txt as RFC 9309 has it: none means allowed, unreachable means not now. Knows no page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser


class RobotsUnreachable(Exception):
    """The server failed on robots.txt, so nobody knows what it allows."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware takes a failed robots.txt for leave to crawl, and tells it with a traceback.

    Here the page waits for a later try (5xx), or fails as its robots.txt did (no such host, bad certificate).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._reading: dict[str, asyncio.Future[RobotParser]] = {}

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of the request's host, asked for once.

        Raises RobotsUnreachable, or what the download of robots.txt raised; the next request asks again.
        """
        host = urlparse_cached(request).netloc
        if host not in self._reading:
            self._reading[host] = asyncio.ensure_future(self._read(request))
        try:
            return await asyncio.shield(self._reading[host])
        except Exception:
            self._reading.pop(host, None)
            raise

    async def _read(self, request: Request) -> RobotParser:
        parts = urlparse_cached(request)
        ours = Request(
            f"{parts.scheme}://{parts.netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        answer = await self.crawler.engine.download_async(ours)
        if answer.status >= 500:
            raise RobotsUnreachable(f"robots.txt answers {answer.status}, so nothing is fetched")
        body = answer.body if answer.status < 300 else b""
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        await self.crawler.signals.send_catch_log_async(
            signals.robots_parsed, robotparser=parser, request=request
        )
        return parser

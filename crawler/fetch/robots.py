"""robots.txt as RFC 9309 has it: none means allowed, unreachable means not now; kept for a day, over runs.

Knows no page.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from crawler.context import run_context
from crawler.errors import HostPausedError
from crawler.fetch.robots_rules import ours
from crawler.signals import robots_read
from pipelines.db import Database
from pipelines.db.crawl import robots
from pipelines.db.crawl.robots import KEPT, READ, Robots

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

GIVEN_UP = timedelta(days=30)
"""After failing for so long a host that never had a robots.txt is taken to have none (RFC 9309, 2.3.1.4)."""


class RobotsUnreachable(Exception):
    """The server failed on robots.txt, so nobody knows what it allows."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware takes a failed robots.txt for leave to crawl, and tells it with a traceback.

    Here the last answer that came holds while the server fails (5xx, 429, no connection); where there never
    was one, the page waits for a later try, or fails as its robots.txt did (no such host, bad certificate).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._reading: dict[str, asyncio.Future[RobotParser]] = {}
        self._until: dict[str, datetime] = {}
        self._robotstxt_useragent = self._robotstxt_useragent or product(self._default_useragent)

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of the request's origin, asked for once a day.

        Raises RobotsUnreachable, or what the download of robots.txt raised; the next request asks again.
        """
        origin = origin_of(request)
        if self._until.get(origin, datetime.max.replace(tzinfo=UTC)) <= datetime.now(UTC):
            self._reading.pop(origin, None)
        if origin not in self._reading:
            self._until.pop(origin, None)
            self._reading[origin] = asyncio.ensure_future(self._read(request, origin))
        try:
            return await asyncio.shield(self._reading[origin])
        except Exception:
            self._reading.pop(origin, None)
            raise

    async def _read(self, request: Request, origin: str) -> RobotParser:
        now = datetime.now(UTC)
        kept = robots.get(self.db, origin) if self.db is not None else None
        if kept is None or kept.failing_since or not now - KEPT < kept.fetched_at <= now:
            kept = await self._ask(origin, kept, now)
        self._until[origin] = max(kept.fetched_at + KEPT, now + timedelta(minutes=10))
        body = kept.body if 200 <= kept.status < 300 else b""
        parser = await asyncio.to_thread(self._parsed, body)
        tell = self.crawler.signals
        await tell.send_catch_log_async(signals.robots_parsed, robotparser=parser, request=request)
        tell.send_catch_log(robots_read, url=f"{origin}/robots.txt", body=body)
        return parser

    def _parsed(self, body: bytes) -> RobotParser:
        """In a thread: half a megabyte takes half a second."""
        rules, left_out = ours(body, str(self._robotstxt_useragent))
        if left_out:
            self._stats.inc_value("robotstxt/rules_left_out", left_out)
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        return parser

    async def _ask(self, origin: str, kept: Robots | None, now: datetime) -> Robots:
        """Ask for it. What came before holds where the server fails; else that failure is raised."""
        ours = Request(
            f"{origin}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        try:
            found = _found(await self.crawler.engine.download_async(ours), now)
        except IgnoreRequest:  # redirected too often: as if there were none
            found = Robots(status=404, body=b"", fetched_at=now)
        except HostPausedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised or outlived
            return self._failed(origin, kept, now, error)
        self._keep(origin, found)
        return found

    def _failed(self, origin: str, kept: Robots | None, now: datetime, error: Exception) -> Robots:
        since = (kept.failing_since if kept else None) or now
        failing = (
            replace(kept, failing_since=since)
            if kept
            else Robots(status=0, body=b"", fetched_at=now, failing_since=since)
        )
        self._keep(origin, failing)
        if failing.status:
            return failing
        if isinstance(error, RobotsUnreachable) and now - since > GIVEN_UP:
            return failing
        raise error

    @property
    def db(self) -> Database | None:
        """The database that keeps the answers; None in a command that stores nothing."""
        context = run_context(self.crawler)
        return context.database if context is not None else None

    def _keep(self, origin: str, found: Robots) -> None:
        if self.db is not None:
            robots.put(self.db, origin, found)


def _found(answer: Response, now: datetime) -> Robots:
    """Raises RobotsUnreachable where the server fails: 5xx, and 429 since that is no refusal."""
    if answer.status >= 500 or answer.status == 429:
        raise RobotsUnreachable(f"robots.txt answers {answer.status}, so nothing is fetched")
    body = answer.body[:READ] if answer.status < 300 else b""
    return Robots(status=answer.status, body=body, fetched_at=now)


def origin_of(request: Request) -> str:
    """`https://news.example:8443`: what a robots.txt holds for."""
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}"


def product(user_agent: str) -> str:
    """The product token that robots.txt files name us by; all of it where a browser's name comes first."""
    token = re.match(r"[A-Za-z_-]+", user_agent)
    return token[0] if token and token[0].lower() != "mozilla" else user_agent

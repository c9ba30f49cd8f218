"""Obeys robots.txt by RFC 9309: a missing file allows everything, an unreachable one nothing.

The answers are stored in the database for a day, so the next run uses them too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from crawler.errors import HostPausedError
from crawler.run_context import run_context
from crawler.signals import robots_read
from pipelines.db import Database
from pipelines.db.crawl import robots
from pipelines.db.crawl.robots import KEPT, READ, Robots
from pipelines.markup.decode import robots_text

GIVEN_UP = timedelta(days=30)
"""If a host's robots.txt was never read and has failed for this long, it counts as missing (2.3.1.4)."""

WILDCARDS = 5_000
"""At most this many rules with a `*` are used; real files have hundreds. Each is a slow search."""


class RobotsUnreachable(Exception):
    """The server failed on robots.txt, so we do not know what it allows."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt even while its server fails.

    Scrapy's own middleware crawls freely when robots.txt fails, and logs a traceback. Here the last good
    answer stays valid while the server fails (5xx, 429, no connection). Without a good answer the page waits
    for a later try, or fails with the error of its robots.txt (no such host, bad certificate).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._parsers_by_origin: dict[str, asyncio.Future[RobotParser]] = {}
        self._valid_until: dict[str, datetime] = {}
        self._robotstxt_useragent = self._robotstxt_useragent or product_token(self._default_useragent)

    async def robot_parser(self, request: Request) -> RobotParser:
        """Return the rules of the request's origin, which are fetched once a day.

        Raises RobotsUnreachable, or the error of the download; the next request then tries again.
        """
        origin = origin_of(request)
        if self._valid_until.get(origin, datetime.max.replace(tzinfo=UTC)) <= datetime.now(UTC):
            self._parsers_by_origin.pop(origin, None)
        if origin not in self._parsers_by_origin:
            self._valid_until.pop(origin, None)
            self._parsers_by_origin[origin] = asyncio.ensure_future(self._load(request, origin))
        try:
            return await asyncio.shield(self._parsers_by_origin[origin])
        except Exception:
            self._parsers_by_origin.pop(origin, None)
            raise

    async def _load(self, request: Request, origin: str) -> RobotParser:
        now = datetime.now(UTC)
        stored = robots.get(self.db, origin) if self.db is not None else None
        if stored is None or stored.failing_since or not now - KEPT < stored.fetched_at <= now:
            stored = await self._fetch(origin, stored, now)
        self._valid_until[origin] = max(stored.fetched_at + KEPT, now + timedelta(minutes=10))
        body = stored.body if 200 <= stored.status < 300 else b""
        parser = await asyncio.to_thread(self._parse, body)
        bus = self.crawler.signals
        await bus.send_catch_log_async(signals.robots_parsed, robotparser=parser, request=request)
        bus.send_catch_log(robots_read, url=f"{origin}/robots.txt", body=body)
        return parser

    def _parse(self, body: bytes) -> RobotParser:
        """Parse a robots.txt in a thread, because half a megabyte takes half a second."""
        rules, left_out = rules_for(body, str(self._robotstxt_useragent))
        if left_out:
            self._stats.inc_value("robotstxt/rules_left_out", left_out)
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        return parser

    async def _fetch(self, origin: str, stored: Robots | None, now: datetime) -> Robots:
        """Fetch the file; if the server fails, return the stored answer, or raise if there is none."""
        request = Request(
            f"{origin}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        try:
            answer = _from_response(await self.crawler.engine.download_async(request), now)
        except IgnoreRequest:  # too many redirects: treat it as missing
            answer = Robots(status=404, body=b"", fetched_at=now)
        except HostPausedError:
            raise
        except Exception as error:  # noqa: BLE001 - all failures are handled in the same way
            return self._failed(origin, stored, now, error)
        self._store(origin, answer)
        return answer

    def _failed(self, origin: str, stored: Robots | None, now: datetime, error: Exception) -> Robots:
        since = (stored.failing_since if stored else None) or now
        failing = replace(stored or Robots(status=0, body=b"", fetched_at=now), failing_since=since)
        self._store(origin, failing)
        if failing.status:
            return failing
        if isinstance(error, RobotsUnreachable) and now - since > GIVEN_UP:
            return failing
        raise error

    @property
    def db(self) -> Database | None:
        """The database in which the answers are stored; None in a command that stores nothing."""
        context = run_context(self.crawler)
        return context.database if context is not None else None

    def _store(self, origin: str, answer: Robots) -> None:
        if self.db is not None:
            robots.put(self.db, origin, answer)


def _from_response(response: Response, now: datetime) -> Robots:
    """Return the answer to store. Raises RobotsUnreachable for 5xx and for 429, which is not a refusal."""
    if response.status >= 500 or response.status == 429:
        raise RobotsUnreachable(f"robots.txt answers {response.status}, so nothing is fetched")
    body = response.body[:READ] if response.status < 300 else b""
    return Robots(status=response.status, body=body, fetched_at=now)


def origin_of(request: Request) -> str:
    """Return the origin to which a robots.txt applies: `https://news.example:8443`."""
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}"


def product_token(user_agent: str) -> str:
    """Return our name in robots.txt files; the whole User-Agent if it begins with a browser's name."""
    token = re.match(r"[A-Za-z_-]+", user_agent)
    return token[0] if token and token[0].lower() != "mozilla" else user_agent


# The parser accepts a line without the colon, unless another field name follows.
_AGENT = re.compile(r"\s*user(?:-|\s+)?agent(?:\s*:|\s(?![^#]*:(?:\s|$)))([^#]*)", re.IGNORECASE)
_NOBODY = "(nobody)"


def rules_for(body: bytes, agent: str) -> tuple[bytes, int]:
    """Return the file with only the rules for `agent`, and the number of wildcard rules above the limit.

    All other User-agent lines get a name that nobody has. The parser copies each rule to all User-agent lines
    before it: half a megabyte of them would become hundreds of millions of rules, although only one group
    applies to us.
    """
    lines = robots_text(body).splitlines()
    names = [_agent_name(line) for line in lines]
    best = _best_match(dict.fromkeys(filter(None, names)), agent.lower())
    result, wildcards = [], 0
    for line, name in zip(lines, names, strict=True):
        if name is not None:
            result.append(f"User-agent: {best if name == best else _NOBODY}")
            continue
        has_wildcard = "*" in line.partition("#")[0]
        wildcards += has_wildcard
        if not has_wildcard or wildcards <= WILDCARDS:
            result.append(line)
    return "\n".join(result).encode(), max(wildcards - WILDCARDS, 0)


def _agent_name(line: str) -> str | None:
    """Return the name in a User-agent line, in lower case; None for any other line."""
    match = _AGENT.match(line)
    name = match[1].strip().lower() if match else None
    return name if name in (None, "*") else name.replace("*", "")


def _best_match(names: Iterable[str], agent: str) -> str:
    """Return the longest name (the first, if several) with which a word of `agent` begins, or `*`."""
    starts = [match.start() for match in re.finditer(r"(?<![\w-])\S", agent)]
    fitting = (name for name in names if name == "*" or any(agent.startswith(name, at) for at in starts))
    return max(fitting, key=len, default="*")

"""Scrapy's download handler with limits: which addresses may be reached, and how large an answer may be.

A source file may set `verify = false` for its own hosts, and `private = true` for its own addresses.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from ipaddress import ip_address
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.logger import globalLogBeginner
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.compat import (
    ClientContextFactory,
    ScrapyAgent,
    agent_options,
    set_agent_reactor,
    set_client_factory,
    wrap_twisted_exceptions,
)
from crawler.errors import FirstByteTimeoutError, HostPausedError
from crawler.fetch.failures import clearer_error
from crawler.fetch.guard_middlewares import policy_of
from crawler.fetch.one_host import check_claim, may_send
from crawler.fetch.site_requests import IP
from crawler.fetch.throttle import SENT
from crawler.guard.addresses import Policy, RefusedAddressError, place_of
from crawler.guard.door import Door
from crawler.guard.headers import Bounds, bounded
from crawler.guard.identity import Verifying
from crawler.run_context import run_context

LATE = 0.05
"""A timer that is late by more than this, in seconds, shows that the event loop was busy."""

# Until Twisted's own logging is started, it prints critical events to stderr beside Scrapy's log.
globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


def _only_errors(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


# The summary of the run counts answers that are too large, and a server must not fill the log. A user who has
# turned verification off does not need a warning for each certificate. A filter is used because Scrapy resets
# levels.
for _name in (
    "scrapy.core.downloader.tls",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
):
    logging.getLogger(_name).addFilter(_only_errors)


@implementer(IPolicyForHTTPS)
class PerHostPolicy:
    """Certificates are verified, except those of the run context's `unverified_hosts`."""

    def __init__(self, crawler: Crawler, strict: Any) -> None:
        self._crawler = crawler
        self._strict = strict
        self._verifies = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._unverified = ClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802  (Twisted's name)
        context, name = run_context(self._crawler), hostname.decode("ascii")
        if context is not None and name in context.unverified_hosts:
            return self._unverified.creatorForNetloc(hostname, port)
        creator = self._strict.creatorForNetloc(hostname, port)
        return Verifying(creator, name) if self._verifies else creator


class GuardedAgent(ScrapyAgent):
    """An agent that connects through a Door; connections to the operator's own proxy do not use it."""

    door: Door | None = None
    is_other = False
    """True if the last address was of the version of IP that the source's file excludes."""

    def _get_agent(self, request: Request, timeout: float) -> Any:
        agent: Any = super()._get_agent(request, timeout)
        if not request.meta.get("proxy"):
            policy, place = policy_of(self._crawler), place_of(request.url)
            version = request.meta.get(IP)
            set_agent_reactor(agent, lambda reactor: self._door(reactor, policy, place, version))
        return agent

    def _door(self, reactor: Any, policy: Policy, place: str, version: int | None) -> Door:
        def refuses(ip: str) -> str | None:
            self.is_other = version is not None and ip_address(ip).version != version
            return f"has no address of IPv{version}" if self.is_other else policy.refuses(ip, place)

        self.door = Door(reactor, refuses)
        return self.door


class NewsDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1 with verification per host, address checks, and limits for headers and waiting."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        policy: Any = PerHostPolicy(crawler, self._contextFactory)
        self._contextFactory = policy
        settings = crawler.settings
        bounds = Bounds(settings.getint("HEADERS_MAXSIZE"), settings.getint("HEADERS_MAXLINES"))
        # Checked before each write: connecting takes time, bytes wait for the event loop, and a process may
        # be suspended meanwhile.
        set_client_factory(self, bounded(bounds, partial(may_send, crawler)))
        self._first_byte_timeout = settings.getfloat("FIRST_BYTE_TIMEOUT")
        # Shared with crawler.fetch.stopping, which cancels the transfers of a crawl that stops.
        self._transfers: set[asyncio.Task[Response]] = crawler.__dict__.setdefault("transfers", set())

    async def download_request(self, request: Request) -> Response:
        """Return the response.

        Raises HostPausedError if the crawl cancelled it, and our own exceptions for forbidden answers.
        """
        request.meta.pop("download_latency", None)  # after a redirect, it is that of the previous answer
        task = asyncio.ensure_future(self._download(request))
        self._transfers.add(task)
        timer = _FirstByteTimer(self._first_byte_timeout, task, request)
        try:
            return await task
        except asyncio.CancelledError as error:
            if timer.is_over:
                message = f"no answer began within {self._first_byte_timeout:g} s"
                raise FirstByteTimeoutError(message) from error
            raise HostPausedError(request.url) from error
        finally:
            timer.stop()
            self._transfers.discard(task)

    async def _download(self, request: Request) -> Response:
        """Download as Scrapy does, with our agent and with a name for each failure."""
        check_claim(self._crawler)
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(SENT)
        agent = GuardedAgent(**agent_options(self))
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(agent.download_request(request))
        except CannotResolveHostError as error:
            if agent.door is not None and agent.door.refused:
                kind = "OtherVersion" if agent.is_other else "PrivateAddress"
                raise RefusedAddressError(request.url, agent.door.refused, kind) from error
            raise
        except ValueError as error:
            if "download_latency" in request.meta:  # a server answered, so the address is valid
                raise
            raise RefusedAddressError(
                request.url, f"is not a web address: {error}", "NotAnAddress"
            ) from error
        except Exception as error:
            raise clearer_error(error) from error


class _FirstByteTimer:
    """Cancels a transfer whose headers have not arrived after `seconds`, plus the time when we were busy."""

    def __init__(self, seconds: float, task: asyncio.Task[Response], request: Request) -> None:
        self.is_over = False
        self._is_extended = False
        self._task = task
        self._request = request
        self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + seconds
        self._handle = loop.call_at(self._due, self._check)

    def _check(self) -> None:
        late = asyncio.get_running_loop().time() - self._due
        if late > LATE and not self._is_extended:  # we were busy: first read what has arrived meanwhile
            self._is_extended = True
            self._wait(late)
        elif "download_latency" not in self._request.meta:
            self.is_over = True
            self._task.cancel()

    def stop(self) -> None:
        self._handle.cancel()

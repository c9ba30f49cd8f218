"""Scrapy's own download handler, with a door: where a request may lead, and how much may come back.

A source may say `verify = false` for its hosts alone, and `private = true` for its own addresses.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
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
from crawler.context import run_context
from crawler.errors import FirstByteTimeoutError, HostPausedError
from crawler.fetch.failures import broken
from crawler.fetch.guard_middlewares import policy_of
from crawler.guard.addresses import Policy, RefusedAddressError, place_of
from crawler.guard.door import Door
from crawler.guard.headers import Bounds, bounded
from crawler.guard.identity import Verifying

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LATE = 0.05
"""Seconds by which a timer may be late before the event loop counts as having been busy."""

# Until somebody begins Twisted's own logging, it prints critical events to stderr beside Scrapy's log.
globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


def _only_errors(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


# What is too large is told in the account, and no stranger may fill a log; who turned verification off does
# not want to be told of each certificate. Scrapy resets levels, but not filters.
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
        self._lax = ClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802  (Twisted's name)
        context, name = run_context(self._crawler), hostname.decode("ascii")
        if context is not None and name in context.unverified_hosts:
            return self._lax.creatorForNetloc(hostname, port)
        creator = self._strict.creatorForNetloc(hostname, port)
        return Verifying(creator, name) if self._verifies else creator


class GuardedAgent(ScrapyAgent):
    """An agent whose connections go through a Door; those to a proxy of the operator's do not."""

    door: Door | None = None

    def _get_agent(self, request: Request, timeout: float) -> Any:
        agent: Any = super()._get_agent(request, timeout)
        if not request.meta.get("proxy"):
            policy, place = policy_of(self._crawler), place_of(request.url)
            set_agent_reactor(agent, lambda reactor: self._door(reactor, policy, place))
        return agent

    def _door(self, reactor: Any, policy: Policy, place: str) -> Door:
        self.door = Door(reactor, lambda ip: policy.refuses(ip, place))
        return self.door


class NewsDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1, with verification and the door chosen a host, and bounds to headers and to patience."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        policy: Any = PerHostPolicy(crawler, self._contextFactory)
        self._contextFactory = policy
        settings = crawler.settings
        bounds = Bounds(settings.getint("HEADERS_MAXSIZE"), settings.getint("HEADERS_MAXLINES"))
        set_client_factory(self, bounded(bounds))
        self._patience = settings.getfloat("FIRST_BYTE_TIMEOUT")
        # What is on its way, so that a crawl that stops can break it off; see crawler.fetch.stopping.
        self._transfers: set[asyncio.Task[Response]] = crawler.__dict__.setdefault("transfers", set())

    async def download_request(self, request: Request) -> Response:
        """Raises HostPausedError where the crawl broke it off, and one of our own exceptions for what a
        server may not do."""
        request.meta.pop("download_latency", None)  # a redirect brings that of the answer before
        task = asyncio.ensure_future(self._download(request))
        self._transfers.add(task)
        patience = _Patience(self._patience, task, request)
        try:
            return await task
        except asyncio.CancelledError as error:
            if patience.is_over:
                raise FirstByteTimeoutError(f"no answer began within {self._patience:g} s") from error
            raise HostPausedError(request.url) from error
        finally:
            patience.end()
            self._transfers.discard(task)

    async def _download(self, request: Request) -> Response:
        """As Scrapy's own, with our agent, and with a name for what broke."""
        agent = GuardedAgent(**agent_options(self))
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(agent.download_request(request))
        except CannotResolveHostError as error:
            if agent.door is not None and agent.door.refused:
                raise RefusedAddressError(request.url, agent.door.refused) from error
            raise
        except ValueError as error:
            if "download_latency" in request.meta:  # something answered: it was an address
                raise
            raise RefusedAddressError(request.url, f"is no web address: {error}", "NotAnAddress") from error
        except Exception as error:
            raise broken(error) from error


class _Patience:
    """Breaks a transfer off where not even its headers come in `seconds`; our own pauses do not count."""

    def __init__(self, seconds: float, task: asyncio.Task[Response], request: Request) -> None:
        self.is_over = False
        self._is_extended = False
        self._task = task
        self._request = request
        self._wait(seconds)

    def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + seconds
        self._handle = loop.call_at(self._due, self._look)

    def _look(self) -> None:
        late = asyncio.get_running_loop().time() - self._due
        if late > LATE and not self._is_extended:  # it was us who were busy: read what came meanwhile
            self._is_extended = True
            self._wait(late)
        elif "download_latency" not in self._request.meta:
            self.is_over = True
            self._task.cancel()

    def end(self) -> None:
        self._handle.cancel()

"""Scrapy's own download handler, but a source may say `verify = false` for its hosts alone."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.logger import globalLogBeginner
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.failures import HostPausedError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


# Until somebody begins Twisted's own logging, it prints critical events to stderr beside Scrapy's log.
globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


def _no_traceback(record: logging.LogRecord) -> bool:
    """A certificate of another host is told in the account, in one line."""
    return not record.getMessage().startswith("while verifying certificate")


logging.getLogger("twisted").addFilter(_no_traceback)
# Who turned verification off does not want to be told of each certificate that would have failed.
logging.getLogger("scrapy.core.downloader.tls").setLevel(logging.ERROR)


@implementer(IPolicyForHTTPS)
class PerHostPolicy:
    """Certificates are verified, but for the hosts that a spider names in `unverified_hosts`."""

    def __init__(self, crawler: Crawler, strict: Any) -> None:
        self._crawler = crawler
        self._strict = strict
        self._lax = _ScrapyClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802  (Twisted's name)
        trusted: frozenset[str] = getattr(self._crawler.spider, "unverified_hosts", frozenset())
        policy = self._lax if hostname.decode("ascii") in trusted else self._strict
        return policy.creatorForNetloc(hostname, port)


class NewsDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1, with verification chosen a host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        policy: Any = PerHostPolicy(crawler, self._contextFactory)
        self._contextFactory = policy
        # What is on its way, so that a crawl that stops can break it off; see crawler.stopping.
        self._transfers: set[asyncio.Task[Response]] = crawler.__dict__.setdefault("transfers", set())

    async def download_request(self, request: Request) -> Response:
        """Raises HostPausedError where the crawl broke it off."""
        task = asyncio.ensure_future(super().download_request(request))
        self._transfers.add(task)
        try:
            return await task
        except asyncio.CancelledError as error:
            raise HostPausedError(request.url) from error
        finally:
            self._transfers.discard(task)

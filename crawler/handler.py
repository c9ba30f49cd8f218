"""Scrapy's own download handler, but a source may say `verify = false` for its hosts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@implementer(IPolicyForHTTPS)
class PerHostPolicy:
    """Certificates are verified, but for the hosts that a spider names in `unverified_hosts`."""

    def __init__(self, crawler: Crawler, strict: Any) -> None:
        self._crawler = crawler
        self._strict = strict
        self._lax = _ScrapyClientContextFactory(verify_certificates=False)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802  (Twisted's name)
        trusted = getattr(self._crawler.spider, "unverified_hosts", frozenset())
        policy = self._lax if hostname.decode("ascii") in trusted else self._strict
        return policy.creatorForNetloc(hostname, port)


class NewsDownloadHandler(HTTP11DownloadHandler):
    """HTTP/1.1, with verification chosen a host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = PerHostPolicy(crawler, self._contextFactory)

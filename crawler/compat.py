"""The private names of Scrapy and Twisted that Broadsheet uses, each with the version in which it was read.

A private name may change in any release. Every use of one goes through this module, or overrides a method
that `OVERRIDDEN` lists; `tests/test_compat.py` fails when a name is gone or takes other arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scrapy.core.downloader import contextfactory
from scrapy.core.downloader.handlers import http11
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.utils import _download_handlers, defer
from twisted.internet import main
from twisted.web import http

ClientContextFactory = contextfactory._ScrapyClientContextFactory  # Scrapy 2.19.0
LenientClientFactory = http11._LenientHTTP11ClientFactory  # Scrapy 2.19.0
LenientClientProtocol = http11._LenientHTTP11ClientProtocol  # Scrapy 2.19.0
LenientClientParser = http11._LenientHTTPClientParser  # Scrapy 2.19.0
ScrapyAgent = http11._ScrapyAgent  # Scrapy 2.19.0
wrap_twisted_exceptions = _download_handlers.wrap_twisted_exceptions  # Scrapy 2.19.0
schedule_coroutine = defer._schedule_coro  # Scrapy 2.19.0
ChunkedTransferDecoder = http._ChunkedTransferDecoder  # Twisted 26.10.0

_COMPRESSION = "scrapy.downloadermiddlewares.httpcompression:HttpCompressionMiddleware"
OVERRIDDEN = {
    # Scrapy 2.19.0
    "scrapy.core.downloader.handlers.http11:_ScrapyAgent._get_agent": ("self", "request", "timeout"),
    f"{_COMPRESSION}._handle_encoding": ("self", "body", "content_encoding", "max_size"),
    f"{_COMPRESSION}._decode": ("body", "encoding", "max_size"),
    "scrapy.commands:BaseRunSpiderCommand._create_crawler": ("self", "spidercls"),
}
"""Private methods that a class of ours overrides → their parameters."""

INHERITED = {
    # Scrapy 2.19.0
    "scrapy.downloadermiddlewares.robotstxt:RobotsTxtMiddleware": (
        *("_default_useragent", "_parserimpl", "_robotstxt_useragent", "_stats"),
    ),
    "scrapy.core.downloader.handlers.http11:HTTP11DownloadHandler": (
        *("_bind_address", "_contextFactory", "_crawler", "_default_maxsize", "_default_warnsize"),
        *("_fail_on_dataloss", "_pool", "_tls_verbose_logging"),
    ),
    "scrapy.core.downloader.handlers.http11:_ScrapyAgent": ("_crawler",),
    _COMPRESSION: ("_max_size",),
}
"""Classes whose private attributes a subclass of ours reads or sets."""


def of_begun(crawler: Crawler, name: str) -> Any:
    """Return an attribute of a crawl, `engine` or `stats`; None before it has begun, when Scrapy raises."""
    try:
        return getattr(crawler, name)
    except RuntimeError:
        return None


def is_closing(engine: ExecutionEngine | None) -> bool:
    """Return whether the crawl is ending: it finishes what it has and takes nothing new."""
    slot = engine._slot if engine is not None else None  # Scrapy 2.19.0
    return slot is not None and slot.closing is not None


def end_scraper_when_idle(engine: ExecutionEngine) -> None:
    """Let the engine end if its scraper has nothing left to do.

    Scrapy 2.19.0 checks this only after a response. A spider whose `start` yields items, as the archive
    spider's does, would never end.
    """
    slot = engine.scraper.slot
    if slot is not None and slot.closing is not None and not slot.closing.called:
        engine.scraper._check_if_closing()  # Scrapy 2.19.0


def agent_options(handler: http11.HTTP11DownloadHandler) -> dict[str, Any]:
    """Return the arguments with which the handler makes its agent, as in Scrapy 2.19.0."""
    return {
        "contextFactory": handler._contextFactory,
        "bindAddress": handler._bind_address,
        "pool": handler._pool,
        "maxsize": handler._default_maxsize,
        "warnsize": handler._default_warnsize,
        "fail_on_dataloss": handler._fail_on_dataloss,
        "crawler": handler._crawler,
        "tls_verbose_logging": handler._tls_verbose_logging,
    }


def set_client_factory(handler: http11.HTTP11DownloadHandler, factory: Any) -> None:
    """Make the handler's connections with `factory`."""
    handler._pool._factory = factory  # Scrapy 2.19.0, Twisted 26.10.0


def guard_writes(transport: Any, may_write: Callable[[], bool]) -> None:
    """Ask `may_write` each time when bytes go to a connection's socket; if they may not, it is lost.

    Twisted 26.10.0: what a protocol writes waits until the reactor calls `writeSomeData` of the lowest
    transport.
    """
    while (below := getattr(transport, "transport", None)) is not None:  # TLS is a transport on another one
        transport = below
    write = getattr(transport, "writeSomeData", None)
    if write is not None:  # the tests' own transports have none
        transport.writeSomeData = lambda data: write(data) if may_write() else main.CONNECTION_LOST


def set_agent_reactor(agent: Any, wrap: Callable[[Any], Any]) -> None:
    """Connect with `wrap(reactor)` in place of the agent's reactor; timers stay with the reactor itself."""
    agent._endpointFactory._reactor = wrap(agent._reactor)  # Twisted 26.10.0


def set_stop_messages(process: Any, first: Callable[[int], None], second: Callable[[int], None]) -> None:
    """Call `first` at the first signal to stop and `second` at the next one, with the signal's number.

    Scrapy itself only writes to its log, which nobody who presses Ctrl-C reads.
    """
    process._log_shutdown, process._log_kill = first, second  # Scrapy 2.19.0

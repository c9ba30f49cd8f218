"""Reads pages that scripts create, in a browser whose requests all go through our own downloader.

So robots.txt, delays, limits and the guard against private addresses apply to everything that a page
requests. Playwright is an extra, and the browser is Debian's `chromium`; it starts when a page first needs
it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import HtmlResponse

from crawler.compat import is_closing
from crawler.errors import BroadsheetError, HostPausedError
from crawler.guard.addresses import RefusedAddressError
from crawler.guard.encodings import BodyTooLargeError
from pipelines.urls import same_site

if TYPE_CHECKING:
    from playwright.async_api import Frame, Route
    from playwright.async_api import Request as BrowserRequest
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.fetch.browser import Browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNWANTED = frozenset(
    {"image", "font", "media", "texttrack", "manifest", "ping", "cspviolationreport", "eventsource"}
)
"""Kinds of requests, by Playwright's names, that are not needed for the text."""
METHODS = frozenset({"GET", "HEAD", "POST"})
MOST_POSTED = 100_000
"""At most this many bytes may be in a request's body."""
_DROPPED = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "set-cookie", "content-security-policy"}
)
_KEPT = ("accept", "accept-language", "authorization", "content-type", "x-requested-with")


class NoBrowserError(BroadsheetError):
    """A source needs a browser, and the browser or Playwright is not installed."""


def missing(program: str | None) -> str | None:
    """Return what is not installed for a browser, with the cure, or None. Imports nothing."""
    if find_spec("playwright") is None:
        install = "pip install -e '.[js]', or pipx install --force '.[js]'"
        return f"Playwright is not installed; run in the clone: {install}"
    if executable(program) is None:
        problem = f"'{program}' is not a program" if program else "no Chromium is found"
        return (
            f"{problem}; apt-get install chromium, or name one with -s JAVASCRIPT_BROWSER=/path/to/chromium"
        )
    return None


def executable(program: str | None) -> str | None:
    """Return the path of the browser's program."""
    return next(filter(None, map(shutil.which, [program] if program else PROGRAMS)), None)


@cache
def trackers() -> tuple[str, ...]:
    """Return the hosts that only count visitors or advertise."""
    return tuple(tomllib.loads((Path(__file__).parent / "trackers.toml").read_text("utf-8"))["hosts"])


def is_tracker(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == tracker or host.endswith(f".{tracker}") for tracker in trackers())


class Renderer:
    """Reads pages in a browser, several at once; after `JAVASCRIPT_PAGES` pages it starts a new browser."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.program: str | None = settings["JAVASCRIPT_BROWSER"]
        self.seconds = settings.getfloat("JAVASCRIPT_TIMEOUT")
        self.most_requests = settings.getint("JAVASCRIPT_REQUESTS")
        self.most_bytes = settings.getint("JAVASCRIPT_MAXSIZE")
        self.most_at_once = min(self.most_bytes, settings.getint("DOWNLOAD_MAXSIZE") or self.most_bytes)
        self.most_pages = settings.getint("JAVASCRIPT_PAGES")
        self._room = asyncio.Semaphore(max(1, settings.getint("JAVASCRIPT_TABS")))
        self._starting = asyncio.Lock()
        self._browser: Browser | None = None
        self._closing: set[asyncio.Task[None]] = set()

    def count(self, name: str, by: int = 1) -> None:
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value(f"javascript/{name}", by)

    async def read(self, response: Response, meta: dict[str, Any], cb_kwargs: dict[str, Any]) -> HtmlResponse:
        """Return the page after its scripts have run; `response` is the page as the server sent it.

        Raises BrowserDiedError, and HostPausedError if the crawl stops meanwhile.
        """
        async with self._room:
            visit = _Visit(self, response, meta, cb_kwargs)
            browser = await self._running()
            self.count("pages")
            try:
                html = await browser.read(
                    response.url, visit.answer, visit.pending, self.seconds, self.most_at_once
                )
            finally:
                visit.end()
                await self._after(browser)
        if visit.is_stopped():
            raise HostPausedError(response.url)
        headers = [pair for pair in response.headers.items() if pair[0].lower() != b"content-encoding"]
        headers = [pair for pair in headers if pair[0].lower() != b"content-type"]
        rendered = HtmlResponse(
            visit.address, status=response.status, body=html, encoding="utf-8", request=response.request
        )
        rendered.headers.update(dict(headers))
        rendered.headers["Content-Type"] = "text/html; charset=utf-8"
        return rendered

    async def _running(self) -> Browser:
        async with self._starting:
            browser = self._browser
            if browser is not None and (not browser.is_alive or browser.pages >= self.most_pages):
                await self._retire(browser)
                browser = None
            if browser is None:
                from crawler.fetch.browser import Browser  # noqa: PLC0415 - an extra, and 0.3 s

                browser = self._browser = await Browser.start(
                    executable(self.program) or "chromium",
                    self.crawler.settings["USER_AGENT"],
                    sandbox=hasattr(os, "geteuid") and os.geteuid() != 0,
                    mark=str(os.getpid()),
                )
                self.count("started")
            return browser

    async def _retire(self, browser: Browser) -> None:
        """Open no new pages in this browser; it is closed when its last page has ended."""
        self._browser = None
        if not browser.open or not browser.is_alive:
            await browser.close()

    async def _after(self, browser: Browser) -> None:
        if browser is not self._browser and not browser.open:
            await browser.close()

    async def close(self) -> None:
        """Close the browser, if one is running."""
        if self._browser is not None:
            await self._browser.close()
            self._browser = None


class _Visit:
    """One page in a browser; our downloader answers its requests, within the page's limits."""

    def __init__(
        self, renderer: Renderer, response: Response, meta: dict[str, Any], cb_kwargs: dict[str, Any]
    ) -> None:
        self.renderer, self.response, self.meta, self.cb_kwargs = renderer, response, meta, cb_kwargs
        self.requests = self.bytes = 0
        self.address = response.url
        """The address of the document; scripts can change the address bar without loading one."""
        self._open: set[asyncio.Task[Any]] = set()
        self._has_begun = False
        self._frame: Frame | None = None
        renderer.crawler.signals.connect(self._received, signals.bytes_received)

    def pending(self) -> int:
        """Return how many of the page's requests are open. Raises HostPausedError if the crawl stops."""
        if self.is_stopped():
            raise HostPausedError(self.response.url)
        return len(self._open)

    def is_stopped(self) -> bool:
        engine = self.renderer.crawler.engine
        return engine is None or is_closing(engine)

    def end(self) -> None:
        """Cancel the requests that are still open."""
        self.renderer.crawler.signals.disconnect(self._received, signals.bytes_received)
        for task in tuple(self._open):
            task.cancel()

    async def answer(self, route: Route) -> None:
        """Answer a request of the page, or refuse it if it is not needed or not allowed."""
        if not self._has_begun:  # the first request is for the page itself
            self._has_begun, self._frame = True, _frame(route.request)
            await _quietly(
                route.fulfill(
                    status=self.response.status, headers=_headers(self.response), body=self.response.body
                )
            )
            return
        reason = self._refusal(route)
        if reason is not None:
            await self._refuse(route, reason)
            return
        task = asyncio.ensure_future(self._fetch(route))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    def _received(self, data: bytes, request: Request) -> None:
        """Count bytes while they arrive, so that the limit also holds for several answers at once."""
        if request.meta.get("visit") is not self:
            return
        self.bytes += len(data)
        request.meta["received"] = request.meta.get("received", 0) + len(data)
        if self.bytes > self.renderer.most_bytes:
            raise StopDownload(fail=True)

    def _is_whole_page(self, request: BrowserRequest) -> bool:
        """Return True if a script sends the whole page to another address."""
        return request.is_navigation_request() and _frame(request) is self._frame

    async def _refuse(self, route: Route, reason: str) -> None:
        self.renderer.count(f"refused/{reason}")
        # Aborting a request for a whole page would show the browser's own error; 204 leaves the page as it
        # is.
        is_page = self._is_whole_page(route.request)
        await _quietly(route.fulfill(status=204) if is_page else route.abort())

    def _refusal(self, route: Route) -> str | None:
        request = route.request
        is_document = request.is_navigation_request()
        frame = _frame(request)
        is_top = frame is None or frame.parent_frame is None
        is_popup = is_document and is_top and frame is not self._frame
        is_third_party = not same_site(request.url, self.response.url)
        refusals: tuple[tuple[bool, str], ...] = (
            (self.is_stopped(), "Stopped"),
            (not request.url.startswith(("http:", "https:")), "UnsupportedURLScheme"),
            (request.resource_type in UNWANTED, "Unwanted"),
            (is_popup, "Popup"),
            (is_third_party and (is_document or is_tracker(request.url)), "ThirdParty"),
            (request.method not in METHODS, "Method"),
            (len(request.post_data_buffer or b"") > MOST_POSTED, "Method"),
            (self.requests >= self.renderer.most_requests, "TooManyRequests"),
            (self.bytes >= self.renderer.most_bytes, "TooLarge"),
        )
        reason = next((name for applies, name in refusals if applies), None)
        self.requests += reason is None
        return reason

    async def _request(self, request: BrowserRequest) -> Request:
        page_headers = await request.all_headers()
        headers = {name: page_headers[name] for name in _KEPT if name in page_headers}
        if (referer := referer_of(self.address, request.url)) is not None:
            headers["Referer"] = referer
        most = min(self.renderer.most_at_once, max(1, self.renderer.most_bytes - self.bytes))
        return Request(
            request.url,
            method=request.method,
            headers=headers,
            body=request.post_data_buffer or b"",
            meta={**self.meta, "handle_httpstatus_all": True, "visit": self, "download_maxsize": most},
            cb_kwargs=self.cb_kwargs,
            dont_filter=True,
        )

    async def _fetch(self, route: Route) -> None:
        request, engine = route.request, self.renderer.crawler.engine
        assert engine is not None
        self.renderer.count("requests")
        try:
            answer = await engine.download_async(await self._request(request))
        except Exception as error:  # noqa: BLE001 - any error is counted, and the page continues without this answer
            await self._refuse(route, _name(error))
            return
        self.renderer.count("bytes", len(answer.body))
        self.bytes += max(0, len(answer.body) - answer.meta.get("received", 0))  # the unpacked body is larger
        if self.bytes > self.renderer.most_bytes:
            await self._refuse(route, "TooLarge")
            return
        if self._is_whole_page(request):
            if not _is_page(answer):
                await self._refuse(route, "NotAPage")
                return
            self.address = answer.url
        await _quietly(route.fulfill(status=answer.status, headers=_headers(answer), body=answer.body))


def referer_of(page: str, url: str) -> str | None:
    """Return the `Referer` for a request of this page, by the policy strict-origin-when-cross-origin."""
    page_parts, url_parts = urlsplit(page), urlsplit(url)
    if page_parts.scheme == "https" and url_parts.scheme != "https":
        return None
    host = page_parts.netloc.rpartition("@")[2]
    if (page_parts.scheme, host) != (url_parts.scheme, url_parts.netloc.rpartition("@")[2]):
        return f"{page_parts.scheme}://{host}/"
    return page_parts._replace(netloc=host, fragment="").geturl()


def _frame(request: BrowserRequest) -> Frame | None:
    """Return the frame of a request; None if its window does not exist yet."""
    from playwright.async_api import Error  # noqa: PLC0415 - it is loaded already

    try:
        return request.frame
    except Error:
        return None


def _is_page(answer: Response) -> bool:
    """Return True if the browser would show the answer instead of the previous page."""
    return answer.status == 200 and b"html" in (answer.headers.get("Content-Type") or b"").lower()


def _name(error: Exception) -> str:
    if isinstance(error, StopDownload | BodyTooLargeError):
        return "TooLarge"
    if isinstance(error, RefusedAddressError):
        return error.kind
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return "Disallowed"
    return type(error).__name__.removesuffix("Error")


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in _DROPPED
    }


async def _quietly(doing: Any) -> None:
    """Answer a request; ignore the error if its page is closed already."""
    from playwright.async_api import Error  # noqa: PLC0415 - it is loaded already

    try:
        await doing
    except Error:
        return

"""Drives a Chromium by Playwright. The browser has no network: the caller answers all requests of a page.

This module imports Playwright, an extra; only `crawler.fetch.javascript` imports it, when a page needs it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Error, Page, Playwright, Route, async_playwright

from crawler.errors import BrowserDiedError

Answer = Callable[[Route], Awaitable[None]]
"""Fulfils or aborts one request of a page."""

ARGUMENTS = (
    # Block what cannot be intercepted: web sockets, workers' scripts, WebRTC, the browser's own requests.
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--blink-settings=imagesEnabled=false",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--js-flags=--max-old-space-size=512",
    "--renderer-process-limit=4",
)
CHECK_EVERY = 0.2
"""Seconds between two checks of the size of a page's text."""
SETTLED_SECONDS = 0.8
"""A page is read when for this many seconds its text has not changed and no request was open."""
GRACE = 10.0
"""Seconds within which a page must answer; a page with an endless script does not."""
MOST_CHARACTERS = 20_000_000
"""At most this many characters of a page's HTML are read."""
_HTML_SIZE = "document.documentElement ? document.documentElement.outerHTML.length : 0"
_TEXT_SIZE = "document.body ? document.body.innerText.length : 0"


class Browser:
    """A running Chromium. `pages` counts all pages that were opened, `open` those that are open now."""

    def __init__(self, playwright: Playwright, chromium: Chromium, user_agent: str) -> None:
        self._playwright, self._chromium, self._user_agent = playwright, chromium, user_agent
        self.pages = self.open = 0

    @classmethod
    async def start(cls, executable: str, user_agent: str, *, sandbox: bool, mark: str = "") -> Browser:
        """Start the program at `executable`. Raises BrowserDiedError if it does not start."""
        playwright = await async_playwright().start()
        try:
            chromium = await playwright.chromium.launch(
                executable_path=executable,
                chromium_sandbox=sandbox,
                args=[*ARGUMENTS, *([f"--broadsheet-run={mark}"] if mark else [])],
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except Error as error:
            await playwright.stop()
            raise BrowserDiedError(f"{executable} does not start: {str(error).splitlines()[0]}") from error
        return cls(playwright, chromium, user_agent)

    @property
    def is_alive(self) -> bool:
        return self._chromium.is_connected()

    async def read(
        self,
        url: str,
        answer: Answer,
        pending: Callable[[], int],
        seconds: float,
        most: int = MOST_CHARACTERS,
    ) -> str:
        """Return the HTML of a page when its text no longer changes, or after `seconds`.

        `pending` returns the number of the page's open requests. Raises BrowserDiedError, also for a page of
        more than `most` characters.
        """
        self.pages += 1
        self.open += 1
        context: BrowserContext | None = None
        try:
            context = await self._chromium.new_context(
                user_agent=self._user_agent, service_workers="block", accept_downloads=False
            )
            await context.route("**/*", answer)
            await context.route_web_socket("**/*", lambda socket: socket.close())
            page = await context.new_page()
            context.on("page", lambda window: asyncio.ensure_future(_close(window)))
            await page.goto(url, wait_until="commit", timeout=seconds * 1000)
            await self._settle(page, pending, seconds)
            return await _content(page, url, most)
        except (Error, TimeoutError) as error:
            raise BrowserDiedError(
                f"{url}: {str(error).splitlines()[0] if str(error) else 'no answer'}"
            ) from error
        finally:
            self.open -= 1
            if context is not None and self.is_alive:
                await _quietly(context.close())

    async def _settle(self, page: Page, pending: Callable[[], int], seconds: float) -> None:
        """Wait until the text no longer changes and no request is open, or until the time is over."""
        started = changed = monotonic()
        last_size = -1
        while monotonic() - started < seconds:
            size = await asyncio.wait_for(_size(page), GRACE)
            if size != last_size or pending():
                last_size, changed = size, monotonic()
            if monotonic() - changed >= SETTLED_SECONDS:
                return
            await asyncio.sleep(CHECK_EVERY)

    async def close(self) -> None:
        """End the browser and Playwright's own process."""
        await _quietly(self._chromium.close())
        await _quietly(self._playwright.stop())


async def _content(page: Page, url: str, most: int) -> str:
    """Return the page's HTML; its size is checked first, inside the browser."""
    if page.url.startswith("chrome-error:"):
        raise BrowserDiedError(f"{url}: the browser shows an error of its own instead of the page")
    size = int(await asyncio.wait_for(page.evaluate(_HTML_SIZE), GRACE))
    if size > most:
        raise BrowserDiedError(f"{url}: its scripts make {size} characters of it; {most} are read at most")
    return await asyncio.wait_for(page.content(), GRACE)


async def _size(page: Page) -> int:
    """Return the length of the page's text; -2 while the page moves to another address."""
    try:
        return int(await page.evaluate(_TEXT_SIZE))
    except Error as error:
        if "context was destroyed" in str(error) or "navigat" in str(error):
            return -2
        raise


async def _close(page: Page) -> None:
    """Close a window that a page opens."""
    await _quietly(page.close())


async def _quietly(closing: Any) -> None:
    """Wait for something to close; ignore the error if it has ended already."""
    try:
        await asyncio.wait_for(closing, GRACE)
    except (Error, TimeoutError):
        return

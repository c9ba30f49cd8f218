# ruff: noqa: E501  (one script a line)
"""The browser alone: what it shows, and that nothing but its owner answers its requests."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from crawler.errors import BrowserDiedError
from crawler.fetch.javascript import executable, missing

LACK = missing(None)
pytestmark = pytest.mark.skipif(LACK is not None, reason=str(LACK))
PAGE = """<html><body><p id=a>Waiting</p><script>
  try { new WebSocket('ws://127.0.0.1:%(port)d/') } catch (e) {}
  try { new Worker(URL.createObjectURL(new Blob(["importScripts('http://127.0.0.1:%(port)d/w.js')"]))) } catch (e) {}
  try { navigator.sendBeacon('http://127.0.0.1:%(port)d/b', 'x') } catch (e) {}
  try { open('http://127.0.0.1:%(port)d/window') } catch (e) {}
  fetch('/text').then(r => r.text()).then(t => setTimeout(() => document.getElementById('a').textContent = t, 300));
</script></body></html>"""


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port of this machine on which a connection would wait."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        yield server


def read(page: str, seconds: float = 8.0, most: int = 100_000) -> tuple[list[str], str]:
    """Return the addresses that a page asks for, and what is shown in the end."""
    from crawler.fetch.browser import Browser  # noqa: PLC0415 - an extra

    asked: list[str] = []

    async def answer(route: Any) -> None:
        asked.append(route.request.url)
        if route.request.url.endswith("/story"):
            await route.fulfill(status=200, content_type="text/html", body=page)
        elif route.request.url.endswith("/text"):
            await route.fulfill(status=200, content_type="text/plain", body="The text has come.")
        else:
            await route.abort()

    async def run() -> str:
        browser = await Browser.start(executable(None) or "", "broadsheet", sandbox=False)
        try:
            return await browser.read("https://a.example/story", answer, lambda: 0, seconds, most)
        finally:
            await browser.close()

    return asked, asyncio.run(run())


def test_the_text_has_settled_and_nothing_left_the_browser(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    asked, shown = read(PAGE % {"port": port})
    assert '<p id="a">The text has come.</p>' in shown
    assert asked[:1] == ["https://a.example/story"]
    assert "https://a.example/text" in asked
    with pytest.raises(TimeoutError):
        listening.accept()


def test_a_script_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.fetch.browser.GRACE", 2.0)
    with pytest.raises(BrowserDiedError):
        read("<p>A</p><script>setTimeout(() => { for (;;) {} }, 50)</script>", seconds=4)


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ("document.body.append('x'.repeat(200000))", "200... characters"),
        ("setTimeout(() => location = '/refused', 300)", "an error of its own"),
    ],
)
def test_what_is_no_page_is_not_read(script: str, cause: str) -> None:
    with pytest.raises(BrowserDiedError, match=cause):
        read(f"<p>A story</p><script>{script}</script>")


def test_a_program_that_is_no_browser() -> None:
    from crawler.fetch.browser import Browser  # noqa: PLC0415 - an extra

    with pytest.raises(BrowserDiedError, match="does not start"):
        asyncio.run(Browser.start("/bin/false", "broadsheet", sandbox=False))

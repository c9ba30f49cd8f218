"""The pages in a real headless browser: no errors, no requests to other hosts, no text becomes a script.

Skipped if Chromium or playwright is missing.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tools.browse.conftest import PERSIAN, fill_hostile, fill_news

pytest.importorskip("datasette", reason="needs the extra browse")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
OURS = ("/", "/?source=mill", "/search?q=bridge", "/article/1", "/article/3", "/sources", "/source/mill")
DATASETTES = ("/data", "/data/articles", "/data/articles/1", "/data?sql=SELECT+1", "/data/runs")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@contextmanager
def served(path: Path) -> Iterator[str]:
    """Serve a database in a thread; yield its address, without the last slash."""
    import uvicorn  # noqa: PLC0415

    from crawler.tools.browse import app, web_server  # noqa: PLC0415

    datasette = app.application(path, web_server.LOOPBACK)
    with web_server.listen("127.0.0.1", 0) as listening:
        running = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning", lifespan="on"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield web_server.address("127.0.0.1", listening).rstrip("/")
        finally:
            running.should_exit = True
            thread.join()
            app.close(datasette)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    directory = tmp_path_factory.mktemp("browse")
    with (
        served(fill_news(directory / "news.db")) as news,
        served(fill_hostile(directory / "hostile.db")) as hostile,
    ):
        yield {"news": news, "hostile": hostile}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Watched:
    """A page, and its errors."""

    def __init__(self, browser: Any, home: str, **options: Any) -> None:
        self.home = home
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on(
            "dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._failed)

    def open(self, path: str) -> Any:
        answer = self.page.goto(self.home + path)
        assert answer.status == 200, path
        return self.page

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.home + "/", "data:")):
            self.wrong.append(f"asked: {request.url}")

    def _failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in request.failure:  # the icon of a page that was left before it loaded
            self.wrong.append(f"failed: {request.url}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("whose", ["news", "hostile"])
def test_every_page_loads(
    addresses: dict[str, str], chromium: Any, whose: str, size: dict[str, int], scheme: str
) -> None:
    watched = Watched(chromium, addresses[whose], viewport=size, color_scheme=scheme)
    for path in OURS if whose == "news" else ("/", "/search?q=bridge", "/article/1", "/sources"):
        page = watched.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    assert watched.wrong == []
    watched.context.close()


def test_a_day_of_one_source_fills_a_wide_screen(addresses: dict[str, str], chromium: Any) -> None:
    watched = Watched(chromium, addresses["news"], viewport={"width": 1600, "height": 1000})
    page = watched.open("/")
    right = "one => Math.max(...[...one.querySelectorAll('li')].map(li => li.getBoundingClientRect().right))"
    ends = page.evaluate(
        "[...document.querySelectorAll('.day')].map(one => "
        f"[({right})(one), one.getBoundingClientRect().right, one.querySelectorAll('.group').length])"
    )
    alone = [(item, day) for item, day, groups in ends if groups == 1]
    assert alone
    assert all(day - item < 30 for item, day in alone), ends
    watched.context.close()


@pytest.mark.parametrize("whose", ["news", "hostile"])
def test_the_pages_of_the_tables_load(addresses: dict[str, str], chromium: Any, whose: str) -> None:
    watched = Watched(chromium, addresses[whose], viewport=DESK)
    for path in DATASETTES:
        watched.open(path)
    assert watched.wrong == []
    watched.context.close()


def test_reading_needs_no_script(addresses: dict[str, str], chromium: Any) -> None:
    watched = Watched(chromium, addresses["news"], java_script_enabled=False)
    page = watched.open("/")
    page.get_by_role("link", name="Bridge shut").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Bridge shut"
    assert "rust in the northern counterweight" in page.locator(".text").inner_text()
    assert watched.wrong == []
    watched.context.close()


def test_a_person_with_a_keyboard_finds_an_article(addresses: dict[str, str], chromium: Any) -> None:
    watched = Watched(chromium, addresses["news"])
    page = watched.open("/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_role("searchbox", name="Words to search for").focus()
    page.keyboard.type("counterweight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=counterweight")
    page.locator(".finds a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")
    assert watched.wrong == []
    watched.context.close()


def test_what_a_screen_reader_reads(addresses: dict[str, str], chromium: Any) -> None:
    watched = Watched(chromium, addresses["news"])
    page = watched.open("/search?q=bridge")
    for role, name in (("banner", None), ("main", None), ("contentinfo", None), ("navigation", "Pages")):
        assert page.get_by_role(role, **({"name": name, "exact": True} if name else {})).count() == 1
    for label in ("Words", "Source", "Language", "From", "To", "Order"):
        assert page.get_by_label(label, exact=True).count() == 1
    page = watched.open("/sources")
    assert page.get_by_role("table").count() == 6
    assert page.get_by_role("row", name="mill 100 % 0 %").count() == 1
    watched.context.close()


def test_persian_is_aligned_to_the_right(addresses: dict[str, str], chromium: Any) -> None:
    watched = Watched(chromium, addresses["news"], viewport=DESK)
    page = watched.open("/article/3")
    assert page.locator("h1").inner_text() == PERSIAN
    for part in ("h1", ".text p"):
        assert page.locator(part).first.evaluate("each => getComputedStyle(each).direction") == "rtl"
    watched.context.close()

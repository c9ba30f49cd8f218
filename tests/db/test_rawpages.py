"""A page is read back as it was stored, and the file stays within its limits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.db import open_database
from pipelines.db.file_errors import NotOurs
from pipelines.db.rawpages import RawPages, are_kept, open_pages, pages_file
from pipelines.items import Hints, Page, Site
from tests.db.conftest import NOON

DAY = timedelta(days=1)


def make_page(name: str = "a", **values: Any) -> Page:
    plain: dict[str, Any] = {
        "url": f"https://herald.example/{name}",
        "body": f"<h1>{name}</h1>".encode(),
        "fetched_at": NOON,
        "site": Site(name="herald", url="https://herald.example/"),
    }
    return Page(**plain | values)


def noise(seed: int, size: int = 50_000) -> bytes:
    return random.Random(seed).randbytes(size)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[RawPages]:
    with open_pages(tmp_path / "news.pages.db", max_bytes=1 << 20, max_age=30 * DAY) as opened:
        yield opened


FULL = make_page(
    site=Site(
        name="herald", url="https://herald.example/", language="en", timezone="Europe/London", remove=(".ad",)
    ),
    content_type="text/html; charset=latin-1",
    headers={"last-modified": "Mon, 04 May 2026 12:00:00 GMT"},
    asked=("http://herald.example/a", "https://herald.example/a?x=1"),
    reservations='{"robots": "noarchive"}',
    hints=Hints(origin="feed", title="Ä", authors=("Ada", "Bo"), published="today"),
    body="Çà et là".encode("latin-1") + bytes(range(256)),
)


def kept(pages: RawPages) -> dict[str, Page]:
    """Return the newest page of every URL."""
    return {page.url: page for page in pages.each()}


@pytest.mark.parametrize("page", [make_page(), FULL, make_page(body=b"")], ids=["plain", "full", "empty"])
def test_a_page_is_read_back_unchanged(pages: RawPages, page: Page) -> None:
    assert pages.put(page)
    assert kept(pages) == {page.url: page}
    assert list(pages.each()) == [page]


def test_the_same_bytes_are_kept_once(pages: RawPages) -> None:
    assert pages.put(make_page())
    assert not pages.put(make_page(fetched_at=NOON + DAY))
    assert [page.fetched_at for page in pages.each()] == [NOON + DAY]
    assert pages.put(make_page(body=b"new", fetched_at=NOON + 2 * DAY))
    assert pages.put(make_page(fetched_at=NOON + 3 * DAY))
    assert [(page.body, page.fetched_at) for page in pages.each()] == [(b"<h1>a</h1>", NOON + 3 * DAY)]
    assert pages.db.all("SELECT count(*) FROM pages") == [(3,)]


def test_pages_of_a_source_or_a_time(pages: RawPages) -> None:
    other = Site(name="times", url="https://times.example/")
    for number in range(50):
        site = {"site": other} if number % 2 else {}
        pages.put(make_page(str(number), fetched_at=NOON + number * DAY, **site))
    assert len(list(pages.each())) == 50
    assert len(list(pages.each(source="times"))) == 25
    assert [page.url[-2:] for page in pages.each(source="times", since=NOON + 46 * DAY)] == ["47", "49"]
    assert "https://herald.example/none" not in kept(pages)


def test_the_newest_pages_replace_the_oldest(pages: RawPages) -> None:
    for number in range(150):
        pages.put(make_page(str(number), body=noise(number)))
    pages.prune(NOON)
    assert 0.3 * pages.max_bytes < pages.used_bytes() <= pages.max_bytes
    assert "https://herald.example/149" in kept(pages)
    assert "https://herald.example/0" not in kept(pages)
    # Between two checks of its size it may grow by fifty pages.
    assert pages.db.path.stat().st_size < pages.max_bytes + 55 * 50_000


def test_old_pages_are_deleted(pages: RawPages) -> None:
    pages.put(make_page("old"))
    pages.put(make_page("new", fetched_at=NOON + 20 * DAY))
    assert pages.prune(NOON + 31 * DAY) == 1
    assert [page.url[-3:] for page in pages.each()] == ["new"]
    assert pages.prune(NOON + 31 * DAY) == 0


def test_a_page_larger_than_the_limit_causes_no_endless_loop(tmp_path: Path) -> None:
    with open_pages(tmp_path / "p.db", max_bytes=1, max_age=DAY) as pages:
        pages.put(make_page(body=noise(1)))
        assert pages.prune(NOON) == 1


def test_the_two_files_are_not_confused(tmp_path: Path) -> None:
    news = tmp_path / "news.db"
    open_database(news).close()
    with pytest.raises(NotOurs):
        open_pages(news, max_bytes=1, max_age=DAY)
    open_pages(pages_file(news), max_bytes=1, max_age=DAY).close()
    with pytest.raises(NotOurs):
        open_database(pages_file(news))


@pytest.mark.parametrize(
    ("database", "pages"), [("news.db", "news.pages.db"), ("/a/b.c/news", "/a/b.c/news.pages.db")]
)
def test_the_pages_file_is_beside_the_articles(database: str, pages: str) -> None:
    assert pages_file(database) == Path(pages)


@pytest.mark.parametrize(
    ("database", "setting", "file"),
    [
        ("data/news.db", True, "data/news.pages.db"),
        ("news", "True", "news.pages.db"),
        ("data/news.db", "/srv/pages", "/srv/pages/news.pages.db"),
        ("postgresql://news:secret@db.example:5432/news?sslmode=require", True, "news.pages.db"),
        ("postgresql://db.example/ne%2Fws", "./kept", "kept/ne_ws.pages.db"),
        ("postgresql://db.example", True, "news.pages.db"),
    ],
)
def test_where_pages_are_kept(database: str, setting: object, file: str) -> None:
    assert pages_file(database, setting) == Path(file)


@pytest.mark.parametrize(
    ("setting", "kept"), [(True, True), ("1", True), ("./kept", True), (False, False), ("0", False)]
)
def test_whether_pages_are_kept(setting: object, kept: bool) -> None:
    assert are_kept(setting) == kept


def test_a_long_crawl_keeps_no_stored_pages_in_memory(tmp_path: Path) -> None:
    with open_pages(tmp_path / "news.pages.db", max_bytes=1 << 30, max_age=30 * DAY) as opened:
        assert opened.db.all("PRAGMA cache_size") == [(-2048,)]

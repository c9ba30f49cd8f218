"""Spiders named like source files, together with the spiders that are classes."""

from __future__ import annotations

import logging
import subprocess
import sys
import types
from pathlib import Path

import pytest
import scrapy
from scrapy.settings import Settings

from crawler.errors import UnknownNameError
from crawler.spiderloader import SourceSpiderLoader

HEAVY = (
    "trafilatura",
    "dateparser",
    "sqlite_utils",
    "feedparser",
    "babel",
    "rich",
    "tldextract",
    "pipelines.db",
    "crawler.spiders.news",
    "crawler.spiders.archive",
)


@pytest.fixture
def loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceSpiderLoader:
    spiders = types.ModuleType("crawler.spiders.news")
    news = type("NewsSpider", (scrapy.Spider,), {"name": "news", "__module__": spiders.__name__})
    spiders.NewsSpider = news  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, spiders.__name__, spiders)
    (tmp_path / "herald.toml").write_text("url = 'https://www.herald.example/'")
    (tmp_path / "tribune.toml").write_text("url = 'https://tribune.example/'")
    (tmp_path / "typo.toml").write_text("url = 'https://typo.example/'\nsection = []")
    settings = Settings({"SOURCES": str(tmp_path)})
    return SourceSpiderLoader.from_settings(settings)


def test_the_sources_and_the_spiders_are_listed(
    loader: SourceSpiderLoader, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert loader.list() == ["herald", "tribune", "archive", "news"]
    assert "typo.toml:2: unknown key 'section'; did you mean 'sections'?" in caplog.text


def test_a_source_is_the_news_spider_with_that_source_bound(loader: SourceSpiderLoader) -> None:
    herald, news = loader.load("herald"), loader.load("news")
    assert issubclass(herald, news)
    assert herald.name == "herald"
    assert herald.bound_source.url == "https://www.herald.example/"  # type: ignore[attr-defined]
    assert getattr(news, "bound_source", None) is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("herld", "no source or spider is called 'herld'; did you mean 'herald'?"),
        ("https://a.example/?b&c", "is crawled with `scrapy crawl news -a 'url=https://a.example/?b&c'`"),
        ("wyo.example", "a site is crawled with `scrapy crawl news -a url=https://wyo.example`"),
        ("new", "did you mean 'news'?"),
        ("xyzzy", "'scrapy list' shows all names, 'scrapy addsource URL' adds a site"),
        ("typo", "typo.toml:2: unknown key 'section'; did you mean 'sections'?"),
    ],
)
def test_a_name_that_cannot_be_loaded(loader: SourceSpiderLoader, name: str, message: str) -> None:
    with pytest.raises(KeyError) as raised:
        loader.load(name)
    assert isinstance(raised.value, UnknownNameError)
    assert str(raised.value).endswith(message)


def test_an_address_needs_no_directory_of_sources(tmp_path: Path) -> None:
    loader = SourceSpiderLoader(Settings({"SOURCES": str(tmp_path / "none")}))
    with pytest.raises(UnknownNameError, match=r"scrapy crawl news -a url=https://a\.example/"):
        loader.load("https://a.example/")


def test_a_second_file_with_the_same_name_is_reported(
    loader: SourceSpiderLoader, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "z.toml").write_text("url = 'https://z.example/'\nname = 'herald'")
    with caplog.at_level(logging.WARNING):
        assert loader.load("herald").name == "herald"
    assert "another source is called 'herald' too" in caplog.text


def test_without_the_directory_the_other_spiders_are_listed(tmp_path: Path) -> None:
    loader = SourceSpiderLoader(Settings({"SOURCES": str(tmp_path / "nowhere")}))
    assert loader.list() == ["archive", "news"]
    with pytest.raises(KeyError, match="no such directory"):
        loader.load("herald")


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://herald.example/a", ["herald"]),
        ("https://HERALD.example/", ["herald"]),
        ("https://x.example/", []),
        ("https://herald.example:8080/", []),
    ],
)
def test_a_request_finds_the_source_of_its_host(
    loader: SourceSpiderLoader, url: str, names: list[str]
) -> None:
    assert loader.find_by_request(scrapy.Request(url)) == names


def test_listing_imports_nothing_heavy() -> None:
    program = (
        "import sys; from scrapy.settings import Settings;"
        "from crawler.spiderloader import SourceSpiderLoader;"
        "SourceSpiderLoader(Settings()).list();"
        "import scrapy.utils.misc; list(scrapy.utils.misc.walk_modules_iter('crawler.commands'));"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []

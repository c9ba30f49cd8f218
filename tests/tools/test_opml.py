"""Subscriptions of a feed reader, in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sources.source import Source, read_source
from crawler.tools.opml import OpmlError, Subscription, read, text
from tests.crawling import scrapy

OPML = """<?xml version="1.0"?>
<opml version="1.1"><body>
  <outline text="News"><outline text="World">
    <outline text="Herald" type="rss" xmlUrl="https://herald.example/rss?a=1&amp;b=2" htmlUrl="https://herald.example/"/>
    <outline text="Herald Sport" xmlUrl="https://www.herald.example/sport.xml" htmlUrl="https://www.herald.example/"/>
  </outline></outline>
  <outline title="Alone" xmlUrl="https://alone.example/feed"/>
  <outline text="Bad" xmlUrl="herald at example"/>
</body></opml>"""


def test_folders_and_addresses_are_read(tmp_path: Path) -> None:
    file = tmp_path / "subscriptions.opml"
    file.write_text(OPML, "utf-8")
    first, _, alone, _ = read(file)
    assert first == Subscription(
        "https://herald.example/rss?a=1&b=2", "https://herald.example/", "Herald", ("News", "World")
    )
    assert (alone.site, alone.title, alone.folders) == (None, "Alone", ())


ENTITY = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline xmlUrl="&x;"/></opml>'


@pytest.mark.parametrize(
    ("content", "why"),
    [("<opml/>", "has no subscriptions"), ("no xml", "cannot be read"), (ENTITY, "cannot be read")],
)
def test_a_file_that_is_not_opml_is_refused(tmp_path: Path, content: str, why: str) -> None:
    file = tmp_path / "subscriptions.opml"
    file.write_text(content)
    with pytest.raises(OpmlError, match=why):
        read(file)


def test_a_written_file_can_be_read(tmp_path: Path) -> None:
    source = Source(name="herald", url="https://herald.example/", feeds=("https://herald.example/a?b&c",))
    file = tmp_path / "out.opml"
    file.write_text(text([source]), "utf-8")
    assert [(each.feed, each.site, each.title) for each in read(file)] == [
        ("https://herald.example/a?b&c", "https://herald.example/", "herald")
    ]


def test_tags_are_folders_and_come_back(tmp_path: Path) -> None:
    def source(name: str, *tags: str) -> Source:
        url = f"https://{name}.example/"
        return Source(name=name, url=url, feeds=(f"{url}feed",), tags=tags)

    file = tmp_path / "out.opml"
    file.write_text(text([source("a", "News", "World"), source("b", "News"), source("c")]), "utf-8")
    assert {each.title: each.folders for each in read(file)} == {
        "a": ("News", "World"),
        "b": ("News",),
        "c": (),
    }
    assert file.read_text("utf-8").count('text="News"') == 1


def test_each_site_gets_a_file_and_each_failure_a_line(tmp_path: Path) -> None:
    file = tmp_path / "subscriptions.opml"
    file.write_text(OPML, "utf-8")
    ran = scrapy(tmp_path / "news.db", "addsource", str(file))
    assert (ran.code, len(ran.err.splitlines())) == (1, 1), ran
    assert ran.err.startswith("scrapy addsource: Bad: ")
    herald, alone = (read_source(tmp_path / f"{name}.toml") for name in ("herald", "alone"))
    assert herald.feeds == ("https://herald.example/rss?a=1&b=2", "https://www.herald.example/sport.xml")
    assert (herald.tags, alone.tags) == (("News", "World"), ())
    assert (alone.url, alone.feeds) == ("https://alone.example/", ("https://alone.example/feed",))
    again = scrapy(tmp_path / "news.db", "addsource", str(file))
    assert "herald.toml exists already; --force overwrites it" in again.err
    shown = scrapy(tmp_path / "news.db", "sources", "--opml", "alone")
    assert (shown.code, 'xmlUrl="https://alone.example/feed"' in shown.out) == (0, True), shown

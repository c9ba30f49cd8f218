"""`-a host=`: a crawl requests what is due of one host; what leads elsewhere goes back to the frontier."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from crawler.errors import HostPausedError, OtherHostError
from crawler.fetch.one_host import OneHostMiddleware, check_claim, may_send
from crawler.run_context import Plan, RunContext, share
from crawler.spiders.arguments import ArgumentError
from crawler.spiders.plan import make_plan
from tests.crawling import FAST, Ran, scrapy
from tests.site import Site, moved
from tests.spiders.test_news import feed, story

SOURCE = 'url = "http://{0}.example/"\nfeeds = ["http://{0}.example/rss.xml"]\n'


def crawl(site: Site, folder: Path, host: str) -> Ran:
    given = ("-a", f"host={host}", *FAST, "-s", "FRONTIER_PATIENCE=1")
    return scrapy(folder / "news.db", "crawl", "news", *given, proxy=site.proxy)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "news.db") as db:
        return db.execute(sql).fetchall()


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    for name in ("herald", "bote"):
        (tmp_path / f"{name}.toml").write_text(SOURCE.format(name))
        links = [(f"http://{name}.example/2024/03/0{n}/bridge-number-{n}", n) for n in (1, 2)]
        links += [(f"http://{name}.example/2024/03/03/moved-away", 3)] * (name == "herald")
        site.pages[f"http://{name}.example/rss.xml"] = feed(*links)
        for url, day in links:
            site.pages[url] = story(f"Bridge {day} of {name}", day)
    site.pages["http://herald.example/2024/03/03/moved-away"] = moved(
        "http://www.herald.example/2024/03/03/moved", 301
    )
    site.pages["http://www.herald.example/2024/03/03/moved"] = story("A bridge that moved", 3)
    return tmp_path


def test_only_that_host_is_requested_and_a_redirect_waits_for_its_own_crawl(site: Site, folder: Path) -> None:
    first = crawl(site, folder, "herald.example")
    assert {request.host for request in site.log} == {"herald.example"}
    assert first.titles() == ["Bridge 1 of herald", "Bridge 2 of herald"]
    ((pages, drops),) = first.rows("SELECT pages, drops FROM runs")
    assert (pages, json.loads(drops)) == (3, {"Moved": 1})
    waiting = "SELECT url, source, state FROM _frontier WHERE host = 'www.herald.example'"
    assert first.rows(waiting) == [("http://www.herald.example/2024/03/03/moved", "herald", "due")]
    second = crawl(site, folder, "www.herald.example")
    assert {request.host for request in site.log} == {"herald.example", "www.herald.example"}
    assert "A bridge that moved" in second.titles()
    third = crawl(site, folder, "bote.example")
    assert len(third.titles()) == 5


def test_a_listing_that_leads_to_another_host_is_read_there(site: Site, folder: Path) -> None:
    feed_there = site.pages["http://herald.example/rss.xml"]
    site.pages["http://herald.example/rss.xml"] = moved("http://feeds.example/herald", 301)
    site.pages["http://feeds.example/herald"] = feed_there
    crawl(site, folder, "herald.example")
    assert rows(folder, "SELECT state, detail FROM _frontier WHERE url LIKE '%/rss.xml' AND detail > ''") == [
        ("later", "Moved")
    ]
    crawl(site, folder, "feeds.example")
    assert rows(folder, "SELECT count(*) FROM _frontier WHERE host = 'herald.example' AND rank = 1") == [(3,)]


@pytest.mark.parametrize(
    "given",
    [
        {"host": "a.example,b.example"},
        {"host": "http://a.example/"},
        {"host": "a.example", "url": "https://a.example/"},
        {"host": "a.example", "whole": "1"},
        {"host": ""},
    ],
)
def test_what_does_not_go_with_a_host_is_refused(folder: Path, given: dict[str, str]) -> None:
    with pytest.raises(ArgumentError, match="host="):
        make_plan(given, str(folder))


def test_sources_beside_a_host_are_not_made_due(folder: Path) -> None:
    plan = make_plan({"host": "herald.example", "source": "herald"}, str(folder))
    assert (plan.host, plan.is_named, [one.name for one in plan.sources]) == (
        "herald.example",
        False,
        ["herald"],
    )


def test_a_crawl_whose_host_is_taken_over_sends_nothing_more() -> None:
    crawler: Any = SimpleNamespace(engine=None)
    share(crawler, RunContext(Plan(host="herald.example"), is_ours=lambda: False))
    with pytest.raises(HostPausedError):
        check_claim(crawler)
    assert not may_send(crawler)
    guard = OneHostMiddleware(crawler)
    guard.process_request(Request("http://bote.example/robots.txt"))
    with pytest.raises(OtherHostError):
        guard.process_request(Request("http://bote.example/", cb_kwargs={"leased": object()}))

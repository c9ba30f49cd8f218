"""What a tdmrep.json reserves for a path, and how often the file is requested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.rights.tdmrep import ENTRIES, entries, entry_for
from tests.crawling import FAST, scrapy
from tests.site import FAULTS, Page, Site
from tests.spiders.test_news import fill

TDMREP = "/.well-known/tdmrep.json"
ALL = {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://herald.example/policy.json"}
FREE = {"location": "/press/*", "tdm-reservation": 0}
PDF = {"location": "*.pdf$", "tdm-reservation": 1}


@pytest.mark.parametrize(
    ("content", "path", "location"),
    [
        ([ALL], "/2026/a-story", "/"),
        ([ALL, FREE], "/press/a-story", "/press/*"),
        ([FREE, ALL], "/press/a-story", "/press/*"),
        ([FREE], "/2026/a-story", None),
        ([PDF], "/2026/a.pdf", "*.pdf$"),
        ([PDF], "/2026/a.pdf?page=2", None),
        ([{"location": "news/", "tdm-reservation": 1}], "/news/x", "news/"),
        ([{"location": "/a(b", "tdm-reservation": 1}], "/a(b/c", "/a(b"),
        ([{"location": "/a*b*c$", "tdm-reservation": 1}], "/a/b/c/b/c", "/a*b*c$"),
        ([{"location": "/a*b*c$", "tdm-reservation": 1}], "/a/c/b", None),
        ([{"location": "/ab*bc$", "tdm-reservation": 1}], "/abc", None),
        ([{"location": "/a$", "tdm-reservation": 1}], "/a/b", None),
        ([{"location": "/a**b", "tdm-reservation": 1}], "/a//b/c", "/a**b"),
        # A backtracking pattern would try these stars in every way, for years.
        ([{"location": "/" + "*a" * 40 + "b$", "tdm-reservation": 1}], "/" + "a" * 90, None),
        ([{"location": "/", "policy": "x"}], "/x", None),
        ([{"location": 7, "tdm-reservation": 1}, "x"], "/x", None),
        (ALL, "/x", None),
    ],
)
def test_which_entry_applies_to_a_path(content: object, path: str, location: str | None) -> None:
    found = entry_for(entries(json.dumps(content).encode()), f"https://herald.example{path}")
    assert (found and found["location"]) == location


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"\xff", b"null"])
def test_an_invalid_file_reserves_nothing(body: bytes) -> None:
    assert entries(body) == ()


def test_only_the_first_of_too_many_entries_are_read() -> None:
    assert len(entries(json.dumps([ALL] * (ENTRIES + 5)).encode())) == ENTRIES


def test_it_is_recorded_with_the_pages_reservations_and_requested_once(site: Site, tmp_path: Path) -> None:
    fill(site, 3)
    site.pages[TDMREP] = json.dumps([ALL])
    page = next(path for path in site.pages if path.startswith("/2024"))
    site.pages[page] = str(site.pages[page]).replace("<head>", '<head><meta name="robots" content="noai">', 1)
    database = tmp_path / "news.db"
    ran = scrapy(database, "crawl", "news", "-a", f"url={site.url}/feed.xml", *FAST)
    reserved = [json.loads(row) for (row,) in ran.rows("SELECT reservations FROM articles")]
    assert [each["tdmrep.json"] for each in reserved] == [ALL] * 3
    assert sum(each.get("robots") == "noai" for each in reserved) == 1
    scrapy(database, "crawl", "news", "-a", f"url={site.url}{page}", *FAST)
    assert site.asked().count(TDMREP) == 1


@pytest.mark.parametrize("answer", [None, FAULTS["server error"], FAULTS["forbidden"], "<p>Home</p>"])
def test_a_site_without_the_file_reserves_nothing(answer: Page | None, site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    if answer is not None:
        site.pages[TDMREP] = answer
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/feed.xml", *FAST)
    assert (ran.code, len(ran.titles())) == (0, 2)
    assert "0 no article, 0 errors" in ran.err
    assert site.asked().count(TDMREP) == 1
    assert ran.rows("SELECT DISTINCT reservations FROM articles") == [(None,)]

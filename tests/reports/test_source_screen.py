"""One source on one screen, after a crawl of the demo's world."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.reports.source_screen import lines
from tests.crawling import scrapy


def test_what_a_source_brought_is_shown_on_one_screen(tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    assert scrapy(database, "demo", "--keep", str(database)).code == 0
    shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME", "\n".join(lines(str(database), "herald")))
    assert shown.splitlines() == [
        "herald is ok",
        "  7 articles, 7 new in 24 h",
        "this week:",
        "  feed     4 articles    read TIME, next TIME  http://herald.example/en/rss/allnews",
        "  section  2 articles    read TIME, next TIME  http://herald.example/en/country",
        "  sitemap  1 article     read TIME, next TIME  http://herald.example/sitemap-news.xml",
        "  refused: Gallery 1: for example http://herald.example/en/photo/20660/frost-on-the-plateau",
        "  errors: Http404 1: for example http://herald.example/en/news/20399/"
        "bridge-over-the-zard-rud-gets-a-second-lane",
        "  different links not followed, in all crawls: NotInPatterns 6;"
        " `scrapy sources --passed herald` lists them",
        "waiting: 0 addresses now, 4 later, the next at TIME",
    ]
    assert list(lines(str(database), "unknown")) == list(lines(str(tmp_path / "none.db"), "herald")) == []
    ran = scrapy(database, "sources", "herald")
    assert (ran.code, "herald is ok" in ran.out) == (0, True), ran

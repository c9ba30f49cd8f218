"""A whole site is found by its own links, at a bounded cost, whatever traps it has."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.spiders.arguments import ArgumentError
from crawler.spiders.plan import make_plan
from pipelines.db.rawpages import open_pages, pages_file
from tests.crawling import FAST, Ran, scrapy, started
from tests.site import Site
from tests.spiders.test_news import adds_up
from tests.wide_site import TRAPS, WideSite, day_of, slug_of

COUNT = 60


def crawl(site: Site, tmp_path: Path, *args: str) -> Ran:
    where = ("-a", f"url={site.url}/", "-a", "whole=1")
    return scrapy(tmp_path / "news.db", "crawl", "news", *where, *FAST, *args)


def found(ran: Ran) -> int:
    return int(ran.rows("SELECT count(*) FROM articles WHERE duplicate_of IS NULL")[0][0])


@pytest.mark.parametrize("trap", [None, *TRAPS])
def test_every_article_is_found_and_a_trap_ends(site: Site, tmp_path: Path, trap: str | None) -> None:
    site.pages = WideSite(COUNT, *filter(None, [trap]))
    ran = crawl(site, tmp_path)
    assert (ran.code, found(ran), adds_up(ran)) == (0, COUNT, True), ran.err
    assert ran.rows("SELECT count(*) FROM articles") == [(COUNT,)], "one row, whatever its addresses"
    assert f"({COUNT} new, " in ran.err
    asked = len(site.asked())
    assert asked < (300 if trap == "session" else 2 * COUNT + 40), ran.err
    assert "the whole site: " in ran.err


def test_all_traps_at_once_are_reported(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT, *TRAPS)
    ran = crawl(site, tmp_path)
    assert found(ran) == COUNT, ran.err
    assert len(site.asked()) < 500, ran.err
    for form in ("/calendar/{y}/{n}", "/shop?"):
        assert form in ran.err


def test_a_list_whose_newest_part_is_known_is_followed_to_its_end(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT, "digest", "calendar", "facets")
    ran = crawl(site, tmp_path)
    assert found(ran) == COUNT, ran.err
    assert len(site.asked()) < 2 * COUNT + 40, ran.err


def test_a_crawl_below_its_limit_tells_how_to_get_more(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    first = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", "-a", "limit=50", *FAST)
    assert 0 < found(first) < 50
    assert "fewer than limit=50; with `-a whole=1` a crawl follows a site's own links" in first.err
    site.pages = WideSite(COUNT + 3)
    again = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", "-a", "limit=50", *FAST)
    assert "whole=1" not in again.err
    assert "whole=1" not in crawl(site, tmp_path, "-a", "limit=50").err


def test_a_crawl_of_a_whole_site_that_reaches_its_limit_says_so(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    ran = crawl(site, tmp_path, "-a", "limit=10")
    assert found(ran) == 10
    follow = (
        r"limit=10 is reached; waiting: \d+ address(es)? and \d+ links of the site to follow; the next run"
    )
    assert re.search(follow, ran.err), ran.err
    assert "is reached" not in crawl(site, tmp_path).err


def test_a_crawl_since_a_day_is_not_called_one_of_the_whole_site(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    ran = scrapy(
        tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", "-a", "since=2001-01-01", *FAST
    )
    assert "the site's own links: " in ran.err
    assert "the whole site: " not in ran.err


@pytest.mark.parametrize("more", [(), ("offers",), ("topics",)], ids=["imprint", "offers", "topics"])
def test_what_the_site_showed_to_be_none_stays_so_without_its_links(
    site: Site, tmp_path: Path, more: tuple[str, ...]
) -> None:
    site.pages = WideSite(COUNT, *more)
    ran = crawl(site, tmp_path)
    assert "/about" in site.asked()
    assert "About" not in ran.titles()
    cleaned_again = scrapy(ran.database, "reclean", "-s", "CLEAN_WORKERS=0")
    assert ", 0 new, " in cleaned_again.out, cleaned_again.out
    assert (cleaned_again.code, found(cleaned_again)) == (0, COUNT)
    assert scrapy(ran.database, "export", "-o", str(tmp_path / "pages.warc.gz")).code == 0
    archived = scrapy(
        tmp_path / "again.db", "crawl", "archive", "-a", f"path={tmp_path}/pages.warc.gz", *FAST
    )
    assert archived.titles() == ran.titles(), archived.err
    assert adds_up(archived)


@pytest.mark.parametrize(("state", "new"), [("dropped", 0), ("done", 1)])
def test_a_page_that_was_a_list_is_compared_with_the_articles_when_it_is_cleaned_again(
    site: Site, tmp_path: Path, state: str, new: int
) -> None:
    site.pages = WideSite(COUNT)
    ran = crawl(site, tmp_path)
    text = "".join(f"<p>The harbour has had {n} cranes since the ice broke.</p>" for n in range(9))
    with open_pages(pages_file(tmp_path / "news.db"), max_bytes=1 << 40, max_age=timedelta.max) as pages:
        page = next(iter(pages.each()))
        body = f"<html><title>The cranes</title><h1>The cranes</h1>{text}</html>".encode()
        pages.put(replace(page, url=f"{site.url}/cranes", asked=(), body=body))
    with sqlite3.connect(tmp_path / "news.db") as db:
        db.execute(
            "INSERT INTO _frontier (url, source, host, kind, rank, published, state, detail, added_at)"
            f" SELECT '{site.url}/cranes', source, host, kind, rank, '', '{state}', 'Section', added_at"
            " FROM _frontier WHERE rank = 1 LIMIT 1"
        )
    assert f", {new} new, " in scrapy(ran.database, "reclean", "-s", "CLEAN_WORKERS=0").out


def test_what_was_stored_before_the_site_was_known_is_judged_again(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT, "offers")
    ran = crawl(site, tmp_path)
    assert "/news/the-last-offer-of-the-summer" in site.asked()[:40], "among the first pages"
    assert ran.rows("SELECT url FROM articles WHERE url LIKE '%offer%'") == [], ran.err
    assert (ran.code, found(ran), adds_up(ran)) == (0, COUNT, True), ran.err
    assert "Unlike 3" in ran.err
    asked = len(site.asked())
    again = crawl(site, tmp_path)
    assert (found(again), [path for path in site.asked()[asked:] if "offer" in path]) == (COUNT, [])


def test_a_page_with_a_text_and_a_list_of_articles_is_a_list(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT, "topics")
    ran = crawl(site, tmp_path)
    assert len([path for path in site.asked() if path.startswith("/topic/")]) == 10
    assert ran.rows("SELECT url FROM articles WHERE url LIKE '%topic%'") == [], ran.err
    assert (ran.code, found(ran), adds_up(ran)) == (0, COUNT, True), ran.err


def test_a_second_crawl_of_the_same_site_costs_one_request(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    crawl(site, tmp_path)
    before = len(site.asked())
    again = crawl(site, tmp_path)
    assert site.asked()[before:] == ["/"]
    assert again.code == 0


def test_one_that_is_stopped_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    first = crawl(site, tmp_path, "-a", "limit=15")
    assert found(first) == 15
    second = crawl(site, tmp_path)
    assert found(second) == COUNT
    pages = [path for path in site.asked() if path.startswith("/news/")]
    assert len(pages) == len(set(pages)), "nothing is fetched twice"


def test_without_it_the_site_itself_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", *FAST)
    assert f"/news/{slug_of(COUNT - 1)}" not in site.asked()


def test_since_follows_the_site_where_its_lists_end_later(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    since = ("-a", f"url={site.url}/", "-a", "since=2024-06-01")
    ran = scrapy(tmp_path / "news.db", "crawl", "news", *since, *FAST)
    ((oldest, count),) = ran.rows("SELECT min(published_at), count(*) FROM articles")
    expected = [day for n in range(COUNT) if (day := day_of(n)) >= "2024-06-01"]
    assert (oldest[:10], count) == (min(expected), len(expected)), ran.err


def test_it_needs_a_site(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="whole=1 needs a site"):
        make_plan({"whole": "1"}, str(tmp_path))


def test_it_finds_the_rest_after_an_ordinary_crawl(site: Site, tmp_path: Path) -> None:
    """The ordinary crawl has read the home page, which then answers 304 and would show no link."""
    site.pages = WideSite(COUNT)
    ordinary = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", *FAST)
    news = "SELECT count(*) FROM articles WHERE url LIKE '%/news/%'"
    assert ordinary.rows(news)[0][0] < COUNT
    assert crawl(site, tmp_path).rows(news) == [(COUNT,)]


def test_articles_of_other_days_are_fetched_when_they_are_wanted(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT)
    crawl(site, tmp_path, "-a", "since=2024-03-01", "-a", "until=2024-05-31")
    asked = len(site.asked())
    again = crawl(site, tmp_path, "-a", "since=2024-06-01", "-a", "until=2024-08-31")
    wanted = [n for n in range(COUNT) if "2024-03-01" <= day_of(n) <= "2024-08-31"]
    assert found(again) == len(wanted), again.err
    assert len(site.asked()) - asked == 1 + sum(day_of(n) >= "2024-06-01" for n in wanted), site.asked()[
        asked:
    ]
    assert found(crawl(site, tmp_path)) == COUNT


def test_a_span_of_days_stores_its_articles_and_no_lists(site: Site, tmp_path: Path) -> None:
    """Articles of other days are dropped, but they still show which links lead to articles."""
    site.pages = WideSite(COUNT)
    first, last = sorted((day_of(20), day_of(40)))
    ran = crawl(site, tmp_path, "-a", f"since={first}", "-a", f"until={last}")
    days = [day for (day,) in ran.rows("SELECT substr(published_at, 1, 10) FROM articles")]
    wanted = [number for number in range(COUNT) if first <= str(day_of(number)) <= last]
    assert (len(days), None in days) == (len(wanted), False), ran.err


def test_strays_push_no_article_out(site: Site, tmp_path: Path) -> None:
    """They have no date, so they would be the newest of the articles that a source file keeps."""
    site.pages = WideSite(COUNT, "offers")
    (tmp_path / "herald.toml").write_text(f"url = '{site.url}/'\nmax_articles = {COUNT}", "utf-8")
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", "source=herald", "-a", "whole=1", *FAST)
    assert "Unlike 3" in ran.err
    assert ran.rows("SELECT count(*) FROM articles WHERE removed_at IS NULL") == [(COUNT,)], ran.err


def test_a_limit_counts_the_articles_that_stay(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(COUNT, "offers")
    ran = crawl(site, tmp_path, "-a", "limit=30")
    assert ran.rows("SELECT url FROM articles WHERE url LIKE '%offer%'") == [], ran.err
    assert (ran.code, found(ran), adds_up(ran)) == (0, 30, True), ran.err
    assert "Unlike 3" in ran.err
    name, database = site.url.removeprefix("http://"), tmp_path / "news.db"
    assert f"`scrapy sources --passed {name} -s DATABASE={database}` lists them" in ran.err


def test_a_walk_that_is_stopped_judges_what_it_has_stored(site: Site, tmp_path: Path) -> None:
    site.pages = WideSite(300, "offers")
    given = ("-a", f"url={site.url}/", "-a", "whole=1", *FAST)
    with started(tmp_path / "news.db", "crawl", "news", *given) as process:
        while len(site.asked()) < 90 and process.poll() is None:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        process.wait(60)
        err = process.err.read_text()
    assert any("offer" in path for path in site.asked()[:40])
    with sqlite3.connect(tmp_path / "news.db") as db:
        assert db.execute("SELECT outcome FROM runs").fetchone() == ("shutdown",)
        assert db.execute("SELECT url FROM articles WHERE url LIKE '%offer%'").fetchall() == [], err
        assert db.execute("SELECT count(*) FROM articles").fetchone()[0] > 30
    assert "Unlike 3" in err

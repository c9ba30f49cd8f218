"""False statements of servers: a site that claims to be another, pages that always change, fake articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.frontier.schedule import AGES
from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.db.crawl import visits, waking
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import acknowledge, lease
from pipelines.items import Article, Visit
from tests.crawling import FAST, scrapy
from tests.site import Site, moved
from tests.spiders.test_news import WORDS, feed, story

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
URL = "https://herald.example/a-page-with-a-counter"


def fetched(db: Database, number: int) -> datetime | None:
    """Fetch a page that differs each time and says that it has just changed;
    return when it is fetched again."""
    when = NOW + timedelta(hours=number)
    text = f"This page was read {number} times. {WORDS}"
    dates = {
        "published_at": "2026-05-01T08:00:00Z",
        "published_precision": "second",
        "modified_at": f"{when:%Y-%m-%dT%H:%M:%SZ}",
    }
    store(
        db, Article(url=URL, source="herald", title="A page", text=text, word_count=20, seen_at=when, **dates)
    )  # type: ignore[arg-type]
    return visits.next_fetch(db, Visit(url=URL, ages=AGES["normal"]), when)


def test_a_page_that_differs_at_each_fetch_is_not_fetched_for_ever(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        for number in range(waking.RESTLESS):
            assert fetched(db, number) == NOW + timedelta(hours=number + 1)
        assert fetched(db, waking.RESTLESS) is None
        add(db, [Link(url=URL, source="herald")], again=True)
        (leased,) = lease(db, 1, now=datetime.now(UTC), seconds=60, per_host=1)
        acknowledge(db, leased.token, "done", "changed")
        assert waking.fetched_before_change(db, [(URL, datetime.now(UTC) + timedelta(days=1))]) == []


def test_a_page_that_sometimes_changes_is_fetched_again(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        for number in range(5):
            assert fetched(db, number) == NOW + timedelta(hours=number + 1)


def test_no_site_overwrites_the_article_of_another(site: Site, tmp_path: Path) -> None:
    """It may try by its canonical address, og:url, structured data, or a redirect."""
    victim = "http://herald.example/2024/03/01/the-true-story"
    site.pages[victim] = story("The true story")
    named = {"@type": "NewsArticle", "url": victim, "mainEntityOfPage": victim}
    lies = {
        "canonical": f'<link rel="canonical" href="{victim}">',
        "og": f'<meta property="og:url" content="{victim}">',
        "both": f'<link rel="canonical" href="{victim}"><meta property="og:url" content="{victim}">',
        "data": f'<script type="application/ld+json">{json.dumps(named)}</script>',
    }
    paths = []
    for number, (name, head) in enumerate(lies.items(), start=2):
        path = f"http://liar.example/2024/03/0{number}/the-false-story-{name}"
        false = " ".join(f"{name}{n} was told and denied." for n in range(40))
        site.pages[path] = (
            story(f"The false story {name}", number).replace("<head>", f"<head>{head}").replace(WORDS, false)
        )
        paths.append((path, number))
    site.pages["http://liar.example/2024/03/09/by-a-redirect-to-it"] = moved(victim)
    paths.append(("http://liar.example/2024/03/09/by-a-redirect-to-it", 9))
    site.pages["http://liar.example/feed.xml"] = feed(*paths, (victim, 20))
    database = tmp_path / "news.db"
    assert scrapy(database, "crawl", "news", "-a", f"url={victim}", *FAST, proxy=site.proxy).code == 0
    ran = scrapy(database, "crawl", "news", "-a", "url=http://liar.example/feed.xml", *FAST, proxy=site.proxy)
    rows = dict(ran.rows("SELECT url, title FROM articles"))
    assert rows.pop(victim) == "The true story"
    assert sorted(rows.values()) == sorted(f"The false story {name}" for name in lies)
    assert all(url.startswith("http://liar.example/") for url in rows)
    assert ran.rows("SELECT count(*) FROM revisions") == [(0,)]


@pytest.mark.parametrize("home", ["/", "/#top", "/index"])
def test_an_article_that_redirects_home_is_removed(site: Site, tmp_path: Path, home: str) -> None:
    path = "/2024/03/02/the-council-met-again"
    site.pages |= {
        path: story("The council met"),
        "/": story("A front page"),
        "/index": story("A front page"),
    }
    site.pages["/feed.xml"] = feed((path, 2))
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/index"\nfeeds = ["{site.url}/feed.xml"]\n')
    args = ("crawl", "bridge", *FAST)
    assert scrapy(tmp_path / "news.db", *args).titles() == ["The council met"]
    site.pages[path] = moved(home)
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", "-a", "recheck=1", *FAST)
    assert ran.titles() == ["The council met"]
    ((drops,),) = ran.rows("SELECT drops FROM runs ORDER BY id DESC LIMIT 1")
    assert json.loads(drops) == {"RedirectedHome": 1}
    assert ran.rows(f"SELECT gone_at IS NOT NULL FROM _visits WHERE url = '{site.url}{path}'") == [(1,)]


def test_a_page_with_a_random_token_is_stored_and_then_not_fetched(site: Site, tmp_path: Path) -> None:
    """Each fetch finds a change and stores it, but the changes must not make it be fetched for ever."""
    path, database = "/2024/03/02/the-page-with-a-token", tmp_path / "news.db"
    tokens = iter(range(1_000_000))
    page = story("The council met")
    site.pages[path] = lambda _: page.replace("Nobody", f"Request {next(tokens)}. Nobody", 1)
    site.pages["/feed.xml"] = feed((path, 2))
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["{site.url}/feed.xml"]\n')
    again = ("crawl", "bridge", "-a", "recheck=1", *FAST)
    assert scrapy(database, "crawl", "bridge", *FAST).titles() == ["The council met"]
    state = f"SELECT state FROM _frontier WHERE url = '{site.url}{path}'"
    assert scrapy(database, *again).rows(state) == [("later",)]
    columns = "article_id, {}, seen_at, reason, changed, seq, url, title, authors, tags, word_count"
    copy = f"INSERT INTO revisions ({columns.format('revision')}) SELECT {columns.format('revision + :n')}"
    with open_database(database) as db:  # as if this had continued for days
        for n in range(1, waking.RESTLESS - 1):
            db.execute(f"{copy} FROM revisions WHERE revision = 1", {"n": n})
    ran = scrapy(database, *again)
    assert f"{path}: it has changed 200 times; only its age decides" in ran.err
    assert ran.rows(state) == [("done",)]


def test_no_article_has_a_future_date(site: Site, tmp_path: Path) -> None:
    """Neither the date of the page nor that of its feed counts, so the article has no date."""
    path = "/council/the-council-met-again"
    tags = 'content="2199-03-01T08:00:00+01:00"'
    site.pages[path] = story("The council met").replace('content="2024-03-01T08:00:00+01:00"', tags)
    site.pages["/feed.xml"] = feed((path, 2)).replace("Mar 2024", "Mar 2199")
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["{site.url}/feed.xml"]\n')
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    assert ran.rows("SELECT title, published_at, modified_at FROM articles") == [
        ("The council met", None, None)
    ]

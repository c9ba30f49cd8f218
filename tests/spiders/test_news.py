"""The news spider, run as a user runs it, against a small site on loopback."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.crawling import FAST, ROOT, Ran, scrapy, started
from tests.loopback import Reply, Request
from tests.site import FAULTS, Site, busy

WORDS = "The council met on Tuesday and talked for a long time about the old bridge over the river."


def story(title: str, day: int = 1) -> str:
    paragraphs = "".join(
        f"<p>{title}, part {n}. {WORDS} Nobody left before the end of item {n}.</p>" for n in range(6)
    )
    return (
        f'<html lang="en"><head><title>{title} - The Bridge</title>'
        f'<meta property="article:published_time" content="2024-03-{day:02}T08:00:00+01:00"></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def feed(*items: tuple[str, int]) -> str:
    dated = ((path, f"<pubDate>{day:02} Mar 2024 08:00:00 +0100</pubDate>") for path, day in items)
    entries = "".join(f"<item><title>{path}</title><link>{path}</link>{date}</item>" for path, date in dated)
    return f'<rss version="2.0"><channel><title>The Bridge</title>{entries}</channel></rss>'


def fill(site: Site, count: int = 6) -> None:
    """Give the site a home page, a feed and `count` articles."""
    paths = [(f"/2024/03/{n:02}/news-of-day-number-{n}", n) for n in range(1, count + 1)]
    for path, day in paths:
        site.pages[path] = story(f"News of day number {day}", day)
    site.pages["/feed.xml"] = feed(*paths)
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.pages["/"] = (
        f"<html><head><title>The Bridge</title>{link}</head><body><h1>The Bridge</h1></body></html>"
    )


def crawl(site: Site, tmp_path: Path, *args: str, start: str = "/") -> Ran:
    return scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}{start}", *FAST, *args)


def adds_up(ran: Ran) -> bool:
    ((pages, articles, drops, errors),) = ran.rows(
        "SELECT pages, new + changed + same, drops, errors FROM runs ORDER BY id DESC LIMIT 1"
    )
    return bool(pages == articles + sum(json.loads(drops).values()) + sum(json.loads(errors).values()))


def test_a_site_is_found_stored_and_not_fetched_again(site: Site, tmp_path: Path) -> None:
    fill(site)
    first = crawl(site, tmp_path)
    assert (first.code, len(first.titles())) == (0, 6)
    assert first.rows("SELECT DISTINCT published_at FROM articles ORDER BY 1")[0] == ("2024-03-01T07:00:00Z",)
    assert adds_up(first)
    assert set(site.most_open().values()) == {1}, "one request at a time, with no delay too"
    asked = len(site.log)
    second = crawl(site, tmp_path)
    assert second.code == 0
    again = [request.path for request in site.log[asked:]]
    assert not [path for path in again if path.startswith("/2024")]
    assert second.rows("SELECT count(*), max(seq) FROM articles") == [(6, 6)]


def test_only_the_given_article_or_feed_is_crawled(site: Site, tmp_path: Path) -> None:
    fill(site)
    assert crawl(site, tmp_path, start="/2024/03/02/news-of-day-number-2").titles() == [
        "News of day number 2"
    ]
    assert len(crawl(site, tmp_path, start="/feed.xml").titles()) == 6


def test_since_and_limit_restrict_a_run(site: Site, tmp_path: Path) -> None:
    fill(site)
    bounded = crawl(site, tmp_path, "-a", "since=2024-03-03", "-a", "limit=2")
    assert bounded.titles() == ["News of day number 5", "News of day number 6"]
    assert len([path for path in site.asked() if path.startswith("/2024")]) == 2


def test_faults_are_counted_and_affect_only_their_page(site: Site, tmp_path: Path) -> None:
    fill(site, 8)
    for number, fault in enumerate(("gone", "server error", "pdf"), start=1):
        site.pages[f"/2024/03/{number:02}/news-of-day-number-{number}"] = FAULTS[fault]
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /2024/03/04/\n"
    ran = crawl(site, tmp_path)
    assert len(ran.titles()) == 4
    ((drops, errors),) = ran.rows("SELECT drops, errors FROM runs")
    assert json.loads(errors) == {"Http410": 1, "Http500": 1}
    assert json.loads(drops) == {"DocumentFile": 1, "Disallowed": 1}
    assert adds_up(ran)


def test_a_listing_that_takes_too_long_affects_only_itself(site: Site, tmp_path: Path) -> None:
    """A worker reads it, like a page: an endless one is stopped,
    and an unreadable one is reported as usual."""
    fill(site, count=1)
    rows = "".join(f"<url><loc>{site.url}/2024/03/01/news-{n}</loc></url>" for n in range(50_000))
    site.pages["/long.xml"] = f"<urlset>{rows}</urlset>"
    site.pages["/none.xml"] = "<html><p>Here was a feed.</p></html>"
    sources = f'url = "{site.url}/"\nfeeds = ["/feed.xml", "/none.xml"]\nsitemaps = ["/long.xml"]\n'
    (tmp_path / "herald.toml").write_text(sources)
    limits = ("-s", "CLEAN_WORKERS=1", "-s", "CLEAN_TIMEOUT=0.25", "-s", "FRONTIER_TRIES=1")
    ran = scrapy(tmp_path / "news.db", "crawl", "herald", *FAST, *limits)
    assert f"CleaningTimedOut 1: {site.url}/long.xml: reading it took longer than 1 s" in ran.err
    assert f"{site.url}/none.xml is no feed" in ran.err
    assert len(ran.titles()) == 1


def test_a_busy_server_is_paused_for_as_long_as_it_asks(site: Site, tmp_path: Path) -> None:
    fill(site)
    busy_at: list[float] = []

    def busy_twice(request: Request) -> str | Reply:
        if len(busy_at) < 2:
            busy_at.append(request.at)
            return busy("1")
        return story("News of day number 3", 3)

    site.pages["/2024/03/03/news-of-day-number-3"] = busy_twice
    ran = crawl(site, tmp_path)
    assert len(ran.titles()) == 6
    assert ran.rows("SELECT errors FROM runs") == [("{}",)]
    assert len(busy_at) == 2
    for at in busy_at:
        assert not [request.path for request in site.log if at < request.at < at + 0.99]


def test_crawl_delay_is_kept(site: Site, tmp_path: Path) -> None:
    fill(site, 3)
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.5\n"
    assert len(crawl(site, tmp_path).titles()) == 3
    gaps = site.gaps()[1:]
    assert min(gaps) >= 0.3  # one that a busy machine receives late makes the next gap shorter
    assert sum(gaps) >= 0.45 * len(gaps)


def test_after_a_kill_and_a_restart_every_article_is_stored_once(site: Site, tmp_path: Path) -> None:
    fill(site, 12)
    database = tmp_path / "news.db"
    for _ in range(3):
        asked = len(site.asked())
        with started(database, "crawl", "news", "-a", f"url={site.url}/", *FAST) as process:
            while len(site.asked()) < asked + 6 and process.poll() is None:
                time.sleep(0.02)
            os.kill(process.pid, signal.SIGKILL)
    ran = crawl(site, tmp_path)
    assert ran.titles() == sorted(f"News of day number {n}" for n in range(1, 13))
    articles = [path for path in site.asked() if path.startswith("/2024")]
    assert len(articles) <= 12 + 3 * 4, "at most the pages in hand are fetched again"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-a", "url=nonsense"), "-a url=nonsense: 'nonsense' is not an address; write 'https://nonsense'"),
        (("-a", "url=ftp://a.example/"), "neither http nor https"),
        (("-a", "url="), "-a url= is empty"),
        (("-a", "ulr=http://a.example/"), "did you mean 'url'?"),
        (("-a", "source=tagesshau"), "no source is called 'tagesshau'"),
        (
            ("-a", "since=yesterday"),
            "-a since=yesterday: not a time; write a day",
        ),
        (("-a", "limit=many"), "write it as 100"),
    ],
)
def test_a_mistake_is_one_line_and_an_exit_code(tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    ran = scrapy(tmp_path / "news.db", "crawl", "news", *FAST, *args)
    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert sum(message in line for line in ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("database", "message"),
    [
        (Path("/nowhere/at/all/news.db"), "there is no directory"),
        (ROOT / "README.md", "is not a database of Broadsheet"),
    ],
)
def test_a_database_that_cannot_be_used_is_unchanged(database: Path, message: str, tmp_path: Path) -> None:
    before = database.read_bytes() if database.exists() else None
    sources = f"SOURCES={tmp_path}"
    ran = scrapy(database, "crawl", "news", "-a", "url=http://nowhere.invalid/", "-s", sources)
    assert (ran.code, message in ran.err, "Traceback" in ran.err) == (1, True, False)
    assert (database.read_bytes() if database.exists() else None) == before


def test_a_source_is_crawled_only_by_its_own_spider(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["{site.url}/feed.xml"]\n')
    (tmp_path / "other.toml").write_text('url = "http://nowhere.invalid/"\n')
    for number, args in enumerate(
        (("bridge",), ("news", "-a", "source=bridge"), ("news", "-a", f"url={site.url}"))
    ):
        ran = scrapy(tmp_path / f"{number}.db", "crawl", *args, *FAST, "-s", f"SOURCES={tmp_path}")
        assert (ran.code, len(ran.titles())) == (0, 2)
        assert ran.rows("SELECT errors FROM runs") == [("{}",)]
        assert ran.rows("SELECT DISTINCT source FROM _frontier") == [("bridge",)]


def test_articles_crawled_by_address_belong_to_the_sites_new_source(site: Site, tmp_path: Path) -> None:
    fill(site, 4)
    assert len(crawl(site, tmp_path, "-a", "limit=2").titles()) == 2
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["{site.url}/feed.xml"]\n')
    asked = len(site.asked())
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST, "-s", f"SOURCES={tmp_path}")
    assert (ran.code, len(ran.titles())) == (0, 4)
    assert len([path for path in site.asked()[asked:] if path.startswith("/2024")]) == 2
    assert ran.rows("SELECT name FROM sources") == [("bridge",)]
    assert ran.rows("SELECT source FROM articles UNION SELECT source FROM _frontier") == [("bridge",)]
    assert ran.rows("SELECT max(seq), count(*) FROM articles") == [(6, 4)], "a change of source is a change"


def test_pages_with_the_same_canonical_address_stay_apart(site: Site, tmp_path: Path) -> None:
    fill(site, 3)
    for path, page in list(site.pages.items()):
        if path.startswith("/2024"):
            named = str(page).replace("<head>", '<head><link rel="canonical" href="/news/">')
            other = " ".join(f"word{day}x{n}" for day in path[9:11] for n in range(20))
            site.pages[path] = named.replace(WORDS, f"On that day {other} was told.")
    assert len(crawl(site, tmp_path).titles()) == 3


def test_a_password_in_an_address_is_stored_nowhere(site: Site, tmp_path: Path) -> None:
    fill(site, 1)
    with_password = site.url.replace("//", "//bob:s3cret@")
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={with_password}/", *FAST)
    assert ran.titles() == ["News of day number 1"]
    assert b"s3cret" not in (tmp_path / "news.db").read_bytes()


def test_an_unreachable_site_fails_the_run(tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", "crawl", "news", *FAST, "-a", "url=http://nowhere.invalid/")
    assert (ran.code, "no such site" in ran.err, "Traceback" in ran.err) == (1, True, False)


def test_a_named_page_that_is_not_an_article_fails_the_run(
    site: Site, tls_site: Site, tmp_path: Path
) -> None:
    site.pages["/feed"] = "<html><body>no feed</body></html>"
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["{site.url}/feed"]\n')
    ran = scrapy(tmp_path / "a.db", "crawl", "bridge", *FAST, "-s", f"SOURCES={tmp_path}")
    assert (ran.code, "is no feed: it is an HTML page" in ran.err) == (1, True)
    ran = scrapy(tmp_path / "a.db", "crawl", "news", *FAST, "-a", f"url={tls_site.url}/")
    assert (ran.code, "its certificate is not valid" in ran.err, "Traceback" in ran.err) == (1, True, False)


def test_a_source_may_turn_off_the_check_of_its_certificate(tls_site: Site, tmp_path: Path) -> None:
    fill(tls_site, 2)
    (tmp_path / "bridge.toml").write_text(f'url = "{tls_site.url}/"\nverify = false\n')
    ran = scrapy(tmp_path / "a.db", "crawl", "bridge", *FAST, "-s", f"SOURCES={tmp_path}")
    assert (ran.code, len(ran.titles())) == (0, 2)


def test_items_can_be_written_by_scrapys_own_export(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    out = tmp_path / "articles.jsonl"
    crawl(site, tmp_path, "-o", str(out))
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert sorted(each["title"] for each in written) == ["News of day number 1", "News of day number 2"]
    assert "signature" not in written[0]

"""Later runs of the news spider: which pages it fetches again, and which not."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from crawler.spiders.news import NewsSpider
from tests.crawling import FAST, Ran, scrapy, started
from tests.loopback import Reply, Request
from tests.site import FAULTS, Site, busy
from tests.spiders.test_news import WORDS, adds_up, crawl, feed, fill, story

ARTICLE = "/2024/03/01/news-of-day-number-1"


def fresh(title: str, more: str = "") -> str:
    """Return a story published half an hour ago."""
    at = f"{datetime.now(UTC) - timedelta(minutes=30):%Y-%m-%dT%H:%M:00Z}"
    text = "".join(
        f"<p>{title}, part {n}. {WORDS} Nobody left before the end of item {n}.</p>" for n in range(6)
    )
    return (
        f'<html lang="en"><head><title>{title} - The Bridge</title><meta name="robots" content="noarchive">'
        f'<meta property="article:published_time" content="{at}"></head>'
        f"<body><article><h1>{title}</h1>{text}{more}</article></body></html>"
    )


def change(database: Path, sql: str) -> None:
    with sqlite3.connect(database) as db:
        db.execute(sql)


def make_due(database: Path) -> None:
    """Make waiting URLs due, as if their time had come."""
    change(database, "UPDATE _frontier SET due_at = '2020-01-01T00:00:00Z' WHERE state = 'later'")


def source(site: Site, tmp_path: Path, more: str = "") -> None:
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\n{more}\n')


def run(tmp_path: Path, *args: str) -> Ran:
    """Crawl what is due of the sources in `tmp_path`."""
    return scrapy(tmp_path / "news.db", "crawl", "news", *FAST, *args)


def asked_since(site: Site, before: int) -> list[tuple[str, bool]]:
    """Return what was requested, and whether each request was conditional."""
    return [(one.path, "if-none-match" in one.headers) for one in site.log[before:]]


def test_a_run_that_reaches_its_limit_says_what_it_left(site: Site, tmp_path: Path) -> None:
    fill(site, 12)
    ran = crawl(site, tmp_path, "-a", "limit=5")
    note = re.search(r"limit=5 is reached; (waiting: \d+ addresses); the next run continues there", ran.err)
    assert note, ran.err
    name = site.url.removeprefix("http://")
    assert f"{note[1]} now, " in scrapy(ran.database, "sources", name).out, "the same words and number"
    assert "is reached" not in crawl(site, tmp_path).err
    site.pages.update({path: story(f"Changed {path}") for path in list(site.pages) if path[1:5].isdigit()})
    ran = crawl(site, tmp_path, "-a", "limit=4", "-a", "recheck=1")
    assert "addresses (8 of them stored articles that were not checked)" in ran.err


def test_only_changed_pages_are_read_again(site: Site, tmp_path: Path) -> None:
    fill(site, 3)
    source(site, tmp_path)
    site.pages[ARTICLE] = fresh("Fog on the river")
    first = run(tmp_path)
    assert first.rows("SELECT reservations FROM articles WHERE reservations IS NOT NULL") == [
        ('{"robots": "noarchive"}',)
    ]
    waiting = first.rows(
        "SELECT url, round((julianday(due_at) - julianday('now')) * 24, 1) FROM _frontier"
        " WHERE state = 'later' AND kind = 'article'"
    )
    assert [(url.removeprefix(site.url), hours) for url, hours in waiting] == [(ARTICLE, 0.5)], "an hour old"
    # Nothing is due: nothing starts.
    asked = len(site.log)
    idle = run(tmp_path)
    assert (idle.code, asked_since(site, asked)) == (0, [])
    assert "nothing is due; more in " in idle.err
    assert idle.rows("SELECT count(*) FROM runs") == [(1,)]
    # Everything that waits is due and unchanged.
    make_due(first.database)
    same = run(tmp_path)
    assert asked_since(site, asked) == [("/feed.xml", True), (ARTICLE, True)]
    assert same.rows("SELECT pages, new, changed, same FROM runs ORDER BY id DESC LIMIT 1") == [(1, 0, 0, 1)]
    assert adds_up(same)
    # The article changes.
    make_due(first.database)
    site.pages[ARTICLE] = fresh("Fog on the river", "<p>The ferry now sails again, the council says.</p>")
    changed = run(tmp_path)
    assert changed.rows("SELECT new, changed, same FROM runs ORDER BY id DESC LIMIT 1") == [(0, 1, 0)]
    assert changed.rows("SELECT count(*) FROM revisions") == [(1,)]
    # The article disappears, and is still missing a day later.
    for gone in (None, "2026-01-02T03:04:05Z"):
        make_due(first.database)
        if gone:
            change(first.database, f"UPDATE _visits SET gone_at = '{gone}' WHERE gone_at IS NOT NULL")
        site.pages[ARTICLE] = FAULTS["gone"]
        last = run(tmp_path)
        assert adds_up(last)
        assert last.rows("SELECT removed_at IS NOT NULL FROM articles WHERE title LIKE 'Fog%'") == [
            (bool(gone),)
        ]
    assert last.rows("SELECT state, due_at FROM _frontier WHERE url LIKE '%number-1'") == [("failed", None)]


def test_bytes_decide_if_headers_are_wrong(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    plain = str(site.pages["/feed.xml"])
    number = 0

    def lying(_: Request) -> Reply:
        nonlocal number
        number += 1
        tag = '"always"' if number > 2 else f'"{number}"'
        body = plain if number < 4 else plain.replace("number-2", "number-3")
        return Reply(body=body.encode(), headers={"Content-Type": "application/xml", "ETag": tag})

    site.pages["/feed.xml"] = lying
    source(site, tmp_path)
    kept = "SELECT polls, unchanged, is_distrusted FROM _visits WHERE url LIKE '%feed.xml'"
    assert run(tmp_path).rows(kept) == [(1, 0, 0)]
    for then in (
        (1, 1, 0),
        (1, 2, 0),
        (2, 0, 1),
    ):  # another ETag twice, and then the same ETag after a change
        make_due(tmp_path / "news.db")
        assert run(tmp_path).rows(kept) == [then]


def test_a_pause_of_a_host_also_applies_to_the_next_run(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    source(site, tmp_path)
    site.pages["/feed.xml"] = busy("7200")
    run(tmp_path)
    asked = len(site.log)
    again = run(tmp_path)
    assert (asked_since(site, asked), "nothing is due; more in 120 min" in again.err) == ([], True)
    named = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    assert (asked_since(site, asked), named.code) == ([], 1), "nothing that was named could be read"
    assert "asks to be left alone for another " in named.err


def test_robots_txt_is_kept_and_used_while_the_server_fails(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    site.pages["/robots.txt"] = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /2024/03/02/\n"
    ran = crawl(site, tmp_path)
    assert ran.titles() == ["News of day number 1"]
    assert ran.rows("SELECT reservations FROM sources") == [('{"disallowed": ["GPTBot"]}',)]
    asked = len(site.log)
    crawl(site, tmp_path)
    assert "/robots.txt" not in site.asked()[asked:], "a day has not passed"
    change(ran.database, "UPDATE _robots SET fetched_at = '2026-01-01T00:00:00Z'")
    site.pages["/robots.txt"] = FAULTS["server error"]
    asked = len(site.log)
    crawl(site, tmp_path)
    assert site.asked()[asked] == "/robots.txt"
    assert len(site.asked()) > asked + 1, "its last answer stays valid while its server fails"
    assert ran.rows("SELECT failing_since IS NOT NULL FROM _robots WHERE origin NOT LIKE '%json'") == [(1,)]


def test_a_disk_that_fails_ends_the_run_with_one_line(site: Site, tmp_path: Path) -> None:
    fill(site, 6)
    database = tmp_path / "news.db"
    scrapy(database, "crawl", "news", "-a", f"url={site.url}/nothing", *FAST)
    locks: list[sqlite3.Connection] = []

    def lock(_: Request) -> str:
        if not locks:
            locks.append(sqlite3.connect(database, isolation_level=None, check_same_thread=False))
            locks[0].execute("BEGIN EXCLUSIVE")
        return fresh("The lock")

    site.pages[ARTICLE] = lock
    ran = crawl(site, tmp_path)
    locks[0].close()
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    assert ran.err.count("is locked by another process") == 1
    site.pages[ARTICLE] = fresh("The lock")
    assert len(crawl(site, tmp_path, "-s", "FRONTIER_PATIENCE=90").titles()) == 6


def test_two_runs_at_once_never_fetch_the_same_page(site: Site, tmp_path: Path) -> None:
    fill(site, 30)
    source(site, tmp_path)
    command = (tmp_path / "news.db", "crawl", "news", *FAST)
    with started(*command) as one, started(*command) as other:
        assert [one.wait(60), other.wait(60)] == [0, 0]
    articles = [path for path in site.asked() if path.startswith("/2024")]
    assert sorted(articles) == sorted(set(articles))
    with sqlite3.connect(tmp_path / "news.db") as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (30,)


def test_a_run_names_the_source_files_that_it_leaves_out(site: Site, tmp_path: Path) -> None:
    fill(site, 1)
    source(site, tmp_path)
    (tmp_path / "typo.toml").write_text("ulr = 3")
    line = f"left out: {tmp_path}/typo.toml:1: unknown key 'ulr'; did you mean 'url'? (and 1 more)"
    summed = f"  left out: 1 source file; `scrapy sources --check -s SOURCES={tmp_path}` lists"
    one = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    assert (one.code, line in one.err.splitlines(), summed in one.err) == (0, True, True)
    idle = run(tmp_path)
    assert (idle.code, "nothing is due" in idle.err, line in idle.err.splitlines()) == (1, True, True)
    (tmp_path / "news.db").unlink()
    every = run(tmp_path)
    assert (every.code, line in every.err.splitlines(), summed in every.err) == (1, True, True)
    assert len(every.titles()) == 1


def test_two_files_that_name_one_feed_read_it_once_and_each_may_be_crawled(
    site: Site, tmp_path: Path
) -> None:
    fill(site, 2)
    source(site, tmp_path)
    (tmp_path / "also.toml").write_text((tmp_path / "bridge.toml").read_text())
    every = run(tmp_path)
    (note,) = (line for line in every.err.splitlines() if line.startswith("note: also, bridge: "))
    assert (every.code, site.asked().count("/feed.xml"), "a run of both reads them as 'also'" in note) == (
        0,
        1,
        True,
    )
    assert {source for (source,) in every.rows("SELECT source FROM articles")} == {"also"}
    assert scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST).code == 0


def test_a_watching_run_stays_and_fetches_what_falls_due(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    source(site, tmp_path, 'private = true\n[crawl]\nevery = "1s"')
    with started(tmp_path / "news.db", "crawl", "news", "-a", "watch=1", *FAST) as process:
        end = time.monotonic() + 30
        while site.asked().count("/feed.xml") < 3 and time.monotonic() < end:
            time.sleep(0.1)
        os.kill(process.pid, signal.SIGTERM)
        process.wait(10)
        told = f"watching 1 source, bridge, and the source files in {tmp_path}; "
        assert process.err.read_text().startswith(
            f"{told}it looks for the first time at once; Ctrl-C ends it\n"
        )
    assert site.asked().count("/feed.xml") >= 3
    assert sum(path.startswith("/2024") for path in site.asked()) == 2


def test_a_watching_run_says_when_it_looks_next(site: Site, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    settings = Settings({"SOURCES": str(tmp_path / "sources"), "DATABASE": str(tmp_path / "news.db")})
    line = NewsSpider.start_line({"watch": "1"}, settings)
    assert line == f"watching no source yet, and the source files in {tmp_path}/sources; Ctrl-C ends it"
    fill(site, 2)
    source(site, tmp_path / "sources")
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", "-s", f"SOURCES={tmp_path}/sources", *FAST)
    ((due_at,),) = ran.rows("SELECT min(due_at) FROM _frontier WHERE state = 'later'")
    wait = datetime.fromisoformat(due_at) - datetime.now(UTC)
    line = NewsSpider.start_line({"watch": "1"}, settings)
    assert line is not None
    assert timedelta(minutes=26.5) < wait <= timedelta(minutes=33), (
        "half an hour, and a tenth of it more or less"
    )
    shown = re.search(r"; it looks for the first time in (\d+) min; Ctrl-C ends it$", line)
    assert shown is not None, line
    assert abs(timedelta(minutes=int(shown[1])) - wait) <= timedelta(seconds=40), (line, wait)
    assert NewsSpider.start_line({}, settings) is None


def test_a_watching_run_notices_new_changed_and_deleted_source_files(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    site.pages["/other.xml"] = "<rss><channel><title>Other</title></channel></rss>"
    site.pages["/third.xml"] = site.pages["/other.xml"]
    source(site, tmp_path)
    other = tmp_path / "other.toml"

    def until(path: str) -> None:
        end = time.monotonic() + 30
        while path not in site.asked() and time.monotonic() < end:
            time.sleep(0.05)
        assert path in site.asked()

    def until_told(words: str) -> None:
        end = time.monotonic() + 30
        while words not in process.err.read_text() and time.monotonic() < end:
            time.sleep(0.05)

    with started(tmp_path / "news.db", "crawl", "news", "-a", "watch=1", *FAST) as process:
        until("/feed.xml")
        other.write_text(f'url = "{site.url}/"\nfeeds = ["/other.xml"]\n')
        until("/other.xml")
        other.write_text(f'url = "{site.url}/"\nfeeds = ["/third.xml"]\n')
        until("/third.xml")
        other.write_text("url = ")
        until_told("left out: ")
        other.unlink()
        until_told("other removed")
        os.kill(process.pid, signal.SIGTERM)
        process.wait(10)
        output = process.err.read_text()
    for message in ("other added", "other changed", "other removed", "left out: "):
        assert message in output


def test_a_run_for_some_days_leaves_the_rest_for_later_runs(site: Site, tmp_path: Path) -> None:
    fill(site, 6)
    some = crawl(site, tmp_path, "-a", "since=2024-03-02", "-a", "until=2024-03-04")
    assert some.titles() == [f"News of day number {n}" for n in (2, 3, 4)]
    assert len(crawl(site, tmp_path).titles()) == 6
    wrong = crawl(site, tmp_path, "-a", "since=2024-03-05", "-a", "until=2024-03-04")
    assert (wrong.code, "nothing is between them" in wrong.err) == (2, True)


def test_entries_that_came_and_went_between_runs_are_reported(site: Site, tmp_path: Path) -> None:
    fill(site, 6)
    source(site, tmp_path)
    run(tmp_path)
    site.pages["/feed.xml"] = str(site.pages["/feed.xml"]).replace("news-of", "more-of")
    make_due(tmp_path / "news.db")
    ran = run(tmp_path)
    assert "/feed.xml: all its entries are new, so some may have come and gone unseen; a visit" in ran.err


def test_a_run_recovers_after_the_clock_jumped(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    source(site, tmp_path)
    run(tmp_path)
    change(tmp_path / "news.db", "UPDATE _frontier SET due_at = '2099-01-01T00:00:00Z' WHERE state = 'later'")
    change(
        tmp_path / "news.db",
        "INSERT OR REPLACE INTO _hosts (host, not_before) VALUES"
        f" ('{site.url.removeprefix('http://')}', '2099-01-01T00:00:00Z')",
    )
    asked = len(site.log)
    run(tmp_path)
    assert asked_since(site, asked) == [("/feed.xml", True)]


def test_a_source_that_fails_is_reported(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    source(site, tmp_path)
    assert run(tmp_path).rows("SELECT state FROM sources") == [("ok",)]
    site.pages["/feed.xml"] = FAULTS["forbidden"]
    make_due(tmp_path / "news.db")
    output = tmp_path / "received.json"
    ran = run(tmp_path, "-s", f"HEALTH_COMMAND=tee {output}")
    assert "bridge is failing: its only listing cannot be read: Http403" in ran.err
    assert '"state": "failing", "was": "ok"' in output.read_text()
    assert ran.rows("SELECT state, state_since IS NOT NULL FROM sources") == [("failing", 1)]
    health = scrapy(tmp_path / "news.db", "sources", "--health")
    assert health.code == 1
    assert [line.split()[:2] for line in health.out.splitlines()[1:]] == [["bridge", "failing"]]


def test_a_forgotten_site_with_a_file_is_crawled_as_new(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    database = tmp_path / "news.db"
    by_address = ("crawl", "news", "-a", f"url={site.url}/", *FAST)
    assert len(scrapy(database, *by_address).titles()) == 2
    source(site, tmp_path)
    assert scrapy(database, "crawl", "bridge", *FAST).code == 0
    assert scrapy(database, "sources", "--forget", "bridge", "--articles").titles() == []
    (tmp_path / "bridge.toml").unlink()
    assert len(scrapy(database, *by_address).titles()) == 2


def test_an_article_gains_the_summary_and_date_of_a_feed_that_came_later(site: Site, tmp_path: Path) -> None:
    """Its page is unchanged, and so it was never read again."""
    fill(site, 2)
    path, other = "/2024/03/01/news-of-day-number-1", "/2024/03/02/news-of-day-number-2"
    site.pages[path] = story("News of day number 1").replace("article:published_time", "nothing")
    entries, site.pages["/feed.xml"] = site.pages["/feed.xml"], feed()
    list_of = "".join(f'<li><h2><a href="{each}">{each}</a></h2></li>' for each in (path, other))
    site.pages["/"] = str(site.pages["/"]).replace("<h1>", f"{list_of}<h1>")
    crawl(site, tmp_path)
    asked = len(site.asked())
    site.pages["/feed.xml"] = str(entries).replace(
        "</item>", "<description>What the council will do with the old bridge.</description></item>", 1
    )
    ran = crawl(site, tmp_path)
    crawl(site, tmp_path)
    assert site.asked()[asked:].count(path) == 1, "once, though the third run finds the same"
    assert ran.rows("SELECT summary, published_from FROM articles ORDER BY url") == [
        ("What the council will do with the old bridge.", "feed"),
        (None, "meta"),
    ]
    assert other not in site.asked()[asked:]

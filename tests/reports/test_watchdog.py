"""A source's state over days of crawls: well, redesigned, silent, failing, dead, and well again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.crawling import FAST, Ran, scrapy
from tests.site import FAULTS, Site

SENTENCE = "The council met on day {day} and talked for a long time about bridge number {n} over the river."
TIME_COLUMN = "_at", "not_before", "failing_since", "state_since"


def page(n: int, when: datetime) -> str:
    """Return an article in the site's first layout."""
    words = "".join(f"<p>{SENTENCE.format(day=when.day, n=n)} It said so {k} times.</p>" for k in range(12))
    return (
        f"<html><head><title>Bridge number {n}</title>"
        f'<meta property="article:published_time" content="{when:%Y-%m-%dT%H:%M:%SZ}"></head>'
        f"<body><article><h1>Bridge number {n}</h1><p>By Ada Lund</p>{words}</article></body></html>"
    )


def redesigned(n: int, when: datetime) -> str:
    """Return the same after a redesign: another container, less than half of the text, and no date."""
    words = "".join(
        f"<div>{SENTENCE.format(day=when.day, n=n)} It was told {k} times.</div>" for k in range(5)
    )
    return (
        f"<html><head><title>Bridge number {n}</title></head>"
        f'<body><main class="x7"><h1>Bridge number {n}</h1>{words}</main></body></html>'
    )


class Herald:
    """A site that publishes, and its crawls: each `crawl` comes `after` so much time."""

    def __init__(self, site: Site, place: Path) -> None:
        self.site, self.database = site, place / "news.db"
        self.number = 0
        self.webhook = ""
        (place / "herald.toml").write_text(f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\n')

    def publish(self, count: int, form: Callable[[int, datetime], str] = page) -> None:
        items = ""
        for _ in range(count):
            self.number += 1
            when = datetime.now(UTC) - timedelta(minutes=self.number % 50)
            path = f"/news/bridge-number-{self.number}"
            self.site.pages[path] = form(self.number, when)
            items += f"<item><title>Bridge number {self.number}</title><link>{path}</link></item>"
        self.site.pages["/feed.xml"] = f"<rss><channel><title>Herald</title>{items}</channel></rss>"

    def crawl(self, *, after: timedelta = timedelta(days=1)) -> Ran:
        if self.database.exists():
            self._age(after)
        return scrapy(self.database, "crawl", "news", *FAST, "-s", f"HEALTH_WEBHOOK={self.webhook}")

    def state(self) -> tuple[str, str | None]:
        with sqlite3.connect(self.database) as db:
            found: tuple[str, str | None] = db.execute("SELECT state, state_reason FROM sources").fetchone()
        return found

    def _age(self, by: timedelta) -> None:
        """Make all stored times older by that much, since the machine's clock cannot be changed."""
        with sqlite3.connect(self.database) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                for column in [row[1] for row in db.execute(f"PRAGMA table_info({table})")]:
                    if column == "at" or column.endswith(TIME_COLUMN):
                        db.execute(
                            f"UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%SZ', {column},"
                            f" '-{int(by.total_seconds())} seconds') WHERE length({column}) = 20"
                        )


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    """Receive POST requests, and keep their bodies in the attribute `received`."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.received += json.loads(body)  # type: ignore[attr-defined]
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Write no log."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        server.received = []  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def herald(site: Site, tmp_path: Path) -> Herald:
    return Herald(site, tmp_path)


def test_a_redesign_is_reported_on_the_first_run_after_it(herald: Herald, hook: HTTPServer) -> None:
    herald.webhook = f"http://127.0.0.1:{hook.server_port}/"
    for _ in range(4):
        herald.publish(6)
        assert herald.crawl().code == 0
    assert herald.state() == ("ok", None)
    herald.publish(16, redesigned)
    ran = herald.crawl()
    assert ran.code == 3
    state, reason = herald.state()
    assert state == "changed"
    assert "articles have a date, before 100%" in str(reason)
    assert "words, before" in str(reason)
    assert f"herald is changed: {reason}" in ran.err
    assert [(turn["source"], turn["state"], turn["was"]) for turn in hook.received] == [  # type: ignore[attr-defined]
        ("herald", "changed", "ok")
    ]
    for _ in range(2):  # the new layout becomes the past that later runs are compared with
        herald.publish(16, redesigned)
        last = herald.crawl()
    assert (last.code, herald.state()) == (0, ("ok", None))


def test_another_design_that_loses_nothing_is_reported_once(herald: Herald, hook: HTTPServer) -> None:
    def rebuilt(n: int, when: datetime) -> str:
        return page(n, when).replace("article>", "main>")

    herald.webhook = f"http://127.0.0.1:{hook.server_port}/"
    for _ in range(4):
        herald.publish(6)
        herald.crawl()
    herald.publish(4, rebuilt)
    assert herald.crawl().code == 0, "four pages may be a section with a design of its own"
    herald.publish(6, rebuilt)
    assert herald.crawl().code == 3
    assert herald.state() == ("changed", "its pages have another design")
    assert herald.crawl().code == 0, "a run without news changes nothing"
    herald.publish(6, rebuilt)
    assert herald.crawl().code == 0
    assert herald.state()[0] == "changed"
    assert [turn["state"] for turn in hook.received] == ["changed"]  # type: ignore[attr-defined]


def test_silence_failure_death_and_back(herald: Herald) -> None:
    for _ in range(4):
        herald.publish(6)
        herald.crawl()
    assert herald.crawl(after=timedelta(days=4)).code == 0, "quiet is no failure"
    assert herald.state()[0] == "quiet"
    feed, herald.site.pages["/feed.xml"] = herald.site.pages["/feed.xml"], FAULTS["forbidden"]
    assert herald.crawl().code == 3
    assert herald.state() == ("failing", "its only listing cannot be read: Http403")
    for _ in range(2):
        last = herald.crawl(after=timedelta(days=4))
    assert herald.state()[0] == "dead"
    herald.site.pages["/feed.xml"] = feed
    herald.publish(6)
    last = herald.crawl(after=timedelta(days=31))
    assert (last.code, herald.state()) == (0, ("ok", None))
    assert last.rows("SELECT count(*) FROM articles") == [(30,)]


def test_a_new_source_that_fails_at_once_ends_the_run_with_3(herald: Herald, tmp_path: Path) -> None:
    herald.publish(6)
    (tmp_path / "bote.toml").write_text(f'url = "{herald.site.url}/bote/"\nfeeds = ["/bote.xml"]\n')
    ran = herald.crawl()
    assert "look at: bote is failing: its only listing cannot be read: Http404" in ran.err
    assert (ran.code, herald.crawl(after=timedelta(hours=2)).code) == (3, 0), "it is told once"


def test_dead_links_of_a_menu_are_no_failing_source(herald: Herald, tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text(f'url = "{herald.site.url}/"\n')
    herald.publish(4)
    names = ("sport", "politics", "culture", "business", "world", "science", "travel", "opinion")
    menu = "".join(f'<li><a href="/{name}/">{name.title()}</a></li>' for name in names)
    stories = "".join(
        f'<h2><a href="/news/bridge-number-{n}">Bridge number {n}</a></h2>' for n in (1, 2, 3, 4)
    )
    herald.site.pages["/"] = f"<html><body><nav><ul>{menu}</ul></nav><main>{stories}</main></body></html>"
    ran = herald.crawl()
    assert "Http404 8" in ran.err
    assert herald.state() == ("ok", None)


def test_a_front_page_of_dead_links_alone_is_a_failing_source(herald: Herald, tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text(f'url = "{herald.site.url}/"\n')
    herald.publish(12)
    paths = [path for path in herald.site.pages if path.startswith("/news/")]
    links = "".join(
        f'<h2><a href="{path}">A bridge over the river is closed again</a></h2>' for path in paths
    )
    herald.site.pages = {"/": f"<html><body><main>{links}</main></body></html>"}
    ran = herald.crawl()
    assert (ran.code, herald.state()[0]) == (3, "failing"), ran.err


@pytest.mark.parametrize(
    ("feed", "state"),
    [
        ("", "ok"),  # the usual places of feeds and sitemaps are tried, and nobody promised that they exist
        ('<link rel="alternate" type="application/rss+xml" href="/feed.xml">', "failing"),
    ],
    ids=["only the front page leads there", "a feed lists them"],
)
def test_missing_articles_are_failures_if_a_feed_lists_them(herald: Herald, feed: str, state: str) -> None:
    (herald.database.parent / "herald.toml").write_text(f'url = "{herald.site.url}/"\n')
    herald.publish(12)
    paths = [path for path in herald.site.pages if path.startswith("/news/")]
    links = "".join(
        f'<h2><a href="{path}">A bridge over the river is closed again</a></h2>' for path in paths
    )
    herald.site.pages["/"] = f"<html><head>{feed}</head><body><main>{links}</main></body></html>"
    for path in paths[4:]:
        del herald.site.pages[path]
    if not feed:
        del herald.site.pages["/feed.xml"]
    ran = herald.crawl()
    assert "Http404 8" in ran.err
    assert herald.state()[0] == state

"""New articles reach the operator's command and webhook: each once, also after a failure or a kill."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from crawler.reports.new_articles import NewArticles
from crawler.run_context import Plan, RunContext, share
from pipelines.db import Database, Only, open_database
from pipelines.db.articles import store
from pipelines.db.crawl import deliveries
from pipelines.db.crawl.visits import withdraw
from tests.crawling import Ran, scrapy, started
from tests.db.conftest import make_article
from tests.site import Site
from tests.spiders.test_news import FAST, feed, fill, story
from tests.wide_site import WideSite

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERY = Only()


class Receiver:
    """A webhook that keeps what it is sent; `status` is what it answers, after `wait` seconds."""

    def __init__(self) -> None:
        self.status, self.wait = 200, 0.0
        self.headers: list[Mapping[str, str]] = []
        self.paths: list[str] = []
        self.bodies: list[bytes] = []
        self.enough = Event()

    @property
    def titles(self) -> list[str]:
        return [each["title"] for body in self.bodies for each in json.loads(body)["articles"]]

    @property
    def keys(self) -> list[str]:
        return [json.loads(body)["key"] for body in self.bodies]


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    got = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.headers.append({name.lower(): value for name, value in self.headers.items()})
            got.paths.append(self.path)
            got.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            if got.enough.wait(got.wait):
                return
            self.send_response(got.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        yield got, f"http://127.0.0.1:{server.server_port}"
        got.enough.set()
        server.shutdown()


def crawl(site: Site, tmp_path: Path, *settings: str, **environment: str) -> Ran:
    words = [word for each in settings for word in ("-s", each)]
    url = f"url={site.url}/"
    return scrapy(tmp_path / "news.db", "crawl", "news", "-a", url, *FAST, *words, proxy=environment)


def test_a_webhook_gets_each_new_article_once_and_signed(
    site: Site, tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    got, url = receiver
    fill(site, 3)
    ran = crawl(
        site, tmp_path, f"NEW_ARTICLES_WEBHOOK={url}/in", "NEW_ARTICLES_SECRET=$HOOK", HOOK="s3cret-key"
    )
    assert ran.code == 0, ran.err
    assert sorted(got.titles) == [f"News of day number {n}" for n in (1, 2, 3)]
    for headers, body in zip(got.headers, got.bodies, strict=True):
        expected = "sha256=" + hmac.new(b"s3cret-key", body, hashlib.sha256).hexdigest()
        assert headers["x-broadsheet-signature"] == expected
        assert headers["idempotency-key"] == json.loads(body)["key"]
    assert "s3cret-key" not in ran.err
    before = len(got.titles)
    site.pages["/2024/03/04/one-more"] = story("One more", 4)
    site.pages["/feed.xml"] = feed(("/2024/03/04/one-more", 4))
    site.pages["/2024/03/03/news-of-day-number-3"] = story("News of day number 3, changed", 3)
    crawl(site, tmp_path, f"NEW_ARTICLES_WEBHOOK={url}/in")
    assert got.titles[before:] == ["One more"]


def test_a_dead_receiver_is_reported_and_its_articles_wait(
    site: Site, tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    got, url = receiver
    got.status = 500
    fill(site, 2)
    hook = f"NEW_ARTICLES_WEBHOOK={url}/in"
    ran = crawl(site, tmp_path, hook)
    message = "2 new articles wait for NEW_ARTICLES_WEBHOOK, which failed: Internal Server Error"
    assert message in ran.err
    assert (ran.code, len(got.bodies)) == (0, 1)
    crawl(site, tmp_path, hook)
    assert len(got.bodies) == 1  # it waits half a minute
    got.status, got.wait = 200, 0
    with open_database(tmp_path / "news.db") as db:
        db.execute("UPDATE _deliveries SET next_at = '2024-01-01T00:00:00Z'", {})
    ran = crawl(site, tmp_path, hook)
    assert (got.keys[0], got.titles[:2]) == (got.keys[1], got.titles[2:])
    assert "wait for" not in ran.err


def test_a_redirect_is_no_receipt(site: Site, tmp_path: Path, receiver: tuple[Receiver, str]) -> None:
    got, url = receiver
    got.status = 302
    fill(site, 1)
    assert "1 new article waits for" in crawl(site, tmp_path, f"NEW_ARTICLES_WEBHOOK={url}/in").err
    assert got.paths == ["/in"]


def test_a_command_gets_the_batch_on_its_input(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    taken = tmp_path / "taken.json"
    ran = crawl(site, tmp_path, f"NEW_ARTICLES_COMMAND=tee -a {taken}")
    assert ran.code == 0
    decoder, text, found = json.JSONDecoder(), taken.read_text(), list[Any]()
    while text:
        batch, end = decoder.raw_decode(text)
        found, text = [*found, *batch["articles"]], text[end:]
    assert sorted(each["title"] for each in found) == ["News of day number 1", "News of day number 2"]
    other = tmp_path / "other"
    other.mkdir()
    failed = crawl(site, other, "NEW_ARTICLES_COMMAND=false")
    assert "2 new articles wait for NEW_ARTICLES_COMMAND, which failed: it ended with 1" in failed.err


def test_only_what_a_saved_search_finds(site: Site, tmp_path: Path, receiver: tuple[Receiver, str]) -> None:
    got, url = receiver
    fill(site, 2)
    site.pages["/2024/03/01/news-of-day-number-1"] = story("Herring came back to the fjord", 1)
    open_database(tmp_path / "news.db").close()
    saved = scrapy(tmp_path / "news.db", "search", "herring OR lobster", "--save", "fish")
    assert saved.err.splitlines()[-1] == (
        f"saved as fish: 'scrapy search --search fish -s DATABASE={tmp_path}/news.db' runs it"
    )
    crawl(site, tmp_path, f"NEW_ARTICLES_WEBHOOK={url}/in", "NEW_ARTICLES_SEARCH=fish")
    assert got.titles == ["Herring came back to the fjord"]
    other = tmp_path / "other"
    other.mkdir()
    open_database(other / "news.db").close()
    scrapy(other / "news.db", "search", "herring OR lobster", "--save", "fish")
    got.status = 500
    failed = crawl(site, other, f"NEW_ARTICLES_WEBHOOK={url}/in", "NEW_ARTICLES_SEARCH=fish")
    assert "1 new article waits for NEW_ARTICLES_WEBHOOK, which failed" in failed.err


@pytest.mark.parametrize(
    ("plan", "sent"),
    [
        (Plan(is_named=True), 1),
        (Plan(is_named=True, whole=True), 0),
        (Plan(is_named=True, since="2024-01-01"), 0),
        (Plan(since="2024-01-01"), 1),
        (Plan(is_named=True, whole=True, watch=True), 1),
    ],
)
def test_a_crawl_of_a_whole_site_hands_on_nothing_until_it_is_judged(
    plan: Plan, sent: int, tmp_path: Path
) -> None:
    crawler = get_crawler(settings_dict={"DATABASE": str(tmp_path / "news.db"), "NEW_ARTICLES_SEARCH": None})
    share(crawler, RunContext(plan))
    with open_database(tmp_path / "news.db") as db:
        deliveries.begin(db, "hook")
        put(db, 1)
    got: list[deliveries.Batch] = []

    async def look() -> None:
        handing = NewArticles(crawler, {"hook": got.append})
        handing.look_meanwhile()
        await asyncio.gather(*handing.busy.values())

    asyncio.run(look())
    assert len(got) == sent


def test_what_a_whole_site_shows_to_be_no_article_is_not_handed_on(
    site: Site, tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    got, url = receiver
    site.pages = WideSite(60, "offers")
    where = ("-a", f"url={site.url}/", "-a", "whole=1", "-s", f"NEW_ARTICLES_WEBHOOK={url}/in")
    ran = scrapy(tmp_path / "news.db", "crawl", "news", *where, *FAST)
    assert "Unlike 3" in ran.err
    assert sorted(got.titles) == sorted(ran.titles())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            ["NEW_ARTICLES_SEARCH=fish"],
            "no saved search is called 'fish'; 'scrapy search WORDS --save NAME -s ",
        ),
        (
            ["NEW_ARTICLES_COMMAND=no-such-program --key k"],
            "NEW_ARTICLES_COMMAND: there is no program 'no-such-program'; name a program by its whole path",
        ),
        (["NEW_ARTICLES_COMMAND=take 'it"], "NEW_ARTICLES_COMMAND: No closing quotation; quote it as for a"),
        (
            ["NEW_ARTICLES_WEBHOOK=receiver:80"],
            "NEW_ARTICLES_WEBHOOK is not a web address; write it with https",
        ),
        (
            ["NEW_ARTICLES_WEBHOOK=http://a.example/", "NEW_ARTICLES_SECRET=$NO_SUCH"],
            "NEW_ARTICLES_SECRET: $NO_SUCH is not set; set it in the environment",
        ),
    ],
)
def test_a_mistake_in_a_setting_is_one_line(
    settings: list[str], message: str, site: Site, tmp_path: Path
) -> None:
    ran = crawl(site, tmp_path, *settings)
    assert (ran.code, site.log, ran.err.count("\n")) == (1, [], 1)
    assert message in ran.err


def test_a_killed_run_loses_nothing_and_sends_the_same_key(
    site: Site, tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    """It is killed after the receiver has the batch, and before the receipt: only the key tells."""
    got, url = receiver
    got.wait = 30
    fill(site, 3)
    hook = ("-s", f"NEW_ARTICLES_WEBHOOK={url}/in")
    with started(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", *FAST, *hook) as command:
        until = time.monotonic() + 30
        while not got.bodies and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(command.pid, signal.SIGKILL)
    sent = list(got.titles)
    got.status, got.wait = 200, 0
    crawl(site, tmp_path, hook[1])
    assert got.keys[0] == got.keys[1]
    assert got.titles[: len(sent)] == got.titles[len(sent) : 2 * len(sent)] == sent
    assert sorted(got.titles[len(sent) :]) == [f"News of day number {n}" for n in (1, 2, 3)]


# --- The bounds of batches ------------------------------------------------------------------------------


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as db:
        yield db


def put(db: Database, *numbers: int, title: str = "Bridge") -> None:
    for n in numbers:
        url = f"https://herald.example/{n}"
        store(db, make_article(url=url, title=f"{title} {n}", seen_at=NOW + HOUR * (title != "Bridge")))


def take(db: Database, now: datetime = NOW, only: Only = EVERY) -> deliveries.Batch | None:
    return deliveries.take(db, "hook", only, now=now, hold=HOUR)


def titles(batch: deliveries.Batch | None) -> list[str]:
    return [each.title for each in batch.articles] if batch else []


def test_what_was_there_before_is_not_new(db: Database) -> None:
    put(db, 1)
    deliveries.begin(db, "hook")
    assert take(db) is None
    put(db, 2, 3)
    assert titles(take(db)) == ["Bridge 2", "Bridge 3"]


def test_a_batch_stays_the_same_while_articles_change_and_come(db: Database) -> None:
    deliveries.begin(db, "hook")
    put(db, 1, 2)
    first = take(db)
    put(db, 3)
    put(db, 1, title="Changed")
    again = take(db)
    assert first is not None and again is not None
    assert (again.key, titles(again)) == (first.key, ["Changed 1", "Bridge 2"])
    deliveries.done(db, again)
    rest = take(db)
    assert titles(rest) == ["Bridge 3"]
    assert rest is not None and rest.key != first.key
    deliveries.done(db, rest)
    put(db, 2, title="Changed")
    assert take(db) is None


def test_a_deleted_row_changes_no_key(db: Database) -> None:
    deliveries.begin(db, "hook")
    put(db, 1, 2)
    first = take(db)
    ((number,),) = db.all("SELECT id FROM articles WHERE title = 'Bridge 1'")
    withdraw(db, number, "Unlike", NOW)
    again = take(db)
    assert first is not None and again is not None
    assert (again.key, titles(again)) == (first.key, ["Bridge 2"])


def test_a_restored_backup_gives_other_keys_to_other_articles(db: Database, tmp_path: Path) -> None:
    deliveries.begin(db, "hook")
    db.execute("VACUUM INTO :path", {"path": str(tmp_path / "backup.db")})
    put(db, 1)
    first = take(db)
    with open_database(tmp_path / "backup.db") as restored:
        put(restored, 2)
        other = take(restored)
    assert first is not None and other is not None
    assert (first.until, first.key == other.key) == (other.until, False)


def test_only_what_is_selected_waits(db: Database) -> None:
    deliveries.begin(db, "hook")
    put(db, 1, 2)
    put(db, 3, title="Herring")
    waiting = [deliveries.waiting(db, "hook", only) for only in (EVERY, Only(words="herring"))]
    assert waiting == [3, 1]
    assert deliveries.waiting(db, "other", EVERY) == 0


def test_many_articles_are_many_batches_in_order(db: Database) -> None:
    deliveries.begin(db, "hook")
    put(db, *range(120))
    sizes, seen = [], list[str]()
    while batch := take(db):
        sizes.append(len(batch.articles))
        seen += titles(batch)
        deliveries.done(db, batch)
    assert (sizes, seen) == ([50, 50, 20], [f"Bridge {n}" for n in range(120)])


def test_a_batch_is_sent_by_one_process_alone(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    deliveries.begin(db, "hook")
    put(db, 1)
    assert take(db) is not None
    monkeypatch.setattr(deliveries, "this_process", lambda: "another machine")
    assert take(db) is None
    assert take(db, NOW + 2 * HOUR) is not None


def test_a_failure_waits_longer_each_time(db: Database) -> None:
    deliveries.begin(db, "hook")
    put(db, 1)
    waits, now = [], NOW
    for _ in range(9):
        batch = take(db, now)
        assert batch is not None
        deliveries.failed(db, batch, "down", now, least=timedelta(seconds=30), most=HOUR)
        ((next_at,),) = db.all("SELECT next_at FROM _deliveries")
        later = datetime.fromisoformat(next_at)
        assert take(db, later - timedelta(seconds=1)) is None
        waits.append((later - now).total_seconds())
        now = later
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]

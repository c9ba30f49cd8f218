"""Forgetting a source, with or without its articles."""

from __future__ import annotations

import pytest

from pipelines.db import Database, runs
from pipelines.db import maintenance as upkeep
from pipelines.db import source_rows as sources
from pipelines.db.articles import store
from pipelines.db.crawl import fetches, health
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.forgetting import StoredCounts, forget, running, stored_counts
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import acknowledge, lease
from pipelines.db.crawl.url_memory import Memory, remember
from pipelines.db.crawl.waking import recheck
from tests.db.conftest import NOON, make_article
from tests.db.test_articles import OTHER_TEXT

HERALD, BOTE, KURIER = "https://herald.example/", "https://bote.example/", "https://kurier.example/"


@pytest.fixture
def filled(db: Database) -> Database:
    """Store three articles of herald, copies of one of them at two other outlets,
    and rows that crawls learned."""
    sources.put(db, "herald", HERALD)
    store(db, make_article())
    store(db, make_article(url=f"{HERALD}toys", title="Tin toys", text=OTHER_TEXT))
    store(
        db, make_article(url=f"{HERALD}日本", title="東京の橋", text="東京都の新しい橋は来年の春に開通する。")
    )
    for site, source in ((BOTE, "bote"), (KURIER, "kurier")):
        store(db, make_article(url=f"{site}bridge", source=source))
    for site, source in ((HERALD, "herald"), (BOTE, "bote")):
        add(db, [Link(url=f"{site}feed", source=source, kind="feed"), Link(url=f"{site}new", source=source)])
        fetches.put(db, f"{site}feed", Validators(etag='"1"', body_hash=b"x"), NOON)
    health.add(db, "herald", [health.Sample(outcome="article")], NOON)
    health.set_state(db, "herald", "failing", "no reason", NOON)
    return db


def left(db: Database, table: str, column: str = "source") -> set[str]:
    return {name for (name,) in db.all(f"SELECT {column} FROM {table}")}


def test_the_rows_of_a_source_are_counted(filled: Database) -> None:
    learned = {"listings": 1, "addresses": 1, "samples": 1, "lessons": 0, "template pages": 0}
    assert stored_counts(filled, "herald") == StoredCounts(articles=3, learned=learned)
    assert stored_counts(filled, "nobody") is None


def test_articles_are_kept_by_default(filled: Database) -> None:
    seq = runs.last_seq(filled)
    forget(filled, "herald")
    assert left(filled, "_frontier") == left(filled, "_queues") == {"bote"}
    assert left(filled, "_samples") == set()
    assert left(filled, "_fetches", "url") == {f"{BOTE}feed"}
    assert filled.one("SELECT state, read_at FROM sources WHERE name = 'herald'") == (None, None)
    assert (len(left(filled, "articles", "url")), runs.last_seq(filled)) == (5, seq)


def test_a_kept_article_can_be_fetched_again(filled: Database) -> None:
    add(filled, [Link(url=f"{HERALD}toys", source="herald")], again=True)
    given = {"now": NOON, "seconds": 60.0, "per_host": 9, "sources": ["herald"], "kinds": ["article"]}
    for leased in lease(filled, 9, **given):
        acknowledge(filled, leased.token, "done", "new")
    forget(filled, "herald")
    assert filled.all("SELECT url FROM _frontier WHERE source = 'herald'") == [(f"{HERALD}toys",)]
    assert (recheck(filled, "herald"), left(filled, "_queues")) == (1, {"herald", "bote"})
    forget(filled, "herald", with_articles=True)
    assert left(filled, "_frontier") == left(filled, "_queues") == {"bote"}


def test_rows_of_hosts_that_no_url_needs_are_deleted(filled: Database) -> None:
    for url in (HERALD, f"{HERALD}zh/", "https://herald.example.org/", BOTE):
        fetches.put(filled, url, Validators(etag='"1"'), NOON)
        remember(filled, url, Memory(polls=3))
    forget(filled, "herald")
    assert left(filled, "_visits", "url") == {BOTE, "https://herald.example.org/"}
    assert left(filled, "_fetches", "url") == {BOTE, f"{BOTE}feed", "https://herald.example.org/"}


def test_articles_are_deleted_on_request(filled: Database) -> None:
    forget(filled, "herald", with_articles=True)
    assert left(filled, "sources", "name") == {"bote", "kurier"}
    assert filled.all("SELECT source, duplicate_of, seq FROM articles ORDER BY id") == [
        ("bote", None, 6),
        ("kurier", 4, 7),
    ], "the next copy becomes the first article, and readers see the change"
    assert filled.all("SELECT reason FROM revisions") == [("original deleted",)] * 2
    assert left(filled, "_shingles", "id") == {4, 5}
    assert filled.kind != "sqlite" or upkeep.problems(filled) == []


def test_a_running_crawl_is_noticed(db: Database) -> None:
    run = runs.start(db, "news")
    runs.start(db, "news", now=NOON)  # killed long ago
    assert running(db) == 1
    runs.finish(db, run, runs.Account(), "finished")
    assert running(db) == 0

"""A source takes over what is stored about its site under another name."""

from __future__ import annotations

from datetime import date

from pipelines.db import Database
from pipelines.db import source_rows as sources
from pipelines.db.articles import store
from pipelines.db.crawl import fetches, health, lessons
from pipelines.db.crawl.adopting import adopt
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import lease
from pipelines.db.crawl.url_memory import Memory, recall, remember
from pipelines.db.reader import open_articles
from pipelines.items import Lesson
from tests.db.conftest import NOON, make_article
from tests.db.test_articles import check_feed

OLD, NEW, HOME = "herald.example", "herald", "https://herald.example/"
LESSON = Lesson(field="time", week=date(2026, 5, 4), offset=120, pages=2)


def test_everything_learned_and_stored_moves(db: Database) -> None:
    sources.put(db, OLD, HOME, now=NOON)
    store(db, make_article(source=OLD))
    store(db, make_article(source="bote", url="https://bote.example/a", text="Something else entirely."))
    waiting = [Link(url=f"{HOME}{n}", source=OLD) for n in range(3)]
    add(db, [Link(url=HOME, source=OLD, kind="home"), *waiting], now=NOON)
    lessons.add(db, OLD, [LESSON])
    lessons.add(db, NEW, [LESSON])
    health.add(db, OLD, [health.Sample(outcome="article")], NOON)
    sources.put(db, NEW, HOME)
    assert adopt(db, OLD, NEW) == 1
    assert db.all("SELECT name FROM sources ORDER BY 1") == [("bote",), (NEW,)]
    assert db.all("SELECT source, seq FROM articles ORDER BY id") == [(NEW, 3), ("bote", 2)]
    assert db.one("SELECT added_at FROM sources WHERE name = 'herald'") == ("2026-05-04T12:00:00Z",)
    leased = lease(db, 9, now=NOON, seconds=60, per_host=9, sources=[NEW])
    assert [each.url for each in leased] == [link.url for link in waiting], "its listings are its file's"
    assert [each.pages for each in lessons.read(db, NEW, date(2026, 1, 1))] == [4]
    assert len(health.latest(db, NEW)) == 1
    check_feed(db)
    assert adopt(db, OLD, NEW) is None


def test_nothing_is_remembered_of_a_deleted_listing(db: Database) -> None:
    for name in (OLD, NEW):
        sources.put(db, name, HOME)
    add(db, [Link(url=HOME, source=OLD, kind="home")], now=NOON)
    fetches.put(db, HOME, Validators(etag='"1"'), NOON)
    remember(db, HOME, Memory(polls=3))
    adopt(db, OLD, NEW)
    assert (fetches.validators(db, HOME), recall(db, HOME)) == (None, Memory())


def test_the_revision_names_the_old_source(db: Database) -> None:
    store(db, make_article(source=OLD))
    sources.put(db, NEW, HOME)
    adopt(db, OLD, NEW)
    with open_articles(db.path) as articles:
        (change,) = articles.changes(1)
    assert (change.reason, change.before, change.after) == (f"source {OLD}", {"source": OLD}, {"source": NEW})


def test_addresses_found_later_under_the_old_name_move_too(db: Database) -> None:
    for name in (OLD, NEW):
        sources.put(db, name, HOME)
    assert adopt(db, OLD, NEW) == 0
    add(db, [Link(url=f"{HOME}late", source=OLD)], now=NOON)
    assert adopt(db, OLD, NEW) == 0
    (leased,) = lease(db, 9, now=NOON, seconds=60, per_host=9, sources=[NEW])
    assert leased.url == f"{HOME}late"
    assert adopt(db, OLD, NEW) is None

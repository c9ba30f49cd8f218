"""Which rows are stored, and which differences count as a change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipelines.db import Database
from pipelines.db.articles import mark_seen, remove, store
from pipelines.db.crawl import visits
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import lease
from pipelines.db.stored_article import PUBLIC
from pipelines.items import Article, Visit
from tests.db.conftest import NOON, TEXT, make_article
from tests.postgres import columns

LATER = NOON + timedelta(hours=1)
OTHER_TEXT = """The museum of tin toys has found a home in the former customs house by the canal.

Its founder began to collect as a boy and has never sold a single piece, she said at the opening.

Visitors may wind up the clockwork trams themselves, under the eye of two retired tram drivers.

The rooms under the roof will show how the tin was printed, pressed and folded in small workshops."""


def rows(db: Database, columns: str = "url") -> list[tuple[Any, ...]]:
    return db.all(f"SELECT {columns} FROM articles ORDER BY id")


def addresses(db: Database) -> dict[str, int]:
    return dict(db.all("SELECT url, article_id FROM article_urls"))  # type: ignore[arg-type]


def check_feed(db: Database) -> None:
    """Check that every seq was given once, that none is missing,
    and that all but the last of each are in revisions."""
    given = [
        seq for (seq,) in db.all("SELECT seq FROM articles UNION ALL SELECT seq FROM revisions ORDER BY 1")
    ]
    assert given == list(range(1, db.all("SELECT value FROM _seq")[0][0] + 1))
    if db.kind == "sqlite":
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_new_article_is_a_row_with_its_addresses_and_seq(db: Database) -> None:
    article = make_article(
        authors=("Ada Lovelace", "Ñandú"), tags=("harbour",), urls=("https://herald.example/b?id=1",)
    )
    assert store(db, article) == "new"
    assert rows(db, "id, seq, source, authors, tags, first_seen_at, last_seen_at, summary, is_paywalled") == [
        (1, 1, "herald", '["Ada Lovelace", "Ñandú"]', '["harbour"]', "2026-05-04T12:00:00Z") * 1
        + ("2026-05-04T12:00:00Z", None, None)
    ]
    assert addresses(db) == {"https://herald.example/bridge": 1, "https://herald.example/b?id=1": 1}
    assert db.all("SELECT name, url FROM sources") == [("herald", "https://herald.example/")]
    check_feed(db)


def test_the_same_page_again_moves_only_last_seen_at(db: Database) -> None:
    store(db, make_article())
    assert store(db, make_article(seen_at=LATER)) == "same"
    assert rows(db, "seq, first_seen_at, last_seen_at") == [
        (1, "2026-05-04T12:00:00Z", "2026-05-04T13:00:00Z")
    ]
    assert db.all("SELECT * FROM revisions") == []
    check_feed(db)


DATED: dict[str, Any] = {
    "published_at": "2026-05-03T22:30:00Z",
    "published_precision": "minute",
    "published_offset": "+02:00",
    "published_from": "feed",
    "published_raw": "Mon, 4 May 2026 00:30 +0200",
}
DAY: dict[str, Any] = {
    "published_at": "2026-05-04",
    "published_precision": "day",
    "published_from": "url",
    "published_raw": "/2026/05/04/",
}

CHANGES: tuple[tuple[dict[str, Any], dict[str, Any], list[str]], ...] = (
    ({}, {"title": "Bridge to close for three winters"}, ["title"]),
    ({}, {"summary": "A ferry will run."}, ["summary"]),
    ({"summary": "A ferry will run."}, {}, ["summary"]),
    ({}, {"authors": ("Ada",)}, ["authors"]),
    ({"authors": ("Ada", "Bo")}, {"authors": ("Bo", "Ada")}, ["authors"]),
    ({}, {"is_paywalled": False}, ["is_paywalled"]),
    ({}, {"text": TEXT + "\n\nMore follows."}, ["text"]),
    ({}, DATED, list(DATED)),
    (DATED, {**DATED, "published_at": "2026-05-03T22:31:00Z"}, ["published_at"]),
    # What the first link said stays valid if another link leads to the page.
    (DATED, {}, []),
    (DATED, DAY, []),
    (
        DATED,
        {**DAY, "published_at": "2026-05-01"},
        ["published_at", "published_precision", "published_offset"],
    ),
    ({"modified_at": "2026-05-04T12:00:00Z"}, {}, []),
    ({"language": "en"}, {"language": "en-GB"}, ["language"]),
    ({}, {"word_count": 5}, ["word_count"]),
    # Values that are not public.
    ({}, {"source": "harbour-news"}, []),
    ({}, {"urls": ("https://herald.example/other",)}, []),
    ({}, {"signature": ()}, []),
)


@pytest.mark.parametrize(("before", "after", "changed"), CHANGES, ids=str)
def test_a_change_of_a_public_value_and_nothing_else_moves_seq(
    db: Database, before: dict[str, Any], after: dict[str, Any], changed: list[str]
) -> None:
    store(db, make_article(**before))
    outcome = store(db, make_article(**after, seen_at=LATER))
    assert outcome == ("changed" if changed else "same")
    assert rows(db, "seq, last_seen_at") == [(2 if changed else 1, "2026-05-04T13:00:00Z")]
    revisions = db.all("SELECT revision, seq, seen_at, reason, changed FROM revisions")
    if changed:
        ((revision, seq, seen_at, reason, names),) = revisions
        assert (revision, seq, seen_at, reason) == (1, 1, "2026-05-04T13:00:00Z", "page")
        assert set(changed) <= set(json.loads(names))
    else:
        assert revisions == []
    check_feed(db)


def test_a_revision_has_the_old_values(db: Database) -> None:
    store(db, make_article(summary="Old", authors=("Ada",)))
    store(db, make_article(summary="New", authors=("Ada",), seen_at=LATER))
    store(db, make_article(summary="New", text=OTHER_TEXT, seen_at=LATER), reason="cleaner 2")
    columns = "revision, reason, changed, title, summary, text, authors"
    title = "Bridge to close for two winters"
    assert db.all(f"SELECT {columns} FROM revisions ORDER BY revision") == [
        (1, "page", '["summary"]', title, "Old", None, '["Ada"]'),
        (2, "cleaner 2", '["authors", "word_count", "text"]', title, "New", TEXT, '["Ada"]'),
    ]
    check_feed(db)


def test_an_older_copy_of_a_page_changes_nothing(db: Database) -> None:
    store(db, make_article(seen_at=LATER))
    assert store(db, make_article(title="Old", urls=("https://herald.example/old",))) == "same"
    assert rows(db, "title, last_seen_at") == [("Bridge to close for two winters", "2026-05-04T13:00:00Z")]
    assert addresses(db)["https://herald.example/old"] == 1


def test_a_clock_that_ran_ahead_once_does_not_freeze_an_article(db: Database) -> None:
    store(db, make_article(seen_at=NOON.replace(year=2999)))
    assert store(db, make_article(title="New")) == "changed"


def test_a_page_that_disappears_and_comes_back(db: Database) -> None:
    store(db, make_article())
    assert remove(db, "https://herald.example/bridge", LATER)
    assert not remove(db, "https://herald.example/bridge", LATER)
    assert not remove(db, "https://herald.example/none", LATER)
    assert rows(db, "seq, removed_at, last_seen_at") == [(2, "2026-05-04T13:00:00Z", "2026-05-04T12:00:00Z")]
    assert store(db, make_article(seen_at=LATER)) == "changed"
    assert rows(db, "seq, removed_at") == [(3, None)]
    assert db.all("SELECT reason, changed FROM revisions") == [
        ("removed", '["removed_at"]'),
        ("page", '["removed_at"]'),
    ]
    check_feed(db)


def test_a_removed_article_that_is_seen_unchanged_is_back(db: Database) -> None:
    url = "https://herald.example/bridge"
    store(db, make_article())
    remove(db, url, LATER)
    assert mark_seen(db, url, NOON)
    assert rows(db, "seq, removed_at") == [(2, "2026-05-04T13:00:00Z")], "an older look says nothing"
    assert mark_seen(db, url, LATER + timedelta(hours=1))
    assert rows(db, "seq, removed_at, last_seen_at") == [(3, None, "2026-05-04T14:00:00Z")]
    assert db.all("SELECT reason, changed FROM revisions")[1:] == [("page", '["removed_at"]')]
    check_feed(db)


def test_seen_moves_last_seen_at_alone_and_never_back(db: Database) -> None:
    store(db, make_article())
    assert mark_seen(db, "https://herald.example/bridge", LATER)
    assert mark_seen(db, "https://herald.example/bridge", NOON)
    assert not mark_seen(db, "https://herald.example/none", NOON)
    assert rows(db, "seq, last_seen_at") == [(1, "2026-05-04T13:00:00Z")]


def leased_article(db: Database, **values: Any) -> Article:
    add(db, [Link(url="https://herald.example/bridge", source="herald")])
    (leased,) = lease(db, 1, now=NOON, seconds=60, per_host=1)
    return make_article(lease=leased.token, **values)


def test_the_lease_ends_with_the_article(db: Database) -> None:
    assert visits.store(db, leased_article(db)) == "new"
    assert db.all("SELECT state, detail, token FROM _frontier") == [("done", "new", None)]


def test_the_lease_continues_if_the_article_is_refused(db: Database) -> None:
    article = leased_article(db)
    with pytest.raises(Exception, match="published_at_is_utc"):
        visits.store(db, replace(article, published_at="yesterday", published_precision="day"))
    assert db.all("SELECT state FROM _frontier") == [("leased",)]
    assert rows(db) == []
    assert addresses(db) == {}


def test_the_page_can_be_fetched_again(db: Database) -> None:
    hourly = Visit(url="https://herald.example/bridge", linked_at=NOON, ages=(timedelta(hours=1),))
    visits.store(db, leased_article(db, visit=hourly))
    assert db.all("SELECT state, due_at FROM _frontier") == [("later", "2026-05-04T13:00:00Z")]


def test_a_batch_is_one_transaction(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        store(db, make_article())
        raise ZeroDivisionError
    assert rows(db) == []
    assert db.all("SELECT value FROM _seq") == [(0,)]


def test_public_is_every_column_that_a_revision_keeps(db: Database) -> None:
    kept = columns(db, "revisions")
    own = ["article_id", "revision", "seen_at", "reason", "changed", "seq"]
    assert kept == own + list(PUBLIC)
    column_names = columns(db, "articles")
    assert set(column_names) - set(PUBLIC) == {"id", "seq", "source", "first_seen_at", "last_seen_at"}


def test_a_canonical_address_that_is_too_long_is_passed_over(db: Database) -> None:
    long, own = f"https://herald.example/{'x' * 2_048}", "https://herald.example/b"
    assert store(db, make_article(url=long, answered=own)) == "new"
    assert db.all("SELECT url FROM articles") == [(own,)]


def test_half_a_surrogate_pair_is_stored_as_an_unknown_character(db: Database) -> None:
    values = {"title": "A\ud83d b", "authors": ("A\ud83d",), "summary": "\udc00", "text": f"{TEXT} \ud83d"}
    article = make_article(**values)
    assert [store(db, article), store(db, article)] == ["new", "same"]
    stored = db.all("SELECT title, authors, summary, text FROM articles")
    assert stored == [("A\ufffd b", '["A\ufffd"]', "\ufffd", f"{TEXT} \ufffd")]


def test_nul_is_stored_in_no_text_and_in_no_list(db: Database) -> None:
    values = {"title": "A\0b", "authors": ("A\0b", "\\u0000"), "tags": ("\0",), "summary": "\0"}
    article = make_article(**values, reservations='{"ai": "no\\u0000"}')
    assert [store(db, article), store(db, article)] == ["new", "same"]
    assert db.all("SELECT j.value FROM articles, json_each(authors) AS j") == [("Ab",), ("\\u0000",)]
    assert db.all("SELECT json_extract(reservations, '$.ai') FROM articles") == [("no",)]
    assert db.all("SELECT title, summary, tags FROM articles") == [("Ab", "\ufffd", '[""]')]

"""The results of fetching a page that disappears and comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.db import Database
from pipelines.db.crawl import fetches, visits
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import acknowledge, lease
from pipelines.items import Visit
from tests.db.conftest import NOON, TEXT, make_article

URL = "https://herald.example/bridge"
VISIT = Visit(url=URL, etag='"1"', body_hash=b"1" * 16)


def taken(db: Database) -> str:
    add(db, [Link(url=URL, source="herald", kind="home")], again=True)
    (leased,) = lease(db, 1, now=NOON, seconds=60, per_host=1)
    return leased.token


def test_a_page_that_disappears_comes_back_unchanged(db: Database) -> None:
    visits.store(db, replace(make_article(visit=VISIT), lease=taken(db)))
    assert fetches.validators(db, URL) is not None
    assert visits.remove(db, URL, NOON + timedelta(hours=1))
    assert fetches.validators(db, URL) is None, "it is to be read whole"
    # The same if another address of it is unchanged:
    assert visits.unchanged(db, taken(db), VISIT, NOON + timedelta(hours=2))
    assert db.one("SELECT seq, removed_at, last_seen_at FROM articles") == (3, None, "2026-05-04T14:00:00Z")
    assert not visits.unchanged(db, "0.none", replace(VISIT, url=f"{URL}/none"), NOON)


def test_a_page_that_was_dropped_and_is_stored_at_the_end_is_due_again(db: Database) -> None:
    token = taken(db)
    acknowledge(db, token, "dropped", "Empty")
    visit = replace(VISIT, ages=(timedelta(hours=6),), linked_at=NOON - timedelta(hours=1))
    assert visits.store_late(db, make_article(visit=visit), reason="cleaner site") == "new"
    assert db.all("SELECT state, due_at FROM _frontier") == [("later", "2026-05-04T17:00:00Z")]
    assert fetches.validators(db, URL) is not None


def test_a_row_that_is_taken_back_is_not_asked_for_again(db: Database) -> None:
    visits.store(db, replace(make_article(visit=VISIT), lease=taken(db)))
    visits.withdraw(db, 1, "Unlike", NOON)
    assert db.all("SELECT count(*) FROM articles") == db.all("SELECT count(*) FROM article_urls") == [(0,)]
    assert db.all("SELECT state, detail FROM _frontier") == [("dropped", "Unlike")]


def test_a_view_that_names_a_fetched_page_changes_its_article_only_by_new_text(db: Database) -> None:
    full = make_article(url=URL, visit=VISIT, authors=("Ann Lee",))
    view = make_article(
        url=URL, answered=f"{URL}/print", urls=(f"{URL}/print",), seen_at=NOON + timedelta(hours=1)
    )
    assert visits.store(db, view) == "new", "nothing else is known of it"
    assert visits.store(db, replace(full, seen_at=NOON + timedelta(hours=2))) == "changed"
    later = replace(view, seen_at=NOON + timedelta(hours=3))
    assert visits.store(db, later) == "same"
    assert visits.store_late(db, later, reason="cleaner site") == "same"
    assert db.one("SELECT authors FROM articles") == ('["Ann Lee"]',)
    longer = replace(later, text=f"{view.text}\n\nThe bridge opens again in May.")
    assert visits.store(db, longer) == "changed"


@pytest.mark.parametrize(("authors", "outcome"), [(("Ann Lee",), "changed"), ((), "same")])
def test_the_same_page_with_another_query_is_no_view_unless_its_byline_is_missing(
    db: Database, authors: tuple[str, ...], outcome: str
) -> None:
    visits.store(
        db, make_article(url=URL, visit=VISIT, text=f"{TEXT}\n\nIt closes in May.", authors=("Ann Lee",))
    )
    later = NOON + timedelta(hours=1)
    asked = make_article(url=URL, answered=f"{URL}?from=feed", seen_at=later, authors=authors)
    assert visits.store(db, asked) == outcome

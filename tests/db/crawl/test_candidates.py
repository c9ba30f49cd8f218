"""Each link that waits to be followed is given to one crawl only, even if several ask at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.db import Database, open_database
from pipelines.db.crawl import candidates
from pipelines.db.crawl.candidates import Candidate
from tests.postgres import missing

GROUP = ("/{slug}", "main", "words")


def add(db: Database, *pages: str) -> None:
    form, place, reading = GROUP
    links = [Candidate(url=f"http://{p}", page=p, form=form, place=place, reading=reading) for p in pages]
    candidates.add(db, "herald", links)


def taken(db: Database) -> str | None:
    link = candidates.take(db, "herald", GROUP)
    return link.page if link is not None else None


def test_each_link_is_taken_once_and_in_order(db: Database) -> None:
    add(db, "b", "a")
    assert [taken(db) for _ in range(3)] == ["b", "a", None]
    assert candidates.waiting(db, "herald") == {}


@pytest.mark.postgres
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
@pytest.mark.parametrize("store_address", ["postgresql"], indirect=True)
def test_of_two_transactions_at_once_each_takes_another_link(db: Database, store_address: Path | str) -> None:
    add(db, "a", "b")
    with open_database(store_address) as other, db.transaction(), other.transaction():
        assert {taken(db), taken(other)} == {"a", "b"}

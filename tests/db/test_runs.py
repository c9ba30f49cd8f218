"""Runs, sources, validators and lessons are read back as they were written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipelines.db import Database, runs
from pipelines.db import source_rows as sources
from pipelines.db.crawl import fetches, lessons
from pipelines.db.runs import Account
from pipelines.items import Lesson
from tests.db.conftest import NOON

LATER = NOON + timedelta(hours=1)


def test_a_run_is_accounted_for(db: Database) -> None:
    run = runs.start(db, "news", {"source": "herald", "limit": 100}, now=NOON)
    runs.update(db, run, Account(requests=3, pages=2, new=1, drops={"Gallery": 1}), now=LATER)
    columns = (
        "name, arguments, started_at, updated_at, finished_at, outcome, requests, pages, new, drops, errors"
    )
    assert db.all(f"SELECT {columns} FROM runs") == [
        (
            *("news", '{"source": "herald", "limit": 100}', "2026-05-04T12:00:00Z", "2026-05-04T13:00:00Z"),
            *(None, None, 3, 2, 1, '{"Gallery": 1}', "{}"),
        )
    ]
    runs.finish(
        db, run, Account(requests=4, pages=3, new=1, same=1, errors={"timeout": 1}), "finished", now=LATER
    )
    assert db.all("SELECT finished_at, outcome, same, errors FROM runs") == [
        ("2026-05-04T13:00:00Z", "finished", 1, '{"timeout": 1}')
    ]
    assert runs.start(db, "archive") == run + 1


def test_a_run_without_an_end_and_a_sign_of_life_was_killed(db: Database) -> None:
    """It looked for ever as if it still ran."""
    silent, busy = (runs.start(db, "news", now=NOON) for _ in range(2))
    soon, later = NOON + timedelta(seconds=30), NOON + timedelta(minutes=2)
    runs.update(db, busy, Account(), now=later)
    assert runs.killed(db.all, NOON, now=soon) == runs.mark_killed(db, now=soon) == []
    only = [runs.KilledRun("news", "2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z")]
    assert runs.killed(db.all, NOON, now=later) == runs.mark_killed(db, now=later) == only
    assert (runs.killed(db.all, NOON, now=later), runs.mark_killed(db, now=later)) == (only, [])
    assert runs.killed(db.all, later, now=later) == []
    outcomes = "SELECT outcome, finished_at FROM runs ORDER BY id"
    assert db.all(outcomes) == [("killed", None), (None, None)]
    runs.update(db, silent, Account(), now=later)  # its machine only slept
    assert db.all(outcomes) == [(None, None)] * 2


@pytest.mark.parametrize(
    ("name", "arguments", "outcome", "expected"),
    [
        ("news", {"source": "herald"}, "finished", True),
        ("news", {"source": "herald", "limit": "9"}, "finished", True),
        ("news", {"source": "herald"}, "shutdown", False),
        ("news", {"source": "bote"}, "finished", False),
        ("news", {}, "finished", False),
        ("herald", {"source": "herald"}, "finished", False),
    ],
)
def test_a_killed_run_is_made_up_for_by_the_next_of_its_kind(
    db: Database, name: str, arguments: dict[str, str], outcome: str, *, expected: bool
) -> None:
    """A crawl of another source was told of it once more, after a second run had fetched the rest."""
    runs.start(db, "news", {"source": "herald", "limit": "5"}, now=NOON)
    runs.finish(db, runs.start(db, name, arguments, now=NOON), runs.Account(), outcome, now=NOON)
    (killed,) = runs.mark_killed(db, now=NOON + timedelta(hours=1))
    assert runs.is_made_up_for(db, killed) == expected


def test_an_account_needs_a_started_run(db: Database) -> None:
    with pytest.raises(KeyError, match="no run 7"):
        runs.update(db, 7, Account())


def test_a_source_is_written_if_it_is_new(db: Database) -> None:
    assert sources.put(db, "herald", "https://herald.example/", now=NOON)
    assert not sources.put(db, "herald", "https://herald.example/", now=LATER)
    assert sources.put(
        db, "herald", "https://herald.example/", language="en", country="GB", timezone="Europe/London"
    )
    assert db.all("SELECT name, url, language, timezone, country, added_at FROM sources") == [
        ("herald", "https://herald.example/", "en", "Europe/London", "GB", "2026-05-04T12:00:00Z")
    ]


def test_validators_are_those_of_the_last_fetch(db: Database) -> None:
    url = "https://herald.example/feed"
    assert fetches.validators(db, url) is None
    fetches.put(db, url, fetches.Validators(etag='"1"'), NOON)
    last = fetches.Validators(last_modified="Mon, 04 May 2026 12:00:00 GMT", body_hash=b"\x00\x01")
    fetches.put(db, url, last, LATER)
    assert fetches.validators(db, url) == last


def test_lessons_of_pages_are_counted_by_week(db: Database) -> None:
    monday = date(2024, 3, 4)
    summer = Lesson(field="text", week=monday, offset=120)
    winter = Lesson(field="text", week=date(2023, 1, 2), offset=60)
    for _ in range(2):
        lessons.add(db, "herald.example", [summer])
    lessons.add(db, "herald.example", [winter])
    lessons.add(db, "other.example", [winter])
    assert lessons.read(db, "herald.example", monday) == [replace(summer, pages=2)]
    assert len(lessons.read(db, "herald.example", date(2020, 1, 1))) == 2


def test_articles_removed_in_a_run_are_found_by_seq(file_db: Database) -> None:
    rows = file_db.all(f"EXPLAIN QUERY PLAN {runs._REMOVED}", {"seq": 0})
    plan = " ".join(str(row[-1]) for row in rows)
    assert "SEARCH articles USING INDEX" in plan
    assert "seq>?" in plan
    assert "SCAN" not in plan

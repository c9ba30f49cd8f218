"""Copies are told apart from texts that only look like copies, and the first article is named as original."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest

from pipelines.db import Database
from pipelines.db.articles import store
from pipelines.db.signature import alike
from tests.db import duplicate_pairs
from tests.db.conftest import NOON, TEXT, make_article
from tests.db.test_articles import check_feed

LONG = (
    TEXT
    + "\n\n"
    + "\n\n".join(
        f"Resident {number} of the {place} quarter said that the ferry should run until {number} o'clock."
        for number, place in enumerate(duplicate_pairs.PLACES, 1)
    )
)
PARAGRAPHS = LONG.split("\n\n")
OTHER = (
    "A week later the council met again.\n\nIt heard from the port's new engineer, who had come from abroad."
)

ALIKE: tuple[tuple[str, str, bool], ...] = (
    ("itself", LONG, True),
    ("other quotes, dashes and spaces", LONG.translate(duplicate_pairs.QUOTES), True),
    ("another lead", "\n\n".join([OTHER, *PARAGRAPHS[1:]]), True),
    ("cut", "\n\n".join(PARAGRAPHS[:13]), True),
    ("turned round", "\n\n".join(reversed(PARAGRAPHS)), True),
    ("furniture", "\n\n".join([*PARAGRAPHS, *duplicate_pairs.FURNITURE]), True),
    ("one figure put right", LONG.replace("Resident 4 ", "Resident 44 "), True),
    ("flash", TEXT, False),
    ("other figures", re.sub(r"\d+", lambda figure: f"{int(figure[0]) + 100}", LONG), False),
    ("other text", OTHER, False),
    ("none", "", False),
)


@pytest.mark.parametrize(("edit", "text", "same"), ALIKE, ids=[row[0] for row in ALIKE])
def test_a_copy_is_told_apart_from_a_similar_text(edit: str, text: str, same: bool) -> None:
    assert alike(LONG, text) == alike(text, LONG) == same


def test_reports_that_fill_a_template_are_not_copies() -> None:
    reports = list(duplicate_pairs.templates(random.Random(7)))
    assert [pair.kind for pair in reports if pair.found] == []


@pytest.mark.skipif(
    not duplicate_pairs.CORPUS.is_dir(), reason=f"there is no corpus at {duplicate_pairs.CORPUS}"
)
def test_precision_and_recall_on_real_articles() -> None:
    pairs = duplicate_pairs.pairs()[::4]
    found = [pair.same for pair in pairs if pair.found]
    same = sum(pair.same for pair in pairs)
    assert len(pairs) > 200 and same > 100
    assert sum(found) / len(found) >= 0.98
    assert sum(found) / same >= 0.98


def duplicates(db: Database) -> list[int | None]:
    return [number for (number,) in db.all("SELECT duplicate_of FROM articles ORDER BY id")]


def put(db: Database, name: str, text: str, hour: int = 0) -> None:
    at = NOON + timedelta(hours=hour)
    store(db, make_article(url=f"https://{name}.example/a", source=name, text=text, seen_at=at, title=name))


def test_a_copy_is_none_any_more_once_the_original_is_rewritten(db: Database) -> None:
    put(db, "one", LONG)
    put(db, "two", LONG + OTHER)
    put(db, "three", LONG + OTHER)
    put(db, "one", OTHER * 4, hour=1)
    assert duplicates(db) == [None, None, 2]
    assert db.all("SELECT article_id, reason FROM revisions ORDER BY article_id, revision") == [
        (1, "page"),
        (2, "original changed"),
        (3, "original changed"),
    ]
    check_feed(db)


def test_the_first_article_of_a_chain_is_the_original(db: Database) -> None:
    put(db, "one", LONG)
    put(db, "two", "\n\n".join([OTHER, *PARAGRAPHS[1:]]))
    # It is similar only to the second, and so another copy of the first.
    put(db, "three", "\n\n".join([OTHER, *PARAGRAPHS[5:]]))
    assert duplicates(db) == [None, 1, 1]


def test_the_original_of_a_rewritten_article_is_an_earlier_one(db: Database) -> None:
    put(db, "one", OTHER * 4)
    put(db, "two", LONG)
    put(db, "one", LONG, hour=1)
    assert duplicates(db) == [None, None]
    put(db, "three", OTHER * 4, hour=1)
    put(db, "three", LONG, hour=2)
    assert duplicates(db) == [None, None, 1]


NOTE = (
    "The harbour office counts the boats each week and writes down what it has seen, so that the council "
    "knows when the old quay is full. This week it counted {} boats at the quay, most of them from this side "
    "of the bay. The office asks all owners to send word before they come, and to leave the ferry's place."
)


@pytest.mark.parametrize(
    ("changes", "is_copy"),
    [
        ({}, False),
        ({"text": NOTE.format(41)}, True),
        ({"text": NOTE.format(41).replace("writes", "notes")}, True),
        ({"title": "boats at the quay: 41"}, True),
        ({"published_at": "2026-05-04T15:00:00Z"}, True),
        ({"published_at": "2026-05-04T15:00:00Z", "title": "The office asks for word"}, False),
        ({"published_at": "2026-05-04", "published_precision": "day"}, True),
        ({"published_at": "2026-05-11", "published_precision": "day"}, False),
        (dict.fromkeys(f"published_{name}" for name in ("at", "precision", "from", "raw")), True),
        ({"source": "times"}, True),
    ],
)
def test_a_recurring_note_with_another_title_and_day_is_no_copy(
    db: Database, changes: dict[str, str | None], is_copy: bool
) -> None:
    """Twenty of a site's 108 articles were hidden as copies of one note."""
    dates = {"published_precision": "minute", "published_from": "meta", "published_raw": "x"}
    first = {"title": "Boats at the quay: 41", "published_at": "2026-05-04T06:00:00Z", **dates}
    second = {**first, "title": "Boats at the quay: 57", "published_at": "2026-05-11T06:00:00Z"}
    store(db, make_article(url="https://herald.example/19", text=NOTE.format(41), **first))
    store(db, make_article(url="https://herald.example/20", **{"text": NOTE.format(57), **second, **changes}))
    assert duplicates(db) == [None, 1 if is_copy else None]

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

"""Pages of an article that were stored before its first page brought the whole text."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.stages.stored_parts import MOST, stored_parts
from tests.db.conftest import NOON, make_article

TITLE = "The long history of the mill"
PARTS = [f"In part {number} of its history the mill burns down and is built again." for number in range(5)]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        yield opened


def put(db: Database, name: str, *paragraphs: str, title: str = TITLE, day: str | None = None) -> None:
    url = f"https://herald.example/mill/{name}"
    dates = {"published_at": day, "published_precision": "day"} if day else {}
    store(db, make_article(url=url, title=title, text="\n\n".join(paragraphs), **dates))


def parts(db: Database) -> set[str]:
    numbers = stored_parts(db, "herald", NOON - timedelta(hours=1))
    return {
        url.rpartition("mill/")[2]
        for number, url in db.all("SELECT id, url FROM articles")
        if number in numbers
    }


def test_further_pages_of_a_whole_article_are_parts(db: Database) -> None:
    for number in (2, 3):
        put(db, f"story{number}.html", PARTS[number])
    put(db, "story.html", *PARTS)
    put(db, "other5.html", "The mill has another owner since May.")  # the same headline, another text
    put(db, "story4.html", PARTS[4], title="The owner of the mill")  # another headline
    put(db, "short.html", PARTS[1])  # no number
    assert parts(db) == {"story2.html", "story3.html"}


def test_a_copy_is_no_part(db: Database) -> None:
    put(db, "story.html", *PARTS)
    put(db, "story2.html", *PARTS)
    assert parts(db) == set()


def test_the_articles_of_a_column_are_not_compared(db: Database) -> None:
    for number in range(MOST):
        put(db, f"{number}.html", PARTS[0], f"Letter {number} came on Monday.")
    put(db, "story.html", *PARTS)
    put(db, "story2.html", PARTS[2])
    assert parts(db) == set()


@pytest.mark.parametrize(
    ("part", "days", "found"),
    [
        ("story2.html", ("2026-05-01", "2026-05-01"), {"story2.html"}),
        ("story2.html", ("2026-05-01", None), {"story2.html"}),
        ("story2.html", ("2026-05-01", "2026-05-02"), set()),  # a report of each day
        ("story-100123.html", (None, None), set()),  # a flash, and the report that repeats it
    ],
)
def test_a_part_has_the_day_of_the_whole_and_the_number_of_a_page(
    db: Database, part: str, days: tuple[str | None, str | None], found: set[str]
) -> None:
    put(db, part, PARTS[0], day=days[0])
    put(db, "story-100124.html", *PARTS, day=days[1])
    assert parts(db) == found

"""Which new rows of a walked site are no articles."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.stages.site_norm import ENOUGH
from pipelines.stages.strays import strays
from tests.db.conftest import NOON, make_article

ODD = "https://herald.example/topic/bridges"
BYLINE: dict[str, Any] = {"authors": ("Ann Lee",)}
DATE: dict[str, Any] = {"published_at": "2026-05-01", "published_precision": "day"}
FULL = {**BYLINE, **DATE, "published_from": "json-ld"}


class Walk:
    """Links that have shown that one page has a list of articles, and whether that is sure."""

    def __init__(self, *, is_sure: bool | None) -> None:
        self.is_sure = is_sure

    def is_of_site(self, url: str) -> bool:
        return False

    def is_among_lists(self, url: str) -> bool:
        return False

    def lists(self, stored: Mapping[str, Collection[str]]) -> Mapping[str, bool]:
        return {} if self.is_sure is None else {url: self.is_sure for url in stored if url == ODD}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        for number in range(ENOUGH):
            url, title = f"https://herald.example/news/{number}", f"The bridge closes, part {number}"
            store(opened, make_article(url=url, title=title, text=title * 20, **FULL))
        yield opened


@pytest.mark.parametrize(
    ("is_sure", "page", "reason"),
    [
        (None, {**BYLINE, **DATE, "published_from": "text"}, None),
        (True, {**BYLINE, **DATE, "published_from": "text"}, "Section"),
        (True, {**BYLINE, **DATE, "published_from": "text", "word_count": 900}, None),
        (True, FULL, None),  # a byline and a structured date weigh more than the links
        (False, FULL, None),
        (False, {**DATE, "published_from": "json-ld"}, "Unlike"),
        (None, {**DATE, "published_from": "json-ld"}, None),
    ],
    ids=[
        "no list",
        "sure",
        "long",
        "an article's date and byline",
        "doubted",
        "doubted, no byline",
        "no byline",
    ],
)
def test_a_page_with_a_list(
    db: Database, is_sure: bool | None, page: dict[str, Any], reason: str | None
) -> None:
    store(db, make_article(url=ODD, title="All about the bridges of the town", **page))
    found = list(strays(db, "herald", NOON - timedelta(hours=1), Walk(is_sure=is_sure)))
    assert [(stray.url, stray.reason) for stray in found] == ([(ODD, reason)] if reason else [])


def test_the_last_row_comes_first(db: Database) -> None:
    """A copy comes before its original: each copy of an original that is deleted is compared again."""
    for number in range(3):
        title = f"All bridges, part {number}"
        store(db, make_article(url=f"{ODD}/{number}", title=title, text="Bridges. " * 20))
    found = [stray.number for stray in strays(db, "herald", NOON - timedelta(hours=1), Walk(is_sure=None))]
    assert found == sorted(found, reverse=True)
    assert len(found) == 3


def test_short_pages_without_a_date_and_a_byline_are_none_however_many_they_are(db: Database) -> None:
    for number in range(ENOUGH // 2):
        title = f"Poster of the bridge, number {number}"
        store(
            db,
            make_article(
                url=f"https://herald.example/news/p{number}", title=title, text=f"{title}: 15 euros."
            ),
        )
    since = NOON - timedelta(hours=1)
    found = {stray.url for stray in strays(db, "herald", since, Walk(is_sure=None))}
    assert found == {f"https://herald.example/news/p{number}" for number in range(ENOUGH // 2)}


@pytest.mark.parametrize(
    ("title", "page", "is_stray"),
    [
        ("Links >", DATE, True),
        ("Group > Letters > Archive >", BYLINE, True),
        ("Events > Fairs, mark... >", DATE, True),
        ("| 2009 | 2008 | 2007 |", DATE, True),
        ("Links >", FULL, False),  # a byline and a structured date weigh more
        ("The bridge > the ferry", DATE, False),
        ("The theatre plays «The bridge»", DATE, False),
        ("Is 5 > 4? A lesson on the bridge", DATE, False),
    ],
)
def test_a_trail_left_open_is_no_headline(
    db: Database, title: str, page: dict[str, Any], *, is_stray: bool
) -> None:
    values = {**FULL, "published_from": "text", **page} if page is not FULL else FULL
    store(db, make_article(url=ODD, title=title, text="The bridge is closed. " * 60, **values))
    found = [stray.url for stray in strays(db, "herald", NOON - timedelta(hours=1), Walk(is_sure=None))]
    assert found == [ODD] * is_stray

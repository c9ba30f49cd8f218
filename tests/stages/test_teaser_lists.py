"""Stored pages whose texts are the beginnings of other articles are lists."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.stages.teaser_lists import teaser_lists
from tests.db.conftest import NOON, make_article

SINCE = NOON - timedelta(hours=1)
LIST = "https://herald.example/index.php?cat={}&start={}"


def beginning(number: int) -> str:
    return f"Number {number} of the ferries stayed in the harbour on Monday, since the sea was too high"


def put(db: Database, url: str, title: str, *paragraphs: str) -> int:
    store(db, make_article(url=url, title=title, text="\n\n".join(paragraphs)))
    ((number,),) = db.all("SELECT article_id FROM article_urls WHERE url = :url", {"url": url})
    return int(number)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        for number in range(8):
            text = (
                f"{beginning(number)}, said the harbour master.",
                f"It is the storm of year {number}. " * 20,
            )
            put(opened, f"https://herald.example/index.php?id={number}", f"Ferry {number} stays", *text)
        yield opened


def test_a_page_of_teasers_is_a_list(db: Database) -> None:
    teasers = [f"{beginning(number)}... More" for number in range(4)]
    found = put(db, LIST.format(1, 0), "News", *teasers, "Write to us if you have seen a ferry.")
    assert teaser_lists(db, "herald", SINCE) == {found}


def test_a_list_with_one_teaser_is_known_by_its_form(db: Database) -> None:
    one = put(db, LIST.format(2, 6), "Sport", f"{beginning(7)}... More")
    assert teaser_lists(db, "herald", SINCE) == set()
    found = {
        put(db, LIST.format(n, 0), f"News {n}", f"{beginning(n)}... More", beginning(n + 1)) for n in (1, 2)
    }
    assert teaser_lists(db, "herald", SINCE) == {one, *found}


def test_an_article_that_quotes_others_is_none(db: Database) -> None:
    text = (beginning(1), beginning(2), "Own " * 90)
    put(db, "https://herald.example/index.php?id=99", "The year of the ferries", *text)
    assert teaser_lists(db, "herald", SINCE) == set()


def test_copies_are_no_lists(db: Database) -> None:
    text = (f"{beginning(1)}, said the master.", "It is the storm of year 1. " * 20)
    for title in ("Ferry 1 stays", "Ferry 1 stays (print)", "Ferry 1 stays, says master"):
        put(db, f"https://herald.example/{len(title)}", title, *text)
    short = (f"{beginning(9)}.", "Nobody was hurt, and the harbour is open.")
    for number in range(3):
        put(db, f"https://herald.example/{number}/brief", "Ferry 9 stays", *short)
    assert teaser_lists(db, "herald", SINCE) == set()

"""Further windows of a list are no articles, although each may look like one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.db import Database, open_database
from pipelines.stages.list_windows import list_windows

SITE = "https://herald.example"
ARTICLES = [f"{SITE}/news/town/bridge-{number}/" for number in range(12)]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        yield opened


_DROP = """
    INSERT INTO _frontier (url, source, host, kind, rank, published, state, detail, added_at)
    VALUES (:url, 'herald', 'herald.example', 'article', 1, '', 'dropped', :reason, '2026-05-04T12:00:00Z')
"""


def drop(db: Database, url: str, reason: str = "Section") -> None:
    db.execute(_DROP, {"url": url, "reason": reason})


@pytest.mark.parametrize(
    ("dropped", "url", "is_window"),
    [
        ("/news/town/", "/news/town/?PAGEN_1=2", True),
        ("/news/town/", "/news/town?page=2&sort=day", True),
        ("/list.asp?kind=2", "/list.asp?kind=2&page=3", True),
        ("/list.asp?kind=2", "/list.asp?page=3&kind=2", True),
        ("/list.asp?kind=2", "/list.asp?kind=7", False),
        ("/news/town/", "/news/town/bridge-1/?from=front", False),
        ("/", "/?id=7", False),
    ],
)
def test_an_address_of_a_list_with_one_parameter_more(
    db: Database, dropped: str, url: str, *, is_window: bool
) -> None:
    drop(db, SITE + dropped)
    stored = [*ARTICLES, SITE + url]
    assert list_windows(db, "herald", stored) == ({SITE + url} if is_window else set())


def test_a_page_that_was_dropped_for_another_reason_is_no_list(db: Database) -> None:
    drop(db, f"{SITE}/news/town/", "Empty")
    assert list_windows(db, "herald", [*ARTICLES, f"{SITE}/news/town/?page=2"]) == set()


def test_where_most_articles_have_such_addresses_they_are_articles(db: Database) -> None:
    drop(db, f"{SITE}/read.php")
    assert list_windows(db, "herald", [f"{SITE}/read.php?id={number}" for number in range(12)]) == set()


def test_the_folder_of_a_year(db: Database) -> None:
    below = [f"{SITE}/it/notizie/2016/ponte-{number}" for number in range(2)]
    folder, other = f"{SITE}/it/notizie/2016", f"{SITE}/it/notizie/2017"
    assert list_windows(db, "herald", [*below, folder, other]) == {folder}

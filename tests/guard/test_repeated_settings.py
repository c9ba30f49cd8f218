"""A command that a message offers reads the same database and source files as the one that printed it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.guard.repeated_settings import remember, with_settings

GIVEN = ("DATABASE=b.db", "SOURCES=my files", "DOWNLOAD_DELAY=0")


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    remember(())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`scrapy sources --passed x` lists them", "`scrapy sources --passed x -s DATABASE=b.db` lists them"),
        ("'scrapy sources' lists them", "'scrapy sources -s 'SOURCES=my files'' lists them"),
        ("`scrapy crawl x`", "`scrapy crawl x -s 'SOURCES=my files' -s DATABASE=b.db`"),
        ("`scrapy crawl x -s DATABASE=c.db`", "`scrapy crawl x -s DATABASE=c.db -s 'SOURCES=my files'`"),
        ("with `scrapy search 'a b'` or", "with `scrapy search 'a b' -s DATABASE=b.db` or"),
        ("'scrapy search --help' lists them", "'scrapy search --help' lists them"),
        ("scrapy crawl: no such file", "scrapy crawl: no such file"),
    ],
)
def test_an_offered_command_has_the_settings_that_it_needs(text: str, expected: str) -> None:
    remember(GIVEN)
    assert with_settings(text) == expected
    remember(())
    assert with_settings(text) == text


def test_a_password_is_not_repeated() -> None:
    remember(["DATABASE=postgresql://ada:hunter2@db.example/news"])
    assert with_settings("`scrapy upkeep`") == "`scrapy upkeep -s DATABASE=postgresql://ada@db.example/news`"

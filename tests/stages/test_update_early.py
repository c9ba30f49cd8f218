"""At the end of a run its first pages are read again; one that breaks costs itself alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.db.file_errors import DatabaseError
from pipelines.drops import Untitled
from pipelines.items import Page, Site
from pipelines.stages.update_early import UpdateEarlyPipeline
from tests.db.conftest import NOON, make_article

SITE = Site(name="herald", url="https://herald.example/")
PAGES = tuple(
    Page(url=f"https://herald.example/{name}", body=b"", fetched_at=NOON, site=SITE)
    for name in ("bridge", "ferry")
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        for page in PAGES:
            store(opened, make_article(url=page.url, title=f"About {page.url}"))
        yield opened


def read_again(db: Database, error: Exception) -> list[str]:
    """Return the addresses that are read again where the first of them raises this error."""
    read: list[str] = []

    async def clean(page: Page) -> Any:
        read.append(page.url)
        raise error if len(read) == 1 else Untitled(page.url)

    stage = UpdateEarlyPipeline.__new__(UpdateEarlyPipeline)
    stage.db = db
    stage.crawler = SimpleNamespace(crawling=True)  # type: ignore[assignment]  # all that is asked of it
    memories = SimpleNamespace(early_pages=lambda: iter(PAGES))
    stage.clean = SimpleNamespace(memories=memories, process_item=clean)  # type: ignore[assignment]
    asyncio.run(stage.close_spider())
    return [url.rpartition("/")[2] for url in read]


@pytest.mark.parametrize(
    ("error", "read"),
    [
        (Untitled("no title"), ["bridge", "ferry"]),
        (ValueError("a rule has a fault"), ["bridge", "ferry"]),
        (DatabaseError(Path("news.db"), "the disk is full"), ["bridge"]),
    ],
    ids=["no article", "a fault of the program", "a disk that is full"],
)
def test_a_page_that_breaks_costs_itself_alone(db: Database, error: Exception, read: list[str]) -> None:
    assert read_again(db, error) == read


def test_a_page_that_has_changed_since_is_not_read_again(db: Database) -> None:
    """The text of the newer page stood in the row, and the older page took its place."""
    newer = make_article(url=PAGES[0].url, title="A corrected title", seen_at=NOON + timedelta(hours=3))
    assert store(db, replace(newer, urls=())) == "changed"
    assert read_again(db, Untitled("no title")) == ["ferry"]

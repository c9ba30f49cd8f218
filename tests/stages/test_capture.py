"""A page continues whether or not it can be kept, and only fetched pages are kept."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.db.rawpages import pages_file, read_pages
from pipelines.items import Page
from pipelines.stages.capture import CapturePipeline
from tests.db.test_rawpages import make_page

NOW = datetime.now(UTC)


def capture(stage: CapturePipeline, *pages: Page) -> None:
    async def run() -> None:
        await stage.open_spider()
        for page in pages:
            assert await stage.process_item(page) is page
        await stage.close_spider()

    asyncio.run(run())


def kept(database: Path) -> list[str]:
    with read_pages(database) as pages:
        return [page.url.rpartition("/")[2] for page in pages.each(every=True)]


def test_only_fetched_pages_are_kept(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    pages = (
        make_page("a", fetched_at=NOW),
        make_page("a", fetched_at=NOW, body=b"<h1>later</h1>"),
        make_page("text", fetched_at=NOW, content_type="text/plain"),
        make_page("picture", fetched_at=NOW, content_type="image/png", body=b"\x89PNG\0\0"),
        make_page("archived", fetched_at=NOW, archived=True),
        make_page("old", fetched_at=NOW - timedelta(days=9)),
    )
    capture(CapturePipeline(str(database), days=8), *pages)
    assert kept(database) == ["a", "a", "text", "old"]
    capture(CapturePipeline(str(database), days=8))
    assert kept(database) == ["a", "a", "text"]
    capture(CapturePipeline(str(database), keep=False), make_page("b", fetched_at=NOW))
    assert kept(database) == ["a", "a", "text"]


def test_a_page_that_cannot_be_kept_continues(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = tmp_path / "news.db"
    pages_file(database).write_text("notes, and no database at all")
    with caplog.at_level(logging.WARNING):
        capture(CapturePipeline(str(database)), make_page("a"), make_page("b"))
    (warning,) = caplog.messages
    assert "no more pages are kept in this run" in warning
    assert "is not a database of Broadsheet" in warning

"""What a source file keeps no longer is marked as removed, in short steps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.frontier import expiry
from crawler.sources.source import Source
from crawler.spiders.news import NewsSpider
from pipelines.db import Database
from pipelines.db.articles import store
from pipelines.db.crawl import expiring
from tests.db.conftest import make_article


def put(db: Database, count: int) -> Source:
    for n in range(count):
        store(db, make_article(url=f"https://herald.example/{n}", title=f"Bridge {n}"))
    return Source(name="herald", url="https://herald.example/", max_articles=1)


def test_the_event_loop_is_free_between_batches(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "AT_ONCE", 2)
    source = put(db, 9)
    left = []

    async def look() -> None:
        while True:
            left.append(db.all("SELECT count(*) FROM articles WHERE removed_at IS NULL")[0][0])
            await asyncio.sleep(0)

    async def work() -> list[tuple[str, int]]:
        looking = asyncio.create_task(look())
        found = [each async for each in expiry.expire(db, [source])]
        looking.cancel()
        return found

    assert asyncio.run(work()) == [("herald", 8)]
    assert {7, 5, 3, 1} <= set(left)


def test_the_end_of_a_run_marks_a_limited_number(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "AT_ONCE", 2)
    monkeypatch.setattr(expiry, "LAST_BATCHES", 3)
    source = put(db, 9)
    assert [list(expiry.expire_at_end(db, [source])) for _ in range(3)] == [
        [("herald", 6, 2)],
        [("herald", 2, 0)],
        [],
    ]
    assert "8 articles marked as removed" in expiry.line("herald", 8)
    assert expiry.line("herald", 6, 1234).endswith(
        "; the rows stay; 1,234 more follow: `scrapy upkeep` marks them at once, each crawl some"
    )


@pytest.mark.parametrize(("keep", "most", "count"), [(None, 2, 7), (timedelta(days=1), 8, 9), (None, 20, 0)])
def test_what_is_left_is_counted(db: Database, keep: timedelta | None, most: int, count: int) -> None:
    put(db, 9)
    now = datetime(2027, 1, 1, tzinfo=UTC)
    assert expiring.remaining(db, "herald", keep=keep, most=most, now=now) == count


@pytest.mark.parametrize(
    ("published", "now", "gone"),
    [
        ("2026-05-03", "2026-05-04T00:30", 0),
        ("2026-05-03", "2026-05-04T23:59", 0),
        ("2026-05-03", "2026-05-05T00:01", 1),
        ("2026-05-03T10:00:00Z", "2026-05-04T10:01", 1),
        ("2026-05-03T10:00:00Z", "2026-05-04T09:59", 0),
    ],
)
def test_a_day_without_a_time_counts_as_its_end(db: Database, published: str, now: str, gone: int) -> None:
    precision = "day" if len(published) == 10 else "second"
    store(db, make_article(published_at=published, published_precision=precision))
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert expiring.expire_some(db, "herald", keep=timedelta(days=1), most=None, now=instant) == gone


def test_a_run_that_stays_looks_once_at_a_time(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "AT_ONCE", 2)
    source, told = put(db, 9), list[dict[str, object]]()

    async def work() -> None:
        spider = NewsSpider()
        run: Any = SimpleNamespace(
            frontier=SimpleNamespace(db=db),
            plan=SimpleNamespace(sources=[source]),
            tell=lambda _, **values: told.append(values),
        )
        spider.run = run
        spider.expire_meanwhile()
        first = spider.expiry
        await asyncio.sleep(0)
        spider.expire_meanwhile()
        assert first is not None and spider.expiry is first and not first.done()
        await first

    asyncio.run(work())
    assert told == [{"source": "herald", "count": 8, "left": 0}]

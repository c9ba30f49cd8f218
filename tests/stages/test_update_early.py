"""At the end of a run its first pages are read again; one that breaks costs itself alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler import settings
from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.db.crawl import visits
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.file_errors import DatabaseError
from pipelines.drops import Untitled
from pipelines.items import Page, Site
from pipelines.stages.update_early import UpdateEarlyPipeline
from tests.crawling import FAST, scrapy
from tests.db.conftest import NOON, make_article
from tests.site import Site as Web
from tests.wide_site import prose, slug_of, title_of

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
    stats = SimpleNamespace(get_value=lambda _: None)
    stage.crawler = SimpleNamespace(  # type: ignore[assignment]
        crawling=True, settings={"RAW_PAGES": False}, stats=stats
    )
    memories = SimpleNamespace(early_pages=lambda: iter(PAGES), known_at_start=dict)
    stage.clean = SimpleNamespace(memories=memories, read=clean)  # type: ignore[assignment]
    stage.dates = SimpleNamespace(corrected=lambda: iter(()))  # type: ignore[assignment]
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


def test_a_page_that_was_taken_back_is_not_read_again(db: Database) -> None:
    """The whole of the site had shown that it is no article, and it was stored once more."""
    add(db, [Link(url=PAGES[0].url, source="herald", kind="article")], again=True)
    ((number,),) = db.all("SELECT id FROM articles WHERE url = :url", {"url": PAGES[0].url})
    visits.withdraw(db, number, "Unlike", NOON)
    assert read_again(db, Untitled("no title")) == ["ferry"]


def test_kept_pages_that_cannot_be_read_cost_only_another_reading(
    db: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "news.pages.db").write_bytes(b"no database" * 1_000)
    stage = UpdateEarlyPipeline.__new__(UpdateEarlyPipeline)
    settings = {"RAW_PAGES": True, "DATABASE": str(tmp_path / "news.db")}
    stage.db = db
    stats = SimpleNamespace(get_value=lambda _: None)
    stage.crawler = SimpleNamespace(settings=settings, stats=stats)  # type: ignore[assignment]
    assert list(stage._of_earlier_runs(SimpleNamespace(known_at_start=dict))) == []  # type: ignore[arg-type]
    assert "scrapy reclean" in caplog.text


def _stamped(day: int) -> str:
    data = '{"@type":"NewsArticle","datePublished":"2024-01-11T09:41:07Z"}'
    head = f'<title>{title_of(day)}</title><script type="application/ld+json">{data}</script>'
    return f"<html><head>{head}</head><body><h1>{title_of(day)}</h1><p>{prose(day)}</p></body></html>"


def test_a_build_time_in_all_structured_data_dates_no_row_when_the_run_ends(
    site: Web, tmp_path: Path
) -> None:
    """The first three rows had it until `reclean`, on a site with too few articles for a profile."""
    days = (2, 3, 4, 5, 6)
    site.pages |= {f"/2024/01/{day:02}/{slug_of(day)}": _stamped(day) for day in days}
    links = "".join(f'<li><h2><a href="{path}">{path}</a></h2></li>' for path in site.pages)
    site.pages["/"] = f"<html><head><title>News</title></head><body><ul>{links}</ul></body></html>"
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", "-a", "whole=1", *FAST)
    dates = ran.rows("SELECT published_at FROM articles ORDER BY published_at")
    assert dates == [(f"2024-01-{day:02}",) for day in days], ran.err
    assert ran.rows("SELECT reason FROM revisions") == [("cleaner site",)] * 3


NOTE = "The town on the moor has two bridges, one of stone and one of wood, and in summer a ferry goes."


def _with_note(day: int) -> str:
    body = f"<h1>{title_of(day)}</h1><div class=text><p>{prose(day)}</p></div><p class=town>{NOTE}</p>"
    return f"<html><head><title>{title_of(day)}</title></head><body><article>{body}</article></body></html>"


STAGES = {
    path: at for path, at in settings.ITEM_PIPELINES.items() if not path.endswith("UpdateEarlyPipeline")
}


@pytest.mark.parametrize("first", [3, 12], ids=["few taught", "many taught"])
def test_the_first_articles_of_a_killed_run_are_cleaned_again_by_the_next(
    site: Web, tmp_path: Path, first: int
) -> None:
    """The first run ends as one that is killed: its first articles are as they were read, with a note."""
    site.pages |= {f"/2024/01/{day:02}/{slug_of(day)}": _with_note(day) for day in range(1, 15)}
    links = "".join(f'<li><h2><a href="{path}">{path}</a></h2></li>' for path in site.pages)
    site.pages["/"] = f"<html><head><title>News</title></head><body><ul>{links}</ul></body></html>"
    database = tmp_path / "news.db"
    crawl = ("crawl", "news", "-a", f"url={site.url}/", *FAST)
    killed = scrapy(database, *crawl, "-a", f"limit={first}", "-s", f"ITEM_PIPELINES={json.dumps(STAGES)}")
    with open_database(database) as db:
        db.execute("UPDATE runs SET outcome = 'killed', finished_at = NULL")
    noted = "SELECT count(*) > 0 FROM articles WHERE text LIKE '%has two bridges%'"
    assert killed.rows(noted) == [(1,)], killed.err
    ran = scrapy(database, *crawl)
    assert ran.rows("SELECT count(*) FROM articles") == [(14,)], ran.err
    assert ran.rows(noted) == [(0,)], ran.err

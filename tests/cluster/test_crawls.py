"""A crawl stores the same rows in PostgreSQL as in SQLite, also when it is killed on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.db.stored_article import NAMES
from tests import postgres
from tests.crawling import FAST, Ran, scrapy, started
from tests.discover.test_warc import warc_record, write
from tests.site import Site
from tests.spiders.test_news import adds_up, fill, story

pytestmark = pytest.mark.postgres
TABLES = ("sources", "article_urls", "_shingles", "_lessons", "_site_pages", "_visits")
COUNT = 60


@pytest.fixture
def address() -> Iterator[str]:
    with postgres.fresh_database() as made:
        yield made


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    pages = [
        warc_record(
            f"https://bridge{n % 7}.example/{n}", story(f"Report {n} of the council", n % 28 + 1).encode()
        )
        for n in range(COUNT)
    ]
    return write(tmp_path / "pages.warc.gz", pages, zipped=True)


def archive(warc: Path, database: Path | str) -> tuple[Path | str, *tuple[str, ...]]:
    no_sources = ("-s", f"SOURCES={warc.parent}")
    return (database, "crawl", "archive", "-a", f"path={warc}", *FAST, *no_sources)


def stored(ran: Ran) -> tuple[dict[str, dict[str, Any]], list[Any]]:
    """Return the articles by their addresses, and how many rows the tables have that a crawl learns from."""
    ids = dict(ran.rows("SELECT id, url FROM articles"))
    found = {}
    for row in ran.rows(f"SELECT {', '.join(NAMES)} FROM articles"):
        values = dict(zip(NAMES, row, strict=True))
        values["duplicate_of"] = ids.get(values["duplicate_of"])
        found[values.pop("url")] = {name: values[name] for name in values if name not in ("id", "seq")}
    return found, [ran.rows(f"SELECT count(*) FROM {table}") for table in TABLES]


def has_feed(ran: Ran) -> bool:
    """Whether every seq was given once."""
    rows = ran.rows("SELECT seq FROM articles UNION ALL SELECT seq FROM revisions ORDER BY 1")
    return [seq for (seq,) in rows] == list(range(1, len(rows) + 1))


def test_an_archive_that_is_killed_half_way_gives_the_same_rows(warc: Path, address: str) -> None:
    calm = scrapy(*archive(warc, warc.with_name("news.db")))
    assert (calm.code, len(calm.titles())) == (0, COUNT)
    look = Ran(0, "", "", address)
    with started(*archive(warc, address)) as command:
        deadline = time.monotonic() + 60
        while look.rows("SELECT count(*) FROM articles")[0][0] < COUNT // 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        command.kill()
    ((half,),) = look.rows("SELECT count(*) FROM articles")
    assert COUNT // 3 <= half < COUNT, "it was killed too late"
    again = scrapy(*archive(warc, address))
    assert again.code == 0, again.err
    assert stored(again) == stored(calm)
    assert again.rows("SELECT new, changed, same FROM runs ORDER BY id DESC LIMIT 1") == [
        (COUNT - half, 0, half)
    ]
    assert has_feed(again)


def test_a_site_is_crawled_into_the_same_rows_and_not_fetched_again(
    site: Site, tmp_path: Path, address: str
) -> None:
    fill(site)
    common = ("crawl", "news", "-a", f"url={site.url}/", *FAST, "-s", f"SOURCES={tmp_path}")
    common += ("-s", f"RAW_PAGES={tmp_path}")
    calm = scrapy(tmp_path / "news.db", *common)
    ran = scrapy(address, *common)
    assert (ran.code, ran.err.count("Traceback")) == (0, 0), ran.err
    assert set(ran.titles()) == set(calm.titles()) != set()
    for name in ("title", "text", "published_at", "authors", "source"):
        query = f"SELECT url, {name} FROM articles ORDER BY url"
        assert ran.rows(query) == calm.rows(query)
    count = "SELECT kind, state, count(*) FROM _frontier GROUP BY kind, state ORDER BY 1, 2"
    assert ran.rows(count) == calm.rows(count)
    assert adds_up(ran)
    assert has_feed(ran)
    asked = len(site.log)
    again = scrapy(address, *common)
    assert again.code == 0, again.err
    assert len(site.log) - asked <= 3, "only listings are looked at again"


def test_a_connection_that_is_lost_ends_the_crawl_in_one_line_and_the_next_goes_on(
    warc: Path, address: str
) -> None:
    look = Ran(0, "", "", address)
    with started(*archive(warc, address)) as command:
        deadline = time.monotonic() + 60
        while look.rows("SELECT count(*) FROM articles")[0][0] < COUNT // 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        name = address.rpartition("/")[2]
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
        postgres.shared().sql(end.format(name))
        assert command.wait() == 1
        told = command.err.read_text("utf-8")
    assert "Traceback" not in told
    assert told.count("the crawl stops: postgresql://") == 1
    assert "the connection was lost" in told
    again = scrapy(*archive(warc, address))
    assert (again.code, len(again.titles())) == (0, COUNT)
    assert has_feed(again)

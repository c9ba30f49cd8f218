"""`scrapy import` stores the articles of Parquet files, once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.tools.bulk.one_warc import Rules, read_warc
from pipelines.db import open_database
from pipelines.db.articles import remove
from pipelines.db.stored_article import PUBLIC
from tests.crawling import FAST, scrapy
from tests.tools.bulk.test_bulk import made

ROWS = f"SELECT {', '.join(PUBLIC)}, source, first_seen_at FROM articles ORDER BY url"


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """A folder with the articles of two WARC files, of which `tmp_path/warcs` has only these."""
    out = tmp_path / "articles"
    out.mkdir()
    first, second, *others = made(tmp_path / "warcs", 3)
    for file in others:
        file.unlink()
    for file in (first, second):
        read_warc(file, out / f"{file.name}.parquet", Rules(timezone="UTC"))
    return out


def test_the_rows_are_those_of_a_crawl_of_the_archive(parquet: Path, tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", "import", str(parquet))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].startswith("12 articles: 12 new, 0 changed, 0 as before; database: ")
    given = ("-a", f"path={tmp_path}/warcs/*.warc.gz", "-a", "timezone=UTC")
    crawl = scrapy(tmp_path / "crawl.db", "crawl", "archive", *given, *FAST)
    assert ran.rows(ROWS) == crawl.rows(ROWS)


def test_the_same_files_again_change_nothing(parquet: Path, tmp_path: Path) -> None:
    scrapy(tmp_path / "news.db", "import", str(parquet))
    again = scrapy(tmp_path / "news.db", "import", str(parquet))
    assert "12 articles: 0 new, 0 changed, 12 as before" in again.out
    assert again.rows("SELECT max(seq) FROM articles") == [(12,)]


def test_a_file_that_is_none_is_named_and_the_ones_before_it_are_stored(
    parquet: Path, tmp_path: Path
) -> None:
    (parquet / "z.parquet").write_bytes(b"a letter")
    ran = scrapy(tmp_path / "news.db", "import", str(parquet))
    assert ran.code == 1
    assert "z.parquet: is no Parquet file of articles (" in ran.err
    assert ran.rows("SELECT count(*) FROM articles") == [(12,)]


def test_a_removed_article_stays_removed(parquet: Path, tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", "import", str(parquet))
    (url,) = ran.rows("SELECT url FROM articles ORDER BY url LIMIT 1")[0]
    with open_database(ran.database) as db:
        assert remove(db, url, datetime(2026, 5, 4, tzinfo=UTC))
    again = scrapy(tmp_path / "news.db", "import", str(parquet))
    assert again.out.splitlines()[-1].startswith("12 articles: 0 new, 0 changed, 12 as before; ")
    assert again.rows("SELECT url FROM articles WHERE removed_at IS NOT NULL") == [(url,)]
    scrapy(ran.database, "export", "-o", str(tmp_path / "all.parquet"))
    other = scrapy(tmp_path / "other.db", "import", str(tmp_path / "all.parquet"))
    assert other.rows("SELECT url FROM articles WHERE removed_at IS NOT NULL") == [(url,)]

"""An empty file is named as one, with what to do; no error of a library that reads files reaches a user."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.crawling import scrapy

UNWRITTEN = "news.db: is empty: no crawl has written into it yet; name the file that a crawl has written"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("clean FILE", "is empty (0 bytes); save the page again, or give its address"),
        (
            "crawl archive -a path=FILE",
            "is empty (0 bytes); fetch it again, or give another .warc or .warc.gz",
        ),
        ("bulk FILE --out OUT", "is empty (0 bytes); fetch it again, or give another .warc or .warc.gz file"),
        ("import FILE", "is empty (0 bytes); write it again with `scrapy bulk` or `scrapy export"),
        ("addsource FILE.opml", "is empty (0 bytes); export it from the feed reader again"),
        ("addsource FILE", "has no address in it; write one on each line, such as https://herald.example/"),
    ],
)
def test_an_empty_file_is_named(tmp_path: Path, line: str, message: str) -> None:
    """`cannot mmap an empty file` and `Document is empty, line 1` reached the user."""
    for name in ("empty", "empty.opml"):
        (tmp_path / name).touch()
    typed = line.replace("FILE", str(tmp_path / "empty")).replace("OUT", str(tmp_path / "out"))
    ran = scrapy(tmp_path / "news.db", *shlex.split(typed))
    assert (ran.code, f"empty: {message}" in ran.err.replace("empty.opml:", "empty:")) == (1, True), ran
    assert not {"mmap", "Traceback"} & set(ran.err.split())


@pytest.mark.parametrize(
    "line",
    ["sources --health", "sources --learned", "search x", "export", "upkeep", "diff https://a.example/"],
)
def test_an_empty_database_is_named(tmp_path: Path, line: str) -> None:
    """It was said to have schema 0."""
    (tmp_path / "news.db").touch()
    ran = scrapy(tmp_path / "news.db", *shlex.split(line))
    assert (ran.code, UNWRITTEN in ran.err, ran.err.count("\n")) == (1, True, 1), ran


def test_an_empty_database_is_no_fault_before_the_first_crawl(tmp_path: Path) -> None:
    (tmp_path / "news.db").touch()
    ran = scrapy(tmp_path / "news.db", "doctor", "--offline")
    assert "news.db is empty\n" in ran.out and "-> the first crawl fills it\n" in ran.out

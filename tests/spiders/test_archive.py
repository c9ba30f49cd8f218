"""The archive spider, run as a user runs it."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

from pipelines.export import warc_writer as warc
from pipelines.items import Hints
from tests.crawling import FAST, Ran, scrapy, started
from tests.db.test_rawpages import make_page
from tests.discover.test_warc import warc_record, write
from tests.spiders.test_news import adds_up, story

LAST = "The tunnel is eleven kilometres long, and was given up when wells were cheaper than men."
PLAIN = f"""Updated in: 22 July 2024 - 14:38
most visited
water << Country

Old tunnel runs again

A tunnel dug by hand carries water to the orchards again.
News ID: 20417
Publish Date: 05December 2023 - 09:32

Old tunnel runs againThe first water came out of the tunnel on Monday, brown at first and then clear.

{LAST}

{LAST}

your comment"""


def pages(tmp_path: Path) -> Path:
    parts = [
        warc_record("https://bridge.example/a", story("The bridge is closed", 1).encode()),
        warc_record("https://bridge.example/b", story("The bridge is open", 2).encode()),
        warc_record("https://herald.example/c", PLAIN.encode(), headers="Content-Type: text/plain"),
        warc_record("https://bridge.example/d.png", b"\x89PNG\0\0", headers="Content-Type: image/png"),
    ]
    return write(tmp_path / "pages.warc.gz", parts, zipped=True)


def crawl(tmp_path: Path, *args: str) -> Ran:
    zone = ("-a", "timezone=Asia/Tehran")
    path = ("-a", f"path={tmp_path}/*.warc.gz")
    return scrapy(tmp_path / "news.db", "crawl", "archive", *path, *zone, *FAST, *args)


def test_pages_become_rows_and_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    pages(tmp_path)
    ran = crawl(tmp_path)
    assert ran.code == 0
    assert ran.titles() == ["Old tunnel runs again", "The bridge is closed", "The bridge is open"]
    assert ran.rows("SELECT DISTINCT first_seen_at FROM articles") == [("2023-12-05T06:30:00Z",)]
    assert json.loads(ran.rows("SELECT drops FROM runs")[0][0]) == {"Picture": 1}
    assert adds_up(ran)
    again = crawl(tmp_path)
    assert again.rows("SELECT new, changed, same FROM runs ORDER BY id") == [(3, 0, 0), (0, 0, 3)]
    assert again.rows("SELECT max(seq) FROM articles") == [(3,)]


def test_plain_text_is_cleaned_and_dated_in_the_given_zone(tmp_path: Path) -> None:
    pages(tmp_path)
    ran = crawl(tmp_path)
    row = "SELECT published_at, published_offset, published_raw, external_id, section, text FROM articles"
    ((published, offset, raw, number, section, text),) = ran.rows(f"{row} WHERE source = 'herald.example'")
    assert (published, offset, raw) == ("2023-12-05T06:02:00Z", "+03:30", "05December 2023 - 09:32")
    assert (number, section) == ("20417", "Country")
    assert text.split("\n\n") == [
        "A tunnel dug by hand carries water to the orchards again.",
        "The first water came out of the tunnel on Monday, brown at first and then clear.",
        LAST,
    ]


def test_a_damaged_file_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    path = pages(tmp_path)
    path.write_bytes(path.read_bytes()[:-60])
    (tmp_path / "none.warc.gz").write_bytes(b"nothing of the kind")
    ran = crawl(tmp_path)
    assert (ran.code, len(ran.titles())) == (1, 3)
    assert json.loads(ran.rows("SELECT errors FROM runs")[0][0]) == {"DamagedRecord": 1, "NotAWarc": 1}
    assert "none.warc.gz: cannot be read as WARC" in ran.err
    assert str(path) in ran.err
    assert adds_up(ran)


def test_an_export_that_is_cut_off_is_named_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    whole = io.BytesIO()
    for number in (1, 2):
        page = make_page(str(number), body=story(f"The bridge on day {number}", number).encode())
        warc.write([replace(page, hints=Hints(title=f"The bridge on day {number}"))], whole)
    second = whole.getvalue().rfind(b"\x1f\x8b\x08")
    for size in (second - 40, second):  # within a metadata record, and between it and its response
        cut = tmp_path / "cut.warc.gz"
        cut.write_bytes(whole.getvalue()[:size])
        ran = scrapy(tmp_path / f"{size}.db", "crawl", "archive", "-a", f"path={cut}", *FAST)
        assert (ran.code, len(ran.titles())) == (1, 1)
        assert f"error: DamagedRecord 1: {cut} at byte " in ran.err
        assert "the file breaks off here" in ran.err
        assert adds_up(ran)


def test_a_page_with_an_address_that_is_too_long_is_counted(tmp_path: Path) -> None:
    write(
        tmp_path / "long.warc.gz",
        [warc_record(f"https://herald.example/{'x' * 3_000}", PLAIN.encode())],
        zipped=True,
    )
    ran = crawl(tmp_path)
    assert json.loads(ran.rows("SELECT errors FROM runs")[0][0]) == {"NotAnAddress": 1}
    assert "3,023 characters; at most 2,048 are taken" in ran.err
    assert "Traceback" not in ran.err


def test_the_job_argument_of_scrapyd_is_accepted(tmp_path: Path) -> None:
    pages(tmp_path)
    assert crawl(tmp_path, "-a", "_job=7db8894ee60e11f1").code == 0


def test_a_limit_is_kept(tmp_path: Path) -> None:
    pages(tmp_path)
    ran = crawl(tmp_path, "-a", "limit=1")
    assert len(ran.titles()) == 1
    assert adds_up(ran)
    assert len(crawl(tmp_path, "-a", "limit=1").titles()) == 2, "pages that are stored already do not count"


def test_a_missing_file_is_reported_in_one_line(tmp_path: Path) -> None:
    ran = crawl(tmp_path)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "no such file" in ran.err


def test_a_file_that_is_no_warc_is_one_line_and_makes_no_database(tmp_path: Path) -> None:
    (tmp_path / "pages.warc.gz").write_text("no WARC")
    ran = crawl(tmp_path)
    assert (ran.code, ran.err.count("\n"), "cannot be read as WARC" in ran.err) == (1, 1, True)
    assert not list(tmp_path.glob("*.db"))


def test_ctrl_c_ends_the_run_and_the_next_one_continues(tmp_path: Path) -> None:
    parts = [
        warc_record(f"https://bridge.example/{n}", story(f"The bridge on day {n}", 1).encode())
        for n in range(400)
    ]
    write(tmp_path / "pages.warc.gz", parts, zipped=True)
    given = ("crawl", "archive", "-a", f"path={tmp_path}/*.warc.gz")
    with started(tmp_path / "news.db", *given) as process:
        while not _stored(tmp_path / "news.db") and process.poll() is None:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
        assert "interrupted" in process.err.read_text()
    assert 0 < _stored(tmp_path / "news.db") < 400
    assert scrapy(tmp_path / "news.db", *given).code == 0
    assert _stored(tmp_path / "news.db") == 400


def _stored(database: Path) -> int:
    """Return how many articles are stored now; None if the file or its table does not exist yet."""
    try:
        with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_it_names_the_source_files_that_it_leaves_out(tmp_path: Path) -> None:
    write(tmp_path / "pages.warc.gz", [warc_record("https://bridge.example/a", PLAIN.encode())], zipped=True)
    (tmp_path / "typo.toml").write_text("url = 3")
    ran = scrapy(tmp_path / "news.db", "crawl", "archive", "-a", f"path={tmp_path}/*.warc.gz", *FAST)
    line = f"left out: {tmp_path}/typo.toml:1: url: is a number; write a text in quotes"
    assert (ran.code, line in ran.err.splitlines()) == (0, True), ran.err
    assert "  left out: 1 source file; `scrapy sources --check" in ran.err

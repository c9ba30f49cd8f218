"""`scrapy upkeep` and `scrapy backup`, as a user runs them."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.db import open_articles, open_database
from pipelines.db.articles import store
from pipelines.db.rawpages import open_pages, pages_file, read_pages
from tests.crawling import scrapy
from tests.db.conftest import make_article
from tests.db.test_rawpages import make_page

DAY = timedelta(days=1)


def test_old_pages_are_deleted_and_the_file_is_sound(news: Path) -> None:
    now = datetime.now(UTC)
    with open_pages(pages_file(news), max_bytes=1 << 30, max_age=1000 * DAY) as pages:
        pages.put(make_page("old", fetched_at=now - 100 * DAY))
        pages.put(make_page("new", fetched_at=now))
    ran = scrapy(news, "upkeep", "--check")
    assert (ran.code, ran.out, ran.err) == (0, f"{news} is sound\n", "")
    ran = scrapy(news, "upkeep")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == ["1 kept page forgotten", "indexes tidied", f"{news} is sound"]
    with read_pages(news) as pages:
        assert [page.url[-3:] for page in pages.each()] == ["new"]


def test_damage_is_reported(news: Path) -> None:
    with sqlite3.connect(news) as db:
        db.execute("UPDATE articles SET seq = NULL WHERE id = 2")
        db.execute("DELETE FROM articles_fts WHERE rowid = 1")
    ran = scrapy(news, "upkeep", "--check")
    assert (ran.code, ran.out) == (1, "")
    assert f"scrapy upkeep: {news}: articles without a seq: 1\n" in ran.err
    assert "the search index articles_fts does not agree with the articles" in ran.err


def test_a_backup_is_whole_while_a_crawl_writes(news: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def crawl() -> None:
        with open_database(news) as db:
            number = 0
            while not stop.is_set():
                number += 1
                store(db, make_article(url=f"https://herald.example/{number}", signature=()))

    writer = threading.Thread(target=crawl)
    writer.start()
    try:
        (tmp_path / "copies").mkdir()
        for target in ("copies", "monday.db", "monday.db"):
            ran = scrapy(news, "backup", str(tmp_path / target))
            assert (ran.code, ran.err) == (0, "")
    finally:
        stop.set()
        writer.join()
    for copy in (tmp_path / "copies" / "news.db", tmp_path / "monday.db"):
        with open_articles(copy) as articles:
            assert [article.seq for article in articles] == [1, 2, 4, *range(5, articles.last_seq() + 1)]
        assert scrapy(copy, "upkeep", "--check").code == 0
    assert not list(tmp_path.glob("**/*.part"))


def test_a_backup_of_the_pages_too_while_a_crawl_keeps_more(news: Path, tmp_path: Path) -> None:
    stop, number = threading.Event(), 0

    def crawl() -> None:
        nonlocal number
        with (
            open_database(news) as db,
            open_pages(pages_file(news), max_bytes=1 << 30, max_age=DAY) as pages,
        ):
            while not stop.is_set():
                number += 1
                pages.put(make_page(f"p{number}", fetched_at=datetime.now(UTC)))
                store(db, make_article(url=f"https://herald.example/p{number}", signature=()))

    open_pages(pages_file(news), max_bytes=1, max_age=DAY).close()
    writer = threading.Thread(target=crawl)
    writer.start()
    try:
        copy = tmp_path / "monday.db"
        ran = scrapy(news, "backup", str(copy), "--pages")
        again = scrapy(news, "backup", str(copy), "--pages")
    finally:
        stop.set()
        writer.join()
    assert (ran.code, again.code, ran.err) == (0, 0, "")
    assert again.out.count("MB, in place of the older copy\n") == 2
    assert [line.split(":")[0] for line in ran.out.splitlines()] == [
        str(copy),
        str(tmp_path / "monday.pages.db"),
    ]
    with open_articles(copy) as articles, read_pages(copy) as pages:
        stored = {article.url for article in articles if "/p" in article.url}
        assert stored and stored <= {page.url for page in pages.each()}


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("upkeep", "--chek"), 2, "did you mean --check?"),
        (("upkeep", "--check", "--no-check"), 2, "--check and --no-check do not go together"),
        (("upkeep", "now"), 2, "takes no words"),
        (("backup",), 2, "give the file, or the directory, to copy to"),
        (("backup", "{}/copy.db", "--pages"), 1, "no pages are kept there; leave --pages out"),
        (("backup", "{}/news.db"), 1, "news.db: is in use as it is; name another file"),
        (("backup", "{}/notes.txt"), 1, "notes.txt: is there, and is not an older copy; name another file"),
        (("backup", "{}"), 1, "news.db: is in use as it is; name another file"),
        (("backup", "{}/nowhere/copy.db"), 1, "nowhere; make it, or name a file elsewhere"),
    ],
)
def test_a_mistake_is_reported(news: Path, args: tuple[str, ...], code: int, message: str) -> None:
    (news.parent / "notes.txt").write_text("Dear diary")
    ran = scrapy(news, *(each.format(news.parent) for each in args))
    assert (news.parent / "notes.txt").read_text() == "Dear diary"
    assert (ran.code, message in ran.err, "Traceback" in ran.err) == (code, True, False)

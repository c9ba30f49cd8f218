"""A crawl keeps its pages, `scrapy reclean` cleans them again, and a WARC export of them can be read back."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings
from warcio.archiveiterator import ArchiveIterator

from crawler.tools import reclean_kept
from pipelines.db.articles import PUBLIC
from pipelines.db.rawpages import open_pages, pages_file, read_pages
from pipelines.items import Cleaned, Page
from pipelines.markup.limits import Limits
from pipelines.sites import Profile
from pipelines.stages import cleaning
from pipelines.stages.cleaning import clean_sent
from pipelines.stages.kept_pages import MOST_NAMED, Summary
from tests.crawling import FAST, Ran, scrapy
from tests.site import Site
from tests.spiders.test_news import fill

ROWS = f"SELECT {', '.join(PUBLIC)}, source, first_seen_at FROM articles ORDER BY url"
ADDRESSES = "SELECT u.url, a.url FROM article_urls AS u JOIN articles AS a ON a.id = u.article_id ORDER BY 1"
REVISIONS = "SELECT article_id, reason, changed FROM revisions"


def crawled(site: Site, tmp_path: Path, *args: str) -> Path:
    """Crawl four articles; one has only the feed's date, one forbids text mining."""
    fill(site, 4)
    first, second, *_ = site.pages
    site.pages[first] = re.sub("<meta property[^>]*>", "", site.pages[first])
    site.pages[second] = site.pages[second].replace("<head>", '<head><meta name="robots" content="noai">')
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", *FAST, *args)
    assert (ran.code, len(ran.titles())) == (0, 4)
    return ran.database


def reclean(database: Path, *args: str) -> Ran:
    return scrapy(database, "reclean", "-s", "CLEAN_WORKERS=0", *args)


@pytest.fixture
def news(site: Site, tmp_path: Path) -> Path:
    return crawled(site, tmp_path)


def spoil(database: Path) -> None:
    """Change a row to what an older cleaner might have left."""
    with sqlite3.connect(database) as db:
        db.execute("UPDATE articles SET title = 'Menu', section = 'Menu' WHERE id = 1")
        db.execute("UPDATE articles SET removed_at = '2026-05-04T12:00:00Z' WHERE id = 2")


def test_without_a_kept_page_it_fails(news: Path) -> None:
    with sqlite3.connect(pages_file(news)) as db:
        db.execute("DELETE FROM pages")
    ran = reclean(news)
    assert (ran.code, ran.out) == (1, "")
    assert "no pages are kept there; a crawl keeps them unless RAW_PAGES is off" in ran.err


def test_the_pages_are_as_the_other_tests_expect(news: Path) -> None:
    facts = "SELECT published_from, reservations IS NOT NULL FROM articles ORDER BY id"
    assert sorted(Ran(0, "", "", news).rows(facts)) == [("feed", 0), ("meta", 0), ("meta", 0), ("meta", 1)]


def test_every_page_is_cleaned_with_what_all_of_them_teach(
    news: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    profiles: list[Profile | None] = []

    def watched(page: Page, limits: Limits, profile: Profile | None) -> Cleaned:
        profiles.append(profile)
        return clean_sent(page, limits, profile)

    monkeypatch.setattr(cleaning, "clean_sent", watched)
    settings = Settings({"CLEAN_WORKERS": 0})
    settings.setmodule("crawler.settings")
    settings.set("CLEAN_WORKERS", 0, "cmdline")
    summary, _ = reclean_kept.reclean(settings, news, tmp_path, source=None, since=None, trial=True)
    assert (summary.pages, summary.outcomes["same"]) == (4, 4)
    assert profiles[:4] == [None] * 4
    assert len(profiles) == 8
    assert profiles[4] is not None
    assert all(profile is profiles[4] for profile in profiles[4:])


def test_every_page_is_kept_and_cleaned_to_the_same_row(news: Path) -> None:
    ran = reclean(news)
    assert (ran.code, ran.err) == (0, "")
    assert ": 0 changed, 4 as before, 0 new, 0 outdated pages, " in ran.out
    assert ran.rows(REVISIONS) == []


def test_a_row_of_an_older_cleaner_becomes_a_revision(news: Path) -> None:
    rows = ROWS.replace("removed_at, ", "")
    before = Ran(0, "", "", news).rows(rows)
    spoil(news)
    seen = "SELECT id, last_seen_at FROM articles"
    was_seen = Ran(0, "", "", news).rows(seen)
    trial = reclean(news, "--dry-run")
    assert ": 1 changed, 3 as before, 0 new" in trial.out
    (url,) = trial.rows("SELECT url FROM articles WHERE id = 1")[0]
    assert f"  {url}: title, section\n" in trial.out
    assert "nothing was stored" in trial.out
    assert trial.rows(REVISIONS) == []
    ran = reclean(news)
    assert "  changed: title 1, section 1\n" in ran.out
    assert ran.rows(rows) == before
    ((article, reason, changed),) = ran.rows(REVISIONS)
    assert (article, reason[:8], changed) == (1, "cleaner ", '["title", "section"]')
    assert reason in ran.out
    assert ran.rows("SELECT id, seq FROM articles WHERE removed_at IS NOT NULL") == [(2, 2)]
    assert ran.rows(seen) == was_seen
    assert ": 0 changed, 4 as before" in reclean(news).out


def test_only_a_source_or_a_time(news: Path, site: Site) -> None:
    source = Ran(0, "", "", news).rows("SELECT name FROM sources")[0][0]
    assert "0 pages in" not in reclean(news, "--source", source, "--since", "1h").out
    wrong = reclean(news, "--source", f"{source}x")
    assert (wrong.code, f"did you mean '{source}'?" in wrong.err) == (2, True)


def test_in_worker_processes(news: Path) -> None:
    ran = scrapy(news, "reclean", "-s", "CLEAN_TIMEOUT=60")
    assert (ran.code, ran.err) == (0, "")
    assert "4 as before" in ran.out


def test_the_warc_of_the_pages_gives_the_same_rows(news: Path, tmp_path: Path) -> None:
    file = tmp_path / "pages.warc.gz"
    assert scrapy(news, "export", "-o", str(file)).code == 0
    with file.open("rb") as stream:
        records = [
            (record.rec_headers["WARC-Target-URI"], record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
            if record.rec_type == "response"
        ]
    with read_pages(news) as pages:
        assert records == [(page.url, page.body) for page in pages.each(every=True)]
    ran = scrapy(tmp_path / "again.db", "crawl", "archive", "-a", f"path={file}", *FAST)
    assert ran.code == 0
    for sql in (ROWS, ADDRESSES):
        assert ran.rows(sql) == Ran(0, "", "", news).rows(sql)
    assert not pages_file(ran.database).exists() or not Ran(0, "", "", pages_file(ran.database)).rows(
        "SELECT 1 FROM pages"
    )


def test_nothing_is_kept_if_raw_pages_are_off(site: Site, tmp_path: Path) -> None:
    database = crawled(site, tmp_path, "-s", "RAW_PAGES=False")
    assert not pages_file(database).exists()
    ran = reclean(database)
    assert (ran.code, "no pages are kept there" in ran.err) == (1, True)


def test_an_article_is_stored_even_if_its_page_cannot_be_kept(site: Site, tmp_path: Path) -> None:
    pages_file(tmp_path / "news.db").write_text("not a database at all, but somebody's notes")
    crawled(site, tmp_path)
    assert pages_file(tmp_path / "news.db").read_text().startswith("not a database")


def test_only_the_first_rows_are_named() -> None:
    summary = Summary()
    for number in range(MOST_NAMED + 3):
        summary.outcomes["changed"] += 1
        summary.name(f"http://herald.example/{number}", "text")
    *first, last = reclean_kept.row_lines(summary)
    assert (len(first), last) == (MOST_NAMED, "  and 3 more")
    assert first[0] == "  http://herald.example/0: text"


def test_a_rule_written_after_the_crawl_applies(site: Site, tmp_path: Path) -> None:
    source = tmp_path / "bridge.toml"
    source.write_text(f"url = '{site.url}/'")
    news = crawled(site, tmp_path)
    source.write_text(f"url = '{site.url}/'\n[clean]\nremove = ['article > p:nth-of-type(2)']")
    trial = reclean(news, "--source", "bridge", "--dry-run")
    assert len(re.findall(f"^  {re.escape(site.url)}/.*: .*text", trial.out, re.M)) == 4, trial.out
    ran = reclean(news, "--source", "bridge")
    assert ": 4 changed, 0 as before" in ran.out
    source.write_text(f"url = '{site.url}/'")
    assert ": 4 changed, 0 as before" in reclean(news, "--source", "bridge").out


def test_a_kept_page_that_is_none_by_todays_rules_is_counted(news: Path) -> None:
    with open_pages(pages_file(news), max_bytes=1 << 40, max_age=timedelta.max) as pages:
        page = next(iter(pages.each()))
        pages.put(replace(page, url=f"{page.url}?pdf", asked=(), body=b"%PDF-1.7 " + b"x" * 5_000))
    ran = reclean(news)
    assert (ran.code, ran.err) == (0, "")
    assert ": 0 changed, 4 as before, 0 new, 0 outdated pages, 1 no article, " in ran.out

"""Runs of the news spider that are stopped or killed, and two at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crawling import FAST, scrapy, started
from tests.site import FAULTS, Site
from tests.spiders.test_again import ARTICLE
from tests.spiders.test_news import feed, fill


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_first_signal_stops_the_run_and_gives_back_its_leases(
    site: Site, tmp_path: Path, number: int
) -> None:
    fill(site, 9)
    site.pages["/robots.txt"] = "User-agent: *\nRequest-rate: 1/3\n"
    given = ("crawl", "news", "-a", f"url={site.url}/feed.xml", *FAST)
    with started(tmp_path / "news.db", *given) as process:
        while "/feed.xml" not in site.asked() and process.poll() is None:
            time.sleep(0.05)
        time.sleep(0.5)  # four articles are leased and wait
        os.kill(process.pid, number)
        assert process.wait(60) == (130 if number == signal.SIGINT else 0)
        err = process.err.read_text()
    assert not [path for path in site.asked() if path.startswith("/2024")], "what waited was not sent"
    assert "Traceback" not in err
    message = "interrupted" if number == signal.SIGINT else "told to stop"
    assert err.count(f"{message}: finishing what is in hand (press again to stop at once)\n") == 1
    with sqlite3.connect(tmp_path / "news.db") as db:
        assert db.execute("SELECT count(*) FROM _frontier WHERE state = 'leased'").fetchone() == (0,)
        assert db.execute("SELECT outcome FROM runs").fetchone() == ("shutdown",)
        assert db.execute("SELECT count(*) FROM _frontier WHERE state = 'due'").fetchone() == (9,)


def test_a_run_that_is_killed_early_has_an_account(site: Site, tmp_path: Path) -> None:
    fill(site, 3)
    site.pages |= dict.fromkeys(sorted(site.pages)[-2:], FAULTS["slow start"])
    site.pages["/feed.xml"] = feed((ARTICLE, 1), ("/2024/03/03/news-of-day-number-3", 3))
    with started(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/feed.xml", *FAST) as process:
        while not _figures(tmp_path / "news.db") and process.poll() is None:
            time.sleep(0.01)
        process.kill()
    with sqlite3.connect(tmp_path / "news.db") as db:
        assert db.execute("SELECT pages, new, outcome FROM runs").fetchone() == (1, 1, None)


def test_a_second_crawl_of_a_source_at_the_same_time_says_so(site: Site, tmp_path: Path) -> None:
    fill(site, 2)
    slow = {path: FAULTS["slow start"] for path in site.pages if path.startswith("/2024")}
    site.pages |= slow
    given = ("crawl", "news", "-a", f"url={site.url}/feed.xml", *FAST, "-s", "STOP_GRACE=0.1")
    with started(tmp_path / "news.db", *given) as process:
        while not any(path.startswith("/2024") for path in site.asked()) and process.poll() is None:
            time.sleep(0.05)
        other = scrapy(tmp_path / "news.db", *given)
        os.kill(process.pid, signal.SIGINT)
        process.wait(60)
        first = process.err.read_text()
    name = site.url.removeprefix("http://")
    line = f"another crawl of {name} is running; neither fetches what the other has in hand\n"
    assert (other.code, other.err.count(line), first.count(line)) == (0, 1, 0)


def test_a_second_signal_stops_at_once_and_the_next_run_continues(site: Site, tmp_path: Path) -> None:
    fill(site, 4)
    site.pages |= {path: FAULTS["slow start"] for path in site.pages if path.startswith("/2024")}
    # The test must not wait for the grace period or a lease: each is longer than a command may take.
    long = ("-s", "STOP_GRACE=600", "-s", "FRONTIER_LEASE=600")
    given = ("crawl", "news", "-a", f"url={site.url}/feed.xml", *FAST, *long)
    with started(tmp_path / "news.db", *given) as process:
        while not any(path.startswith("/2024") for path in site.asked()) and process.poll() is None:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        while "interrupted: " not in process.err.read_text():
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(20) == 130
        err = process.err.read_text()
    assert "stopping at once; what was in hand will be fetched again by the next run" in err
    assert "Traceback" not in err
    fill(site, 4)
    assert len(scrapy(tmp_path / "news.db", *given).titles()) == 4


def test_a_killed_run_has_its_figures(site: Site, tmp_path: Path) -> None:
    """They were written every ten seconds, and a run that was killed before had none."""
    fill(site, 12)
    start = ("crawl", "news", "-a", f"url={site.url}/", *FAST, "-s", "DOWNLOAD_DELAY=0.5")
    with started(tmp_path / "news.db", *start) as process:
        end = time.monotonic() + 60
        while time.monotonic() < end and not (figures := _figures(tmp_path / "news.db")):
            time.sleep(0.1)
        os.kill(process.pid, signal.SIGKILL)
    assert figures, "the run ended before"
    assert _figures(tmp_path / "news.db") == figures
    with sqlite3.connect(tmp_path / "news.db") as db:
        db.execute("UPDATE runs SET updated_at = '2026-05-04T12:00:00Z'")
    killed = "killed: the run of news that began at "
    assert killed in scrapy(tmp_path / "news.db", "sources", "--health").err
    again = scrapy(tmp_path / "news.db", *start)
    assert f"note: an earlier run, `crawl news -a url={site.url}/`, begun at " in again.err
    assert "was killed; the next run of the same, such as this one, fetches again what it had" in again.err
    assert again.rows("SELECT outcome FROM runs") == [("killed",), ("finished",)]


def _figures(database: Path) -> list[tuple[int, int, int]]:
    """Return the figures of a run that has not ended."""
    if not database.exists():
        return []
    sql = "SELECT pages, new, requests FROM runs WHERE finished_at IS NULL AND new > 0 AND pages >= new"
    with suppress(sqlite3.OperationalError), sqlite3.connect(database) as db:
        return db.execute(sql).fetchall()
    return []

"""What `scrapy sources --learned` prints, and what `scrapy clean` says about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.errors import UnknownNameError
from crawler.reports import source_details
from crawler.tools.explain import plain
from crawler.tools.explain.reading import known_profile, read
from pipelines.db import open_database, site_pages
from pipelines.db.file_errors import Missing
from pipelines.worker.read_page import clean_page
from tests.sites.test_learning import article, page

NOTE = "The walkers' club is funded by its members and by nobody else in the valley."


def fill(path: Path, count: int = 10) -> None:
    with open_database(path) as db:
        db.execute(
            "INSERT INTO sources (name, url, added_at)"
            " VALUES ('herald', 'https://herald.example/', '2026-05-04T12:00:00Z')"
        )
        for number in range(count):
            each = page(number, article(number, f"<div class=about>{NOTE}</div>"))
            summary = clean_page(each).story.page_summary
            assert summary is not None
            site_pages.put(db, "herald", each.url, summary)


def test_layouts_and_verdicts_are_shown_in_words(tmp_path: Path) -> None:
    fill(tmp_path / "news.db")
    lines = list(source_details.learned_places(str(tmp_path / "news.db"), ["herald"]))
    assert lines[0].startswith("herald: how its pages are built, learned from 10 articles. A place is ")
    assert lines[1].startswith("  the article is in   ") and lines[1].endswith("  (10 pages)")
    assert any(line.startswith("     10 pages  removed") and "div.about" in line for line in lines)
    assert any(line.startswith("     10 pages  kept: p < div.body") for line in lines)
    assert "`scrapy sources --forget herald`; `scrapy clean URL` shows one page" in lines[-1]


def test_a_source_with_two_articles_has_taught_nothing(tmp_path: Path) -> None:
    fill(tmp_path / "news.db", 2)
    lines = list(source_details.learned_places(str(tmp_path / "news.db"), []))
    assert lines == ["herald: nothing learned yet; that takes three articles of the site"]


def test_an_unknown_source_and_a_missing_file_are_reported(tmp_path: Path) -> None:
    fill(tmp_path / "news.db", 2)
    with pytest.raises(UnknownNameError):
        list(source_details.learned_places(str(tmp_path / "news.db"), ["gazette"]))
    with pytest.raises(Missing):
        list(source_details.learned_places(str(tmp_path / "none.db"), []))


def test_clean_says_what_the_site_changes(tmp_path: Path) -> None:
    fill(tmp_path / "news.db")
    each = page(99, article(99, f"<div class=about>{NOTE}</div>"))
    profile = known_profile(str(tmp_path / "news.db"), "herald", each.url)
    lines = list(plain.lines(read(each, profile=profile)))
    assert any("1 change by what 10 articles of this site show" in line for line in lines)
    assert any(line.startswith("    removed (site: the same on other pages): The walkers") for line in lines)
    assert NOTE not in read(each, profile=profile).story.text


def test_a_site_is_not_read_by_what_another_has_taught(tmp_path: Path) -> None:
    fill(tmp_path / "news.db")
    assert known_profile(str(tmp_path / "news.db"), "gazette", "https://gazette.example/a") is None
    assert known_profile(str(tmp_path / "none.db"), "herald", "https://herald.example/a") is None
    assert not (tmp_path / "none.db").exists()


def test_the_selectors_of_a_source_file_win(tmp_path: Path) -> None:
    fill(tmp_path / "news.db")
    each = page(99, article(99, f"<div class=about>{NOTE}</div>"))
    selected = replace(each, site=replace(each.site, body=("div.body",)))
    profile = known_profile(str(tmp_path / "news.db"), "herald", each.url)
    assert NOTE in read(selected, profile=profile).story.text

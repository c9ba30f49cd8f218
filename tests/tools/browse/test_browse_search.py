"""The search of `scrapy browse`: what it finds, its message if it finds nothing, and its cost."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.tools.browse.conftest import PERSIAN, Opened


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("three", ["Bridge shut", "Lift bridge to be shut"]),
        ("bridge&source=times&sort=newest", ["Lift bridge to be shut"]),
        ("Fishing&language=en", ["Bridge shut", "Lift bridge to be shut"]),
        ("قنات", [PERSIAN]),
        ("council&from=2026-05-03&to=2026-05-03&sort=newest", [f"Mill {19 - place}" for place in range(20)]),
        ("council&from=2026-05-05", []),
        ("submarine", []),
        ('"', []),
    ],
)
def test_search_finds(news: Path, opened: Opened, asked: str, found: list[str]) -> None:
    page = opened(news)(f"/search?q={asked}")
    titles = page.words(".finds .title")
    assert titles == found if "sort" in asked else sorted(titles) == sorted(found)
    assert page.words(".finds mark") or not found
    assert asked != "قنات" or page.words(".title mark") == ["قنات"]
    assert ("Nothing was found" in page.text) is (not found)


@pytest.mark.parametrize(
    ("asked", "cure", "leads"),
    [
        ("harbuor+bridge", "did you mean harbour bridge?", "/search?q=harbour+bridge"),
        ("brigde&source=times", "did you mean bridge?", "/search?q=bridge&source=times"),
        ("council&from=2026-05-05", "that fits all of it. Search without the filters", "/search?q=council"),
        ("submarine", "Nothing was found.", None),
        ("<b>brigde</b>", "Nothing was found.", None),
    ],
)
def test_a_search_without_results_suggests_another(
    news: Path, opened: Opened, asked: str, cure: str, leads: str | None
) -> None:
    page = opened(news)(f"/search?q={asked}")
    (note,) = page.words("#found ~ .note")
    assert note.endswith(cure)
    assert [link.get("href") for link in page.tree.cssselect("#found ~ .note a")] == [leads] * bool(leads)


def test_search_has_further_pages(news: Path, opened: Opened) -> None:
    get = opened(news)
    first = get("/search?q=council&sort=newest")
    (more,) = first.tree.cssselect("a[rel=next]")
    second = get(more.get("href"))
    assert len(first.words(".finds li > article")) == 20
    assert len(second.words(".finds li > article")) == 2
    assert second.tree.cssselect("a[rel=prev]")[0].get("href").startswith("/search?q=council&sort=newest")


def test_an_address_leads_to_its_article(news: Path, opened: Opened) -> None:
    page = opened(news)(f"/search?q={quote('https://herald.example/bridge#top')}")
    assert (page.status, page.headers["location"]) == (302, "/article/1")


def test_filters_without_words_lead_to_a_list(news: Path, opened: Opened) -> None:
    page = opened(news)("/search?q=&source=times&from=2026-05-01&sort=newest")
    assert (page.status, page.headers["location"]) == (302, "/?source=times&from=2026-05-01")


def test_too_many_matches_are_not_ranked(news: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.tools.browse.browse_reader._RANKED", -1.0)
    monkeypatch.setattr("crawler.tools.browse.browse_reader._LOOK", 1)
    page = opened(news)("/search?q=council")
    assert "too many matches to tell the best" in page.text
    assert len(page.words(".finds .title")) == 20


def test_a_query_that_takes_too_long_is_stopped(
    news: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_RANKED", -1.0), ("LIMIT", -2.0), ("_LOOK", 1)):
        monkeypatch.setattr(f"crawler.tools.browse.browse_reader.{name}", value)
    page = opened(news)("/search?q=council&language=zu")
    assert (page.status, "Nothing was found in the time" in page.text) == (200, True)

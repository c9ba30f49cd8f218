"""A listing that can be read but whose articles cannot is a failure, which the summary names in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import FAST, scrapy
from tests.site import Site
from tests.spiders.test_again import source
from tests.spiders.test_news import crawl, feed, fill


def remove_articles(site: Site) -> None:
    for path in [path for path in site.pages if path.startswith("/2024/")]:
        del site.pages[path]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "the only article that it lists cannot be read; the lines above say why"),
        (6, "none of the 6 articles that it lists can be read; the lines above say why"),
    ],
)
def test_a_named_feed_without_a_readable_article(site: Site, tmp_path: Path, count: int, said: str) -> None:
    """It ended with exit code 0 and only counted the errors."""
    fill(site, count)
    remove_articles(site)
    ran = crawl(site, tmp_path, start="/feed.xml")
    assert (ran.code, f"  note: {site.url}/feed.xml: {said}\n" in ran.err) == (1, True)


@pytest.mark.parametrize(("count", "code"), [(3, 1), (6, 3)])
def test_a_source_without_a_readable_article(site: Site, tmp_path: Path, count: int, code: int) -> None:
    """Five failed pages make it failing, which the next `sources --health` shows too."""
    fill(site, count)
    remove_articles(site)
    source(site, tmp_path)
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    failing = f"bridge is failing: {count} of its last {count} pages failed: Http404"
    few = f"bridge: none of the {count} articles that it lists can be read; the lines above say why"
    assert (ran.code, (few if count < 5 else failing) in ran.err) == (code, True)


def test_a_dead_link_of_a_known_source_is_no_failure(site: Site, tmp_path: Path) -> None:
    fill(site, 3)
    assert crawl(site, tmp_path, start="/feed.xml").code == 0
    site.pages["/feed.xml"] = feed(("/2024/03/09/gone-before-it-came", 9))
    ran = crawl(site, tmp_path, start="/feed.xml")
    assert (ran.code, "Http404 1" in ran.err, "can be read" in ran.err) == (0, True, False)

"""What a run makes of a site's pages does not depend on their order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.items import Page
from pipelines.worker.read_page import clean_page
from tests.crawling import FAST, scrapy
from tests.site import Site as Web
from tests.sites.reading import read_pages
from tests.sites.test_learning import WORDS, article, headline, page, sentence, structured

COUNT = 90
"""More pages than the profile of a site remembers."""
WHY = "Why it matters"
GUIDES = [f"Ada from the {word}, who has known the valley since she was a child" for word in (*WORDS, "well")]
"""Each is on few pages, so that only the last ones show that the line below the text is a note."""


def walk(number: int) -> str:
    """Return a page with what recurs on a site: a subhead, notes, a list of links, and another headline."""
    why = f"<h3>{WHY}</h3><p>{sentence(number, 6)}</p>" if number % 9 == 0 else ""
    guide = f"Walk {number} had no guide at all." if number % 4 == 0 else f"Guide: {GUIDES[number % 13]}."
    notes = f"<div class=note>{guide}</div>"
    label = f"<p class=label>{WORDS[number % 5].title()} and beyond</p>" if number % 3 else ""
    links = "".join(f"<p><a href=/walks/{number - at}>{headline(number - at)}</a></p>" for at in (1, 7))
    return article(number, f"{label}{why}{notes}{links if number % 2 else ''}")


def pages() -> list[Page]:
    made = []
    for number in range(10, 10 + COUNT):
        head = structured("All the walks of our valley" if number % 8 == 0 else headline(number))
        folder = "jobs" if number % 3 == 0 else "walks"
        each = page(number, walk(number), head=head)
        made.append(replace(each, url=f"https://herald.example/{folder}/{number}"))
    return made


def rows(found: Sequence[Page]) -> dict[str, Any]:
    return {url: (row.story, row.dates) for url, row in read_pages(found, learn=True).rows.items()}


@pytest.mark.parametrize("count", [12, 30, COUNT])
def test_two_orders_give_the_same_rows(count: int) -> None:
    found = pages()[:count]
    expected = rows(found)
    assert any(story.site_changes for story, _ in expected.values())
    random.Random(count).shuffle(found)
    assert rows(found) == expected
    assert rows(found[::-1]) == expected


def test_what_a_page_teaches_does_not_depend_on_the_pages_before_it() -> None:
    for url, (story, _) in rows(found := pages()).items():
        alone = clean_page(next(each for each in found if each.url == url))
        assert story.page_summary == alone.story.page_summary


def test_reclean_after_a_crawl_changes_nothing(site: Web, tmp_path: Path) -> None:
    paths = {n: f"/2024/05/{n % 28 + 1:02}/walk-{n}-leads-past-the-mill" for n in range(10, 10 + COUNT)}
    site.pages |= {path: f"<html><body>{walk(n)}</body></html>" for n, path in paths.items()}
    links = "".join(f'<li><h2><a href="{path}">{headline(n)}</a></h2></li>' for n, path in paths.items())
    site.pages["/"] = f"<html><head><title>Walks</title></head><body><ul>{links}</ul></body></html>"
    ran = scrapy(tmp_path / "news.db", "crawl", "news", "-a", f"url={site.url}/", *FAST)
    assert ran.rows("SELECT count(*) FROM articles") == [(COUNT,)], ran.err
    again = scrapy(ran.database, "reclean", "-s", "CLEAN_WORKERS=0", "--dry-run")
    assert f": 0 changed, {COUNT} as before, 0 new" in again.out, again.out

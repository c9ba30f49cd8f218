"""Which pages of a run are read again, now that their site is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.db import open_database, site_pages
from pipelines.items import Cleaned, Page
from pipelines.stages.site_memories import SiteMemories
from pipelines.worker.read_page import clean_page
from tests.sites.test_learning import article, headline, page, text


def test_pages_that_waited_while_their_site_became_known_are_read_again(tmp_path: Path) -> None:
    """A fast crawl gives a page its profile long before a worker is free for it."""
    with open_database(tmp_path / "news.db") as db:
        memories = SiteMemories(db)
        for number in range(1, 31):
            memories.remember(clean_page(page(number, article(number))), None)
        late = memories.of_site("herald")
        assert late is not None
        assert late.is_settled
        memories.remember(clean_page(page(31, article(31)), profile=late), late)
        assert len(list(memories.early_pages())) == 30
        assert list(memories.early_pages()) == []


def walk(number: int) -> Page:
    """An article whose headline stands in a line that begins as those of its section do."""
    line = f"<p>Walks &gt; {number:02}-04-2026 &gt; {headline(number)}</p>"
    return page(number, f"<div>{line}{text(number)}</div>", head="<title>All of our valley</title>")


def job(number: int, body: str) -> Page:
    """A page of another section."""
    made = page(number, body, head="<title>All of our valley</title>")
    return replace(made, url=f"https://herald.example/jobs/{number}")


def read(memories: SiteMemories, each: Page) -> Cleaned:
    profile = memories.profile("herald", each.url)
    cleaned = clean_page(each, profile=profile)
    memories.remember(cleaned, profile)
    return cleaned


@pytest.mark.parametrize("is_same", [True, False], ids=["the site's layout", "a layout of its own"])
def test_a_section_teaches_its_own_pages_where_the_others_are_many(tmp_path: Path, is_same: bool) -> None:
    """One page of four is a walk: too few for what the whole site shares."""
    with open_database(tmp_path / "news.db") as db:
        memories = SiteMemories(db)
        for number in range(1, 31):
            for other in range(3):
                each = 100 * number + other
                read(memories, job(each, f"<div>{text(each)}</div>" if is_same else article(each)))
            late = read(memories, walk(number))
        assert late.story.title == headline(30)
        again = {each.url: read(memories, each) for each in memories.early_pages()}
        assert again[walk(1).url].story.title == headline(1)


def test_each_section_keeps_its_latest_pages_between_runs(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db") as db:
        for number in range(400):
            name = "walks" if number < 100 else f"jobs-{number % 5}"
            site_pages.put(db, "herald", f"https://herald.example/{name}/{number}", b"", day=number)
        kept = [url for url, *_ in site_pages.read(db, "herald")]
    assert len(kept) == site_pages.MOST_IN_ALL
    assert sum("/jobs-1/" in url for url in kept) == site_pages.MOST
    assert "https://herald.example/jobs-1/391" in kept


def test_of_one_day_the_same_pages_are_kept_in_any_order(tmp_path: Path) -> None:
    urls = [f"https://herald.example/walks/{number}" for number in range(90)]
    kept = []
    for order in (urls, sorted(urls)):
        with open_database(tmp_path / f"{len(kept)}.db") as db:
            memories = SiteMemories(db)
            for url in order:
                each = replace(page(1, article(int(url.rpartition("/")[2]))), url=url)
                packed = read(memories, each).story.page_summary
                assert packed is not None
                site_pages.put(db, "herald", url, packed, day=each.fetched_at.toordinal())
            taught = memories.of_site("herald")
            memories.settle()
            held = memories.of_site("herald")
            stored = SiteMemories(db).of_site("herald")
        assert taught is not None
        assert held is not None
        assert stored is not None
        assert held.urls == stored.urls
        kept.append(held.urls)
    assert kept[0] == kept[1]


def test_only_pages_that_are_read_otherwise_now_are_read_again(tmp_path: Path) -> None:
    """A label stands on every third page; the third page that has it shows that it is none of the text."""
    label = "<p class=label>From our archive</p>"
    with open_database(tmp_path / "news.db") as db:
        memories = SiteMemories(db)
        for number in range(60, 100):
            read(memories, page(number, article(number)))
        list(memories.early_pages())
    with open_database(tmp_path / "news.db") as db:
        memories = SiteMemories(db)
        for number in range(60, 100):
            read(memories, page(number, article(number, label if number % 3 == 0 else "")))
        again = {each.url for each in memories.early_pages()}
    assert {page(number, "").url for number in (60, 63)} <= again
    assert page(98, "").url not in again

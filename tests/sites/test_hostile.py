"""A site whose pages are made to fill the memory: what it costs is bounded, and its own."""

from __future__ import annotations

import pickle
from pathlib import Path
from time import process_time

from pipelines.db import open_database, site_pages
from pipelines.sites import PageSummary, SectionMemory, SiteMemory
from pipelines.sites.memory import MOST_IN_ALL, MOST_PAGES
from pipelines.sites.page_summary import KEPT, MOST_PIECES, PieceSeen
from pipelines.stages.site_memories import SiteMemories
from pipelines.worker.read_page import clean_page
from tests.sites.test_learning import article, page


def crowded(number: int) -> PageSummary:
    """Return a page of as many places as a summary takes, each of which stands on three pages and no more."""
    group = number // 3
    pieces = (PieceSeen(f"{group} {at} ".ljust(400, "x"), at, KEPT, 50) for at in range(MOST_PIECES))
    return PageSummary(layout=f"box {number}".ljust(400, "x"), pieces=tuple(pieces))


def test_places_without_end_make_a_bounded_profile_in_bounded_time() -> None:
    begun, memory = process_time(), SiteMemory()
    for number in range(2 * MOST_PAGES):
        memory.add(f"https://herald.example/{number}", crowded(number))
    profile = memory.profile
    assert profile is not None
    assert len(memory) == MOST_PAGES
    assert len(pickle.dumps(profile)) < 8_000_000
    assert process_time() - begun < 5


def test_sections_without_end_cost_bounded_room() -> None:
    memory = SectionMemory()
    for number in range(2 * MOST_IN_ALL):
        url = f"https://herald.example/a{number % 400}/{number}"
        memory.add(url, PageSummary(layout="a", pieces=()))
    assert len(memory) == MOST_IN_ALL
    assert len(memory._sections) <= MOST_IN_ALL


def test_what_a_site_teaches_is_no_other_site_s(tmp_path: Path) -> None:
    """One site's pages make its paragraphs furniture; another one has the same template and text."""
    with open_database(tmp_path / "news.db") as db:
        for number in range(30):
            own = f"<p>Only page {number} has this sentence, and nobody needs to read it on another one.</p>"
            packed = clean_page(page(number, article(1, own))).story.page_summary
            assert packed is not None
            site_pages.put(db, "hostile", f"https://hostile.example/{number}", packed)
        memories = SiteMemories(db)
        assert memories.of_site("hostile") is not None
        assert memories.of_site("herald") is None

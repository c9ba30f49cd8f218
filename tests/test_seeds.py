"""The two documents that a user gave as examples of input: one is clean, one full of furniture."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import times
from pipelines.items import Cleaned, Dates, Page, Site
from pipelines.worker.read_page import clean_page

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here: ../shared/seeds")


def read(number: int) -> tuple[Cleaned, Dates]:
    (path,) = SEEDS.glob(f"{number:03}_*.txt")
    site = Site(name="seed", url="https://seed.example/", timezone="Asia/Tehran")
    fetched_at = datetime(2024, 7, 22, 11, 8, tzinfo=UTC)
    page = Page(
        url=f"https://seed.example/{number}",
        body=path.read_bytes(),
        fetched_at=fetched_at,
        site=site,
        content_type="text/plain; charset=utf-8",
    )
    cleaned = clean_page(page)
    return cleaned, times.choose(cleaned.evidence, fetched_at=fetched_at, site=site)


def test_the_clean_one_keeps_its_headline_and_its_dateline() -> None:
    cleaned, dates = read(0)
    assert cleaned.refusal is None
    assert (
        cleaned.story.title
        == "Global alliance against US and Western aggression, says Iranian Supreme Leader"
    )
    assert cleaned.story.paragraphs[0].startswith(
        "TEHRAN: In a meeting with Cuban President Miguel Díaz-Canel"
    )
    assert len(cleaned.story.paragraphs) == 14
    assert dates.published_at is None


def test_the_one_full_of_furniture_is_cleaned() -> None:
    cleaned, dates = read(1)
    story = cleaned.story
    assert cleaned.refusal is None
    assert story.title == "Global coalition should be formed against US bullying"
    assert story.text.count("Iran and Cuba's political and economic potentials should be used") == 1
    assert story.external_id == "84451"
    assert story.section == "Iran"
    for furniture in (
        "iran <<",
        "Updated in",
        "most visited",
        "your comment",
        "News ID",
        "Publish Date",
        "bullyingThe",
    ):
        assert furniture not in story.text
    assert len(set(story.paragraphs)) == len(story.paragraphs)
    assert "The Leader of the Islamic Revolution Ayatollah Seyyed Ali Khamenei received" in story.text
    assert (dates.published_at, dates.published_precision) == ("2023-12-05T06:02:00Z", "minute")
    assert (dates.published_offset, dates.published_from) == ("+03:30", "text")
    assert dates.published_raw == "05December 2023 - 09:32"
    assert dates.modified_at != "2024-07-22T11:08:00Z"

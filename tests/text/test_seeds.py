"""The two text/plain documents that the project was given: which parts must stay,
and which must be removed."""

from pathlib import Path

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
SITE = Site(name="gazette", url="https://gazette.example/", timezone="Asia/Tehran")


def story(start: str) -> Story:
    found = sorted(SEEDS.glob(f"{start}*.txt"))
    if not found:
        pytest.skip("../shared/seeds is missing")
    doc = parse(found[0].read_bytes(), "https://gazette.example/news/84451", "text/plain")
    cleaned = clean(doc, SITE, Hints())
    assert no_article(doc, cleaned) is None
    return cleaned


def test_the_first_keeps_its_headline_and_its_dateline() -> None:
    found = story("000")
    assert found.title == "Global alliance against US and Western aggression, says Iranian Supreme Leader"
    assert found.paragraphs[0].startswith("TEHRAN: In a meeting with Cuban President Miguel Díaz-Canel")
    assert len(found.paragraphs) == 14
    assert found.title not in found.text


def test_the_second_has_its_standfirst_once_and_no_furniture() -> None:
    found = story("001")
    assert found.title == "Global coalition should be formed against US bullying"
    assert found.summary == found.paragraphs[0]
    assert found.summary.startswith("Leader of the Islamic Revolution Ayatollah Seyyed Ali Khamenei says")
    assert found.paragraphs[1].startswith("The Leader of the Islamic Revolution")
    assert len(found.paragraphs) == len(set(found.paragraphs)) == 14
    assert found.paragraphs[-5].startswith('"Revolutionary honesty"')
    assert found.paragraphs[-4].startswith('"Relations between Iran and Cuba')
    assert (found.external_id, found.section, found.method) == ("84451", "Iran", "text")
    lower = found.text.lower()
    for dirt in ("<<", "updated in", "most visited", "your comment", "news id", "publish date"):
        assert dirt not in lower

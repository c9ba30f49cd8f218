"""Pages on which other readers lost part of an article or kept too much: one page for each kind of fault."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article

PAGES = sorted((Path(__file__).parent / "cases").glob("*.html"))
SITE = Site(name="site", url="https://site.example/")


def story_of(page: Path) -> tuple[Story, dict[str, Any]]:
    want = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    doc = parse(page.read_bytes(), want["url"], "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story, want


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_text(page: Path) -> None:
    story, want = story_of(page)
    text = one_line(story.text)
    assert [part for part in want.get("text_contains", ()) if one_line(part) not in text] == []
    assert [part for part in want.get("text_excludes", ()) if one_line(part) in text] == []


def test_there_are_pages() -> None:
    assert PAGES

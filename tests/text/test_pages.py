"""Whole pages written for these tests, each in the shape of a kind of news page,
and their expected results."""

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import Document, parse
from pipelines.text import clean, no_article

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
SITE = Site(name="site", url="https://site.example/")
GIVEN: dict[str, Any] = {
    field.name: field.default
    for field in dataclasses.fields(Story)
    if field.name
    in {"summary", "authors", "tags", "section", "image", "language", "external_id", "is_paywalled"}
}


def load(page: Path) -> tuple[Document, dict[str, Any]]:
    want = tomllib.loads(page.with_suffix(".toml").read_text(encoding="utf-8"))
    return parse(page.read_bytes(), want["url"], "text/html; charset=utf-8"), want


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    doc, want = load(page)
    story = clean(doc, SITE, Hints())
    assert story.paragraphs == tuple(want["paragraphs"])
    assert story.title == want["title"]
    for name, absent in GIVEN.items():
        value = tuple(want[name]) if isinstance(want.get(name), list) else want.get(name, absent)
        assert getattr(story, name) == value, name
    assert story.method == want.get("method", "container")
    assert no_article(doc, story) is None
    assert story.canonical_url is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_accounted_for(page: Path) -> None:
    doc, _ = load(page)
    explained = clean(doc, SITE, Hints(), explain=True)
    kept = " ".join(block.text for block in explained.blocks if block.rule is None).split()
    assert [word for word in explained.text.split() if word != "|"] == kept
    assert dataclasses.replace(explained, blocks=(), offers=()) == clean(doc, SITE, Hints())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_shared_tree_is_unchanged(page: Path) -> None:
    doc, _ = load(page)
    before = doc.tree.text_content(), len(list(doc.tree.iter()))
    clean(doc, SITE, Hints())
    assert (doc.tree.text_content(), len(list(doc.tree.iter()))) == before

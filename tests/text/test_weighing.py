"""What the model may drop and bring back, and how long a page's tree is kept."""

import gc
from collections.abc import Iterator

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.model.linear_model import Model, Weights, fitted
from pipelines.text.page_view import View

SITE = Site(name="herald", url="https://herald.example/")
CLOSED = """mill weir bridge school ferry market library station quarry brewery chapel harbour theatre museum
    bakery lighthouse"""
PROSE = [f"The {what} was closed on Monday, and nobody knows when it opens again." for what in CLOSED.split()]


def told(*extra: str, bias: float) -> Story:
    """A page of plain paragraphs as a model reads it that says the same of every piece."""
    text = "".join(f"<p>{line}</p>" for line in (*PROSE, *extra))
    page = parse(f"<article><h1>The valley waits</h1>{text}</article>".encode(), "https://herald.example/a")
    return clean(page, SITE, Hints(), model=Model(fitted().first, Weights(bias, {"size": 0.0})))


def test_a_model_that_speaks_against_all_is_not_believed() -> None:
    assert list(told(bias=-9.0).paragraphs) == PROSE


@pytest.mark.parametrize("line", ["Read also: the mill of last year", "Tags: valley, weather"])
def test_what_a_rule_drops_by_its_words_comes_back_where_the_model_is_sure(line: str) -> None:
    assert line not in told(line, bias=0.0).text
    assert line in told(line, bias=9.0).text


def test_the_headline_never_comes_back() -> None:
    assert "The valley waits" not in told(bias=9.0).text


@pytest.fixture
def rings() -> Iterator[list[object]]:
    """What only the collector can free; empty until `gc.collect` is called."""
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()


def test_a_page_is_freed_as_soon_as_it_is_read(rings: list[object]) -> None:
    told(bias=0.0)
    gc.collect()
    assert not [found for found in rings if isinstance(found, View)]


def test_a_closing_notice_has_to_be_likelier_than_a_paragraph_of_the_text() -> None:
    notice = "Our editors ask everybody to stay on topic and to be respectful when they write to us."
    assert notice not in told(notice, bias=-1.5).text
    assert PROSE[8] in told(notice, bias=-1.5).text

"""Recognises the page on which a house sells its subscriptions: plans with a price and a button each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.scan import Scan
from pipelines.markup.scripts import is_unspaced
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.text.metadata import structured
from pipelines.text.pieces.calls import MONEY

_PRICE, _PROSE = 60, 120  # characters: a price has fewer, a paragraph before the prices more
_AFTER = 15  # pieces in which the button of the last price is searched
_PLANS = 2
_ENOUGH = 3.0  # sum of the signs


def sells_plans(doc: Document, story: Story) -> bool:
    """Return True if title, prices, periods and buttons are those of subscriptions below no text.

    An article about prices of subscriptions has paragraphs before them, and often an author.
    """
    prices = [] if story.authors else list(_prices(doc.scan))
    return len(prices) >= _PLANS and sum(_signs(doc, story, prices)) >= _ENOUGH


def _prices(scan: Scan) -> Iterator[int]:
    """Yield the short pieces with a price, from the first main heading on."""
    heading = _heading(scan)
    for at, piece in enumerate(scan.pieces[heading:], heading):
        if piece.size < _PRICE and MONEY.search(piece.text):
            yield at


def _heading(scan: Scan) -> int:
    return next((at for at, piece in enumerate(scan.pieces) if scan.boxes[piece.box].tag == "h1"), 0)


def _signs(doc: Document, story: Story, prices: list[int]) -> Iterator[float]:
    pieces, heading = doc.scan.pieces, _heading(doc.scan)
    before = sum(p.size > _PROSE and has_sentence(p.text) for p in pieces[heading : prices[-1]])
    yield 1.5 * any(_has_word("plans", title) for title in (*doc.titles, story.title or ""))
    yield 0.5 * _has_word("plans", doc.url)
    yield 1.0 * (sum(_has_word("period", pieces[at].text) for at in prices) >= _PLANS)
    is_sold = sum(_is_sold(doc.scan, *places) for places in _places(heading, prices)) >= _PLANS
    yield 1.0 if is_sold else -1.0
    yield -1.0 * min(before, 2)
    yield -1.5 * bool(structured.article(doc).get("headline"))
    yield -0.5 * bool(doc.first_meta("article:published_time"))


def _places(heading: int, prices: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield each price between what is before it and what is after it: other prices, or the heading."""
    yield from zip((heading, *prices), prices, (*prices[1:], prices[-1] + _AFTER), strict=False)


def _is_sold(scan: Scan, before: int, at: int, after: int) -> bool:
    """Return True if the largest box with this price alone has a button, a field or, below it, a link."""
    box = scan.boxes[scan.pieces[at].box]
    for index in scan.ancestors(scan.pieces[at].box):
        if scan.boxes[index].first <= before or scan.boxes[index].last > after:
            break
        box = scan.boxes[index]
    has_control = any(True for _ in box.element.iter("button", "input", "select"))
    return has_control or any(scan.pieces[i].links for i in range(at + 1, box.last))


def _has_word(kind: str, text: str) -> bool:
    """Return True if a word of a text begins as one of a kind; in scripts without spaces, if it has one."""
    return _pattern(kind).search(f" {fold(text)} ") is not None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    words = {fold(word) for words in load("refusals")[kind].values() for word in words}
    ends = {word: "" if len(word) > _WHOLE else " " for word in sorted(words)}
    return re.compile("|".join(word if is_unspaced(word) else f" {word}{end}" for word, end in ends.items()))


_WHOLE = 3  # letters; a shorter beginning must be the whole word

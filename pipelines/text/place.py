"""Finds where on a page the article is: the box that the source names, else the likeliest one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from lxml import html

from pipelines.items import Hints
from pipelines.markup import Document
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Scan, scan
from pipelines.markup.words import fold, tidy
from pipelines.text.boxes.neighbours import neighbours
from pipelines.text.headline.title_candidates import HEAD_FIELDS
from pipelines.text.metadata import structured
from pipelines.text.model.container import article_box, text_values
from pipelines.text.model.features import BoxSums, Column, Columns, Known, local
from pipelines.text.model.linear_model import Model


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a page the article is, and what that was concluded from."""

    offered: dict[str, list[str]]
    """The headlines that the page offers, by where they stand."""
    text_values: list[float]
    sums: BoxSums
    columns: Columns
    """The features of the first step."""
    log_odds: Column
    box: int
    share: float
    """The part of the page's likely text that the box holds."""
    is_chosen: bool
    """Whether the source names the box."""
    descriptions: tuple[str, ...]
    """What the page says of itself in one paragraph."""
    neighbours: Mapping[int, str]
    """Boxes that are surely no part of the article, and why."""


def find_place(
    doc: Document, hints: Hints, model: Model, offered: dict[str, list[str]], selectors: Sequence[str]
) -> Place:
    """Weigh every piece by what can be seen without knowing the box, and choose the box.

    `offered` are the headlines by where they stand, `selectors` the source's own, which win.
    """
    page = doc.scan
    worth = text_values(page)
    sums = BoxSums(page, worth)
    texts = tuple(dict.fromkeys(fold(text) for values in offered.values() for text in values if text))
    said = _descriptions(doc, hints)
    known = Known(_printed(page, frozenset(texts)), texts, tuple(map(fold, said)))
    columns = local(page, sums, known)
    odds = model.first.log_odds(columns)
    given = {fold(text) for where in HEAD_FIELDS for text in offered[where]}
    others = neighbours(page, doc.url, given)
    for index in others:
        odds[page.boxes[index].first : page.boxes[index].last] = _NEVER
    chosen = _chosen(doc, selectors, page)
    box, share = article_box(page, sums, odds) if chosen is None else (chosen, 1.0)
    return Place(offered, worth, sums, columns, odds, box, share, chosen is not None, said, others)


_NEVER = -6.0  # log-odds


def _chosen(doc: Document, selectors: Sequence[str], page: Scan) -> int | None:
    """The box that a source's own selector names; the first selector that matches wins."""
    for selector in selectors:
        matches = set(doc.tree.cssselect(selector))
        for index, box in enumerate(page.boxes):
            if box.element in matches and box.first < box.last:
                return index
    return None


def _printed(page: Scan, offered: frozenset[str]) -> int | None:
    """The first heading that is one of the headlines offered, one of the first order before all others."""
    for tags in (_FIRST, HEADINGS):
        heads = (at for at, piece in enumerate(page.pieces) if page.boxes[piece.box].tag in tags)
        found = next((at for at in heads if fold(page.pieces[at].text[:_LONG_HEAD]) in offered), None)
        if found is not None:
            return found
    return None


_FIRST = frozenset(("h1",))
_LONG_HEAD = 1_000  # characters


def _descriptions(doc: Document, hints: Hints) -> tuple[str, ...]:
    node = structured.article(doc)
    said = [
        structured.text_of(node.get("description")),
        structured.text_of(node.get("alternativeHeadline")),
        doc.first_meta("og:description"),
        doc.first_meta("description"),
        doc.first_meta("twitter:description"),
    ]
    texts = [*(tidy(unescape(v)) for v in said if v), _plain(hints.summary)]
    return tuple(dict.fromkeys(filter(None, texts)))


def _plain(markup: str | None) -> str:
    """A feed's description without its markup and comments."""
    if not markup or not markup.strip():
        return ""
    page = scan(
        html.document_fromstring(f"<body>{markup}</body>", parser=html.HTMLParser(remove_comments=True))
    )
    return tidy(unescape(" ".join(piece.text for piece in page.pieces)))

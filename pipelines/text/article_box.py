"""Finds the article's box on a page: the one that the source's selector names, else the most likely one."""

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
from pipelines.text.boxes.replies import forget_names_of_article
from pipelines.text.boxes.teasers import Facts
from pipelines.text.boxes.threads import Claims
from pipelines.text.headline.title_candidates import HEAD_FIELDS
from pipelines.text.metadata import structured
from pipelines.text.model.container import article_box, text_values
from pipelines.text.model.features import BoxSums, Column, Columns, Known, local
from pipelines.text.model.linear_model import Model


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article is on a page, and the data behind that choice."""

    offered: dict[str, list[str]]
    """The headlines that the page offers, by their origin (`og`, `h1` …)."""
    text_values: list[float]
    """A first estimate for every piece; see `container.text_value`."""
    sums: BoxSums
    columns: Columns
    """The features of the first step."""
    log_odds: Column
    box: int
    share: float
    """The share of the page's likely text that is in the box, 0 to 1."""
    is_chosen: bool
    """Whether the source names the box."""
    descriptions: tuple[str, ...]
    """The page's own descriptions of its article, one paragraph each."""
    neighbours: Mapping[int, str]
    """Boxes that are certainly not part of the article, each with the rule that drops it."""


def find_place(
    doc: Document, hints: Hints, model: Model, offered: dict[str, list[str]], selectors: Sequence[str]
) -> Place:
    """Compute the first step of the model for every piece, and choose the article's box.

    `offered` are the headlines by origin. If one of the source's `selectors` matches, it decides.
    """
    page = doc.scan
    piece_values = text_values(page)
    sums = BoxSums(page, piece_values)
    texts = tuple(dict.fromkeys(fold(text) for values in offered.values() for text in values if text))
    descriptions = _descriptions(doc, hints)
    known = Known(_printed_headline(page, frozenset(texts)), texts, tuple(map(fold, descriptions)))
    forget_names_of_article(Facts.of(page, doc.url), known.headline)
    columns = local(page, sums, known)
    odds = model.first.log_odds(columns)
    head_titles = {fold(text) for where in HEAD_FIELDS for text in offered[where]}
    other_boxes = neighbours(page, doc.url, head_titles, _claims(doc))
    for index in other_boxes:
        odds[page.boxes[index].first : page.boxes[index].last] = _NEVER
    chosen = _chosen(doc, selectors, page)
    box, share = article_box(page, sums, odds) if chosen is None else (chosen, 1.0)
    return Place(
        offered, piece_values, sums, columns, odds, box, share, chosen is not None, descriptions, other_boxes
    )


def _claims(doc: Document) -> Claims:
    is_live = any("liveblogposting" in structured.types(node) for node in structured.every(doc))
    return Claims(structured.text_of(structured.article(doc).get("articleBody")) or "", is_live)


_NEVER = -6.0  # log-odds of pieces that are certainly not part of the article


def _chosen(doc: Document, selectors: Sequence[str], page: Scan) -> int | None:
    """Return the box that a source's selector names; the first selector that matches decides."""
    for selector in selectors:
        matches = set(doc.tree.cssselect(selector))
        for index, box in enumerate(page.boxes):
            if box.element in matches and box.first < box.last:
                return index
    return None


def _printed_headline(page: Scan, offered: frozenset[str]) -> int | None:
    """Return the first h1, or else the first other heading, that is one of the offered headlines."""
    for tags in (_H1, HEADINGS):
        headings = (at for at, piece in enumerate(page.pieces) if page.boxes[piece.box].tag in tags)
        headline = next(
            (at for at in headings if fold(page.pieces[at].text[:_HEADLINE_SIZE]) in offered), None
        )
        if headline is not None:
            return headline
    return None


_H1 = frozenset(("h1",))
_HEADLINE_SIZE = 1_000  # characters


def _descriptions(doc: Document, hints: Hints) -> tuple[str, ...]:
    """Return the descriptions of the article in the page's head and in the feed."""
    node = structured.article(doc)
    raw = [
        structured.text_of(node.get("description")),
        structured.text_of(node.get("alternativeHeadline")),
        doc.first_meta("og:description"),
        doc.first_meta("description"),
        doc.first_meta("twitter:description"),
    ]
    texts = [*(tidy(unescape(v)) for v in raw if v), _without_markup(hints.summary)]
    return tuple(dict.fromkeys(filter(None, texts)))


def _without_markup(markup: str | None) -> str:
    """Return a feed's description without markup and comments."""
    if not markup or not markup.strip():
        return ""
    page = scan(
        html.document_fromstring(f"<body>{markup}</body>", parser=html.HTMLParser(remove_comments=True))
    )
    return tidy(unescape(" ".join(piece.text for piece in page.pieces)))

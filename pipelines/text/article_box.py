"""Finds the article's box on a page: the one that the source's selector names, else the most likely one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, chain

from lxml import html

from pipelines.items import Hints, Site
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
    named: tuple[int, ...]
    """For each piece, how many pieces before it are in boxes that the source's selector names; empty if it
    names none. `box` is the smallest box around all of these."""
    descriptions: tuple[str, ...]
    """The page's own descriptions of its article, one paragraph each."""
    neighbours: Mapping[int, str]
    """Boxes that are certainly not part of the article, each with the rule that drops it."""

    @property
    def is_chosen(self) -> bool:
        """Whether the source names the box."""
        return bool(self.named)

    def is_apart(self, first: int, last: int) -> bool:
        """Return whether none of the pieces from `first` to `last` is in a box that the source names."""
        return self.is_chosen and self.named[first] == self.named[last]


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
    box, share = (_around(page, chosen), 1.0) if chosen else article_box(page, sums, odds)
    if not chosen and any(index in other_boxes for index in page.ancestors(box)):
        box = 0  # the page has no other text
    named = _named(page, chosen)
    return Place(offered, piece_values, sums, columns, odds, box, share, named, descriptions, other_boxes)


def _claims(doc: Document) -> Claims:
    is_live = any("liveblogposting" in structured.types(node) for node in structured.every(doc))
    return Claims(structured.text_of(structured.article(doc).get("articleBody")) or "", is_live)


_NEVER = -6.0  # log-odds of pieces that are certainly not part of the article


def _chosen(doc: Document, selectors: Sequence[str], page: Scan) -> list[int]:
    """Return the boxes that a source's selector names, in page order; the first that matches decides.

    A site may part its text, for an advertisement, into several boxes of one kind. Boxes inside another one
    are in its text already.
    """
    for selector in selectors:
        matches, chosen, end = set(doc.tree.cssselect(selector)), [], 0
        for index, box in enumerate(page.boxes):
            if box.element in matches and end <= box.first < box.last:
                chosen.append(index)
                end = box.last
        if chosen:
            return chosen
    return []


def _around(page: Scan, chosen: Sequence[int]) -> int:
    """Return the smallest box around all of these, which are in page order."""
    last = page.boxes[chosen[-1]].last
    return next(index for index in page.ancestors(chosen[0]) if page.boxes[index].last >= last)


def _named(page: Scan, chosen: Sequence[int]) -> tuple[int, ...]:
    """Return for each piece, and for the end, how many pieces before it are in one of these boxes."""
    inside = [0] * len(page.pieces)
    for index in chosen:
        box = page.boxes[index]
        inside[box.first : box.last] = [1] * (box.last - box.first)
    return tuple(accumulate(inside, initial=0)) if chosen else ()


def unmatched(doc: Document, site: Site) -> tuple[str, ...]:
    """Return the selectors of a source's `[clean]` that match nothing on a page: `body .story`."""
    selectors = (("body", each) for each in site.body), (("remove", each) for each in site.remove)
    return tuple(f"{key} {each}" for key, each in chain(*selectors) if not doc.tree.cssselect(each))


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

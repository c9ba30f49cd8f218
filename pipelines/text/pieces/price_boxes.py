"""Finds boxes of shops' prices in a text: a product, prices, "See offer"."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from pipelines.markup.lexicon import load
from pipelines.markup.words import fold
from pipelines.text.credits.bylines import BARS
from pipelines.text.draft import Draft
from pipelines.text.lines.name_lines import spaced
from pipelines.text.pieces.calls import MONEY, PLAIN
from pipelines.urls import same_site

_MOST_LINES, _LARGEST, _LEVELS = 9, 400, 5  # lines, characters and levels of such a box
_NAMED = re.compile(
    r"(?<![a-z])(?:(?:product|produkt|produit|prodotto|offer|offre|oferta|angebot|price|preis|prix|precio|prezzo|deal"
    r"|shop|buy)(?:s|e|box|card)?|affiliate|merch|kauf|tienda|loja|winkel)(?![a-z])"
)
_FEW_OTHERS = 2  # lines without a price; a box with more has facts
_ENOUGH = 2.5  # sum of the signs


def price_boxes(draft: Draft) -> list[int]:
    """Return the pieces of small boxes without a sentence that offer a product for sale."""
    pieces, found = draft.scan.pieces, set[int]()
    article = draft.scan.boxes[draft.box]
    for at in range(draft.first, article.last):
        box = _around(draft, at) if at not in found and _has_price(draft, at) else None
        if box is None:
            continue
        places = range(draft.scan.boxes[box].first, draft.scan.boxes[box].last)
        lines = [line for i in places for line in BARS.split(spaced(pieces[i]))]
        if sum(_signs(draft, box, lines)) >= _ENOUGH:
            found.update(places)
    return [at for at in sorted(found) if draft.rules[at] is None]


def _has_price(draft: Draft, at: int) -> bool:
    piece = draft.scan.pieces[at]
    return piece.size <= _LARGEST and MONEY.search(piece.text) is not None and not draft.is_prose(at)


def _around(draft: Draft, at: int) -> int | None:
    """Return the largest small box around a piece that has no sentence; None if there is none."""
    scan, largest = draft.scan, None
    for index in islice(scan.ancestors(scan.pieces[at].box), _LEVELS):
        box = scan.boxes[index]
        places = range(box.first, box.last)
        is_small = len(places) <= _MOST_LINES and sum(scan.pieces[i].size for i in places) <= _LARGEST
        if index == draft.box or not is_small or any(map(draft.is_prose, places)) or draft.first in places:
            break
        largest = largest if box.tag in PLAIN else index
    return largest


def _signs(draft: Draft, index: int, lines: list[str]) -> tuple[float, ...]:
    """Return the signs that a box offers a product; a list of prices with a source is text."""
    box = draft.scan.boxes[index]
    links = list(box.element.iter("a"))
    buttons = (" ".join("".join(each.itertext()).split()) for each in box.element.iter("a", "button"))
    hrefs = (link.get("href") or "" for link in links)
    is_foreign = any(href.startswith("http") and not same_site(href, draft.view.url) for href in hrefs)
    is_paid = any("sponsored" in (link.get("rel") or "") for link in links)
    priced = [line for line in lines if MONEY.search(line)]
    others = [line for line in lines if line not in priced and not _is_offer(line)]
    title = set(fold(draft.title or "").split())
    return (
        1.5 * any(map(_is_offer, buttons)),
        0.75 * any(fold(_DASH.split(line)[-1]) in _phrases() for line in lines),
        1.0 * (is_foreign or is_paid),
        0.5 * (len(priced) > 1),
        0.75 * any(len(words & title) > 1 for line in others if (words := set(fold(line).split()))),
        0.75 * (_NAMED.search(f"{box.classes} {box.element.get('id') or ''}".lower()) is not None),
        -1.0 * (len(others) > _FEW_OTHERS),
    )


def _is_offer(line: str) -> bool:
    """Return True for a line that has the words of a shop's button: "See offer"."""
    return _offers().search(f" {fold(line)} ") is not None


@cache
def _offers() -> re.Pattern[str]:
    return re.compile("|".join(rf"{p}\s$" if _DENSE.search(p) else rf"\s{p}\s" for p in sorted(_phrases())))


@cache
def _phrases() -> frozenset[str]:
    rows = (*load("labels")["cart"].values(), *load("labels")["offer"].values())
    return frozenset(fold(phrase) for phrases in rows for phrase in phrases)


_DASH = re.compile(r"\s[–—-]\s")
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Japanese, Chinese and Korean: their words have no spaces between them, or endings."""

"""Finds captions of pictures by their place: alone in a box with a picture, or directly below one."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from unicodedata import category

from lxml import html

from pipelines.markup.element_kinds import PICTURES
from pipelines.markup.scan import BREAK, Box, Piece
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import tidy
from pipelines.text.draft import Draft
from pipelines.text.pieces.picture_lines import is_picture_line

_AROUND = 12  # boxes around a line that may contain its picture


def is_caption(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short text if its box, its table or the element above it has only a picture."""
    if is_picture_line(draft, at, piece):
        return True
    if piece.size >= (160 if draft.is_prose(at) else 300) or draft.is_heading(at) or draft.tag(at) == "li":
        return False
    boxes = draft.scan.boxes
    for index in islice(draft.scan.ancestors(piece.box), _AROUND):
        box = boxes[index]
        if box.tag in _CELLS:
            continue
        if box.last - box.first > 2 + (box.tag == "table") or box.tag in _TEXTS:
            break
        if box.tag in _GRIDS and (draft.is_prose(at) or not _is_framed(box)):
            return False
        is_paragraph = index == piece.box and (box.tag == "p" or draft.is_prose(at))
        if not is_paragraph and next(box.element.iter(*_shown(draft, box)), None) is not None:
            return True
    return "\n" not in piece.text and (is_below_picture(draft, piece) or _is_bare(draft, piece))


def _shown(draft: Draft, box: Box) -> tuple[str, ...]:
    """Return the tags of what a box's line may be about: a sentence or a time beside a player is text."""
    text, *others = (piece.text for piece in draft.scan.pieces[box.first : box.last])
    is_text = others or has_sentence(text) or any(map(str.isdigit, text))
    return _PICTURED if is_text else (*_PICTURED, *_PLAYERS)


_PICTURED = (*PICTURES, "video", "amp-anim", "amp-video")
_PLAYERS = ("audio", "iframe")
_CELLS = frozenset(("tbody", "tr", "td", "th", "dt", "dd"))  # their whole table is a figure, or none is
_GRIDS = frozenset(("table", "dl"))


def _is_framed(box: Box) -> bool:
    """Return True for a table of one column without digits, or one description of a picture alone."""
    element, text = box.element, tidy(box.element.text_content())
    if any(map(str.isdigit, text)):
        return False
    rows = [sum(cell.tag in _CELLS for cell in row) for row in element.iter("tr")]
    terms = list(element.iter("dt"))
    return (
        all(count == 1 for count in rows)
        and len(terms) < 2
        and not any(tidy(t.text_content()) for t in terms)
    )


def is_below_picture(draft: Draft, piece: Piece) -> bool:
    """Return True if a piece's first line is an inline element directly behind a picture."""
    block = draft.scan.boxes[piece.box].element
    runs = takewhile(lambda part: part[0] != BREAK, zip(piece.runs, piece.holders, strict=True))
    parts = [(run, _child(block, holder)) for run, holder in runs if run.strip()]
    first = parts[0][1] if parts else None
    line = tidy("".join(run for run, _ in parts))
    if first is None or any(child is not first for _, child in parts) or line != piece.text.split("\n")[0]:
        return False
    if first.tag not in _SLANTED and (first.tag not in _SPANS or has_sentence(line)):
        return False
    above = first.getprevious()
    while above is not None and above.tag == "br" and not (above.tail or "").strip():
        above = above.getprevious()
    if above is None or (above.tail or "").strip() or tidy(above.text_content()):
        return False
    return next(above.iter(*PICTURES), None) is not None and line == tidy(first.text_content())


def _is_bare(draft: Draft, piece: Piece) -> bool:
    """Return True for a phrase behind a picture and a <br>, or in a shortcode around the picture."""
    block = draft.scan.boxes[piece.box].element
    if next(block.iter(*PICTURES), None) is None:
        return False
    breaks = (child for child in block if child.tag == "br" and tidy(child.tail or "") == piece.text)
    above = next((line.getprevious() for line in breaks), None)
    if above is None or not _is_phrase(piece.text) or (above.tail or "").strip():
        return _SHORTCODE.match(piece.text) is not None
    return not tidy(above.text_content()) and next(above.iter(*PICTURES), None) is not None


_SHORTCODE = re.compile(r"\[(\w+)\s[^\]]*=[^\]]*\][^\[]*\[/\1\]$")


def _is_phrase(line: str) -> bool:
    """Return True for a few words that neither end a sentence nor are a quotation."""
    ends = category(line[-1])[0] in "LMN" or line[-1] in ")）"  # a vowel sign of Thai or Hindi is a mark
    return not has_sentence(line) and line[0].isalnum() and ends


_SLANTED, _SPANS = frozenset(("em", "i", "small", "cite")), frozenset(("span", "font"))


def _child(block: html.HtmlElement, element: html.HtmlElement) -> html.HtmlElement | None:
    """Return the child of a block that is or contains an element; None for the block itself."""
    around = (e for e in (element, *element.iterancestors()) if e.getparent() is block)
    return next(around, None)


def repeats_alt_text(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line that repeats a picture's alternative text: it is the caption, wherever it is.

    Headings of a list of places, and a first paragraph, may repeat it too; they are kept.
    """
    if piece.size >= _LONGEST_CAPTION or draft.is_heading(at) or draft.tag(at) in LISTED:
        return False
    return draft.folded(at) in draft.scan.alts and at != draft.first_content()


_LONGEST_CAPTION = 400  # characters


LISTED = frozenset(("li", "td", "th", "dd", "dt", "pre", "blockquote"))
_TEXTS = frozenset(("li", "pre", "blockquote", "section", "article", "main", "body"))

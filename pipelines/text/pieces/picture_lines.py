"""Finds captions in paragraphs of their own directly below a picture, by their marks, style and credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from lxml import html

from pipelines.markup.element_kinds import PICTURES
from pipelines.markup.lexicon import load
from pipelines.markup.scan import BREAK, Piece
from pipelines.markup.sentences import has_sentence
from pipelines.text.draft import Draft

_UP, _DOWN = "▲△▴▵↑", "▼▽▾▿↓"
_LONGEST = 300  # characters of a caption; those of dense scripts count three times
_LEVELS = 5  # elements around a line that may begin with it


def is_picture_line(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short line directly below a picture whose mark, style or credit says so."""
    return _points_at_picture(draft, at, piece) or _is_styled_caption(draft, at, piece)


def _points_at_picture(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line below a picture that begins with a mark that points at it: "▲ The mill in May".

    If the next line begins with the mark too, they are a list.
    """
    mark = piece.text[0]
    if mark not in _UP + _DOWN or piece.size >= _LONGEST or "\n" in piece.text:
        return False
    behind = draft.scan.pieces[at + 1 : at + 2]
    is_list = any(other.text[0] == mark and _picture_above(draft, other) is None for other in behind)
    return not is_list and _picture_above(draft, piece) is not None


def _is_styled_caption(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short line below a picture whose style or credit tells it from a paragraph.

    No sign is enough alone: verse is slanted, and crossheads are centred phrases.
    """
    if piece.size >= _LONGEST or "\n" in piece.text or piece.links or draft.is_heading(at):
        return False
    block = draft.scan.boxes[piece.box].element
    if block.tag not in _BLOCKS or _picture_above(draft, piece) is None:  # few lines, and the rest is slower
        return False
    styles = tuple(_styles(piece, block))
    signs = {
        "credit": (3.0 if _is_brief(draft, at) else 2.0) * (_labelled().search(piece.text) is not None),
        "small": 2.0 * any(map(_is_small, styles)),
        "slanted": 1.0 * any(style.tag in _SLANTED for style in styles),
        "centred": 1.0 * (any(map(_is_centred, (block, *styles))) and not _is_usual(draft, at, block)),
        "phrase": 1.0 * (not has_sentence(piece.text)),
        "goes on": -2.0 * (piece.text[-1] in _GOES_ON),
        "bold": -1.0 * (2 * piece.strong_size > len(piece.text)),
        "one of several": -2.0 * _continues(draft, at, block),
    }
    return sum(signs.values()) >= _ENOUGH


def _is_brief(draft: Draft, at: int) -> bool:
    """Return True for a line of a caption's length that does not open the text, and is a small part of it."""
    size = draft.scan.pieces[at].size
    return size < _USUAL and at != draft.first_content() and _SMALL_PART * size < draft.remaining.size


_USUAL, _SMALL_PART = 160, 5  # characters, and how many times as much the text has
_ENOUGH = 3.0
_GOES_ON = frozenset(",;:，；：、،؛")
_SLANTED = frozenset(("em", "i", "cite"))
_BLOCKS = frozenset(("p", "div", "center", "td", "figcaption"))


def _styles(piece: Piece, block: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the elements in a block that hold all of its text, and the block if it has a style."""
    first = _first_holder(piece, block)
    for element in islice((first, *first.iterancestors()), _LEVELS):
        if element is block:
            break
        if _holds_only(element, piece.text):
            yield element
    if block.get("style") or block.get("align") or block.tag == "center":
        yield block


def _first_holder(piece: Piece, block: html.HtmlElement) -> html.HtmlElement:
    """Return the element of a line's first words."""
    parts = zip(piece.runs, piece.holders, strict=True)
    return next((holder for run, holder in parts if run.strip(_BLANK)), block)


def _holds_only(element: html.HtmlElement, text: str) -> bool:
    """Return True if an element's text is this one; a longer text is not read to its end."""
    found = ""
    for run in element.itertext():
        found += run.strip()
        if len(found) > len(text):
            return False
    return found.replace(" ", "") == text.replace(" ", "")


def _is_small(element: html.HtmlElement) -> bool:
    size = element.get("size", "") if element.tag == "font" else ""
    return (
        element.tag == "small"
        or size in _SMALL
        or _SMALL_STYLE.search(element.get("style") or "") is not None
    )


_SMALL = frozenset(("1", "2", "-1", "-2"))
_SMALL_STYLE = re.compile(
    r"font-size:\s*(?:[6-9]pt|10pt|[6-9]px|1[0-3]px|0?\.[5-9]\d*r?em|[5-9]\d%|(?:x{0,2}-)?small(?:er)?)"
)


def _is_centred(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    classes = (element.get("class") or "").lower()
    around = element.getparent()
    is_center = element.tag == "center" or (around is not None and around.tag == "center")
    return (
        is_center or "text-align:center" in style or element.get("align") == "center" or "center" in classes
    )


def _continues(draft: Draft, at: int, block: html.HtmlElement) -> bool:
    """Return True if the next line has the same style, and no picture above it: verse has several lines."""
    for other in draft.scan.pieces[at + 1 : at + 2]:
        below = draft.scan.boxes[other.box].element
        tags = [
            _first_holder(piece, box).tag for piece, box in ((draft.scan.pieces[at], block), (other, below))
        ]
        is_same = _form(below) == _form(block) and tags[0] == tags[1] != block.tag
        return is_same and _picture_above(draft, other) is None
    return False


def _is_usual(draft: Draft, at: int, block: html.HtmlElement) -> bool:
    """Return True if a line beside has the form of the block, and no picture above it."""
    beside = (i for i in (at - 1, at + 1) if 0 <= i < len(draft.scan.pieces))
    others = [draft.scan.pieces[i] for i in beside]
    alike = [piece for piece in others if _form(draft.scan.boxes[piece.box].element) == _form(block)]
    return any(_picture_above(draft, piece) is None for piece in alike)


def _form(block: html.HtmlElement) -> tuple[str | None, ...]:
    return str(block.tag), block.get("style"), block.get("align"), block.get("class")


@cache
def _labelled() -> re.Pattern[str]:
    """Return a pattern for a credit at a caption's end: "… Foto Per Lund", "…。李雨 摄"."""
    words = {word for words in load("labels")["credit"].values() for word in words if len(word) > _SHORT_WORD}
    labels = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    name = r"[^\W\d_a-z][\w.’'-]*"
    return re.compile(
        rf"(?:^|[.,;)|/]\s*)(?i:{labels})\s?[:：/=]?\s+{name}(?:[\s/]+{name}){{0,3}}\.?$|{_SHOT_BY}"
    )


_SHORT_WORD = 2  # letters
_SHOT_BY = r"[。\s][\u4e00-\u9fff·]{2,8}\s?(?:摄影?|攝影?|供图|供圖|撮影)$"
"""Chinese and Japanese: the photographer's name before the word."""


def _picture_above(draft: Draft, piece: Piece) -> html.HtmlElement | None:
    """Return the element directly above a line if it is a picture without text, else None."""
    parts = zip(piece.runs, piece.holders, strict=True)
    run, holder = next(((run, holder) for run, holder in parts if run.strip(_BLANK)), ("", None))
    if holder is None:
        return None
    children = islice(holder, _CHILDREN) if holder.text != run else ()
    behind = next((child for child in children if child.tail == run), None)
    above = _last_shown(behind) if behind is not None else _above(holder)
    return above if above is not None and not _has_text(above) else None


_CHILDREN = 200
"""Children of an element in which a line is searched: a text may have thousands of lines in one element."""
_BLANK = BREAK + " \n\r\t"


def _above(element: html.HtmlElement) -> html.HtmlElement | None:
    """Return the nearest element before one or before those that begin with it; None if text is nearer."""
    for around in islice((element, *element.iterancestors()), _LEVELS):
        before = around.getprevious()
        if before is not None and (before.tail or "").strip():
            return None
        if (shown := _last_shown(before)) is not None:
            return shown
        parent = around.getparent()
        if parent is None or parent.tag in _WHOLE or (parent.text or "").strip():
            return None
    return None


def _last_shown(element: html.HtmlElement | None) -> html.HtmlElement | None:
    """Return an element or the nearest one before it that has a picture or text, unless text is between."""
    while element is not None:
        if isinstance(element.tag, str) and _is_shown(element):
            return element
        element = element.getprevious()
        if element is not None and (element.tail or "").strip():
            return None
    return None


def _is_shown(element: html.HtmlElement) -> bool:
    return _has_text(element) or next(element.iter(*PICTURES), None) is not None


def _has_text(element: html.HtmlElement) -> bool:
    return any(run.strip() for run in element.itertext())


_WHOLE = frozenset(("body", "main"))

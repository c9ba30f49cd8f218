"""Cuts a parsed page into boxes (block elements) and pieces (runs of text), in one walk over its tree.

It makes no choice: `text` decides which pieces are the article, `times` which ones have its date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from lxml import etree, html

from pipelines.markup.date_lines import LEAST, DateCut, date_cut, without_marks
from pipelines.markup.element_kinds import (
    BOX,
    HEADINGS,
    KINDS,
    LINK,
    OTHER,
    SKIP,
    STRONG,
    groups_of_element,
    kind_of,
)
from pipelines.markup.lexicon import Group
from pipelines.markup.words import clean_marks, fold, size_of, tidy

_REMOVE, _SIGNUP = int(Group.REMOVE), int(Group.SIGNUP)
_CELLS = frozenset(("td", "th"))
ANCHORS = "#¶§🔗"  # the text of a heading's link to itself
BREAK = "\x02"
"""Stands for a <br> in `Piece.runs`: no page's text has it."""


@dataclass(slots=True)
class Box:
    """A block element. Its pieces, and those of the boxes in it, are `first` to `last` (exclusive)."""

    element: html.HtmlElement = field(repr=False)
    tag: str
    parent: int
    depth: int
    groups: int
    first: int
    last: int = 0
    classes: str = ""
    """The `class` of its element."""


class Piece(NamedTuple):
    """Text without a block element in it. A tuple, because a page has thousands of them."""

    text: str
    """As a reader sees it; `\\n` is a line break."""
    box: int
    """The index of its innermost box."""
    size: int
    """Number of characters; those of dense scripts (Chinese) count three times."""
    link_size: int
    """Number of its characters that are in links."""
    links: int
    strong_size: int
    """Number of its characters that are bold."""
    runs: tuple[str, ...] = ()
    """The page's own text nodes, from which `text` is made; `BREAK` is a <br>."""
    holders: tuple[html.HtmlElement, ...] = ()
    """For each of `runs`, its element."""

    @property
    def link_share(self) -> float:
        if not self.link_size:  # most pieces; this is called thousands of times
            return 0.0
        return min(1.0, self.link_size / max(1, len(self.text)))


@dataclass(eq=False)
class Scan:
    """A page's boxes, parents before children, and its pieces in page order.

    A box without a piece is left out, unless it is marked: a field for an e-mail address, an element removed.
    """

    boxes: list[Box]
    pieces: list[Piece]
    alts: frozenset[str] = frozenset()
    """The `alt` texts of the pictures, folded."""

    @cached_property
    def box_of(self) -> dict[html.HtmlElement, int]:
        """Element → the index of its box."""
        return {box.element: index for index, box in enumerate(self.boxes)}

    def box_around(self, element: html.HtmlElement | None) -> int:
        """Return the innermost box that an element is or stands in."""
        while element is not None and element not in self.box_of:
            element = element.getparent()
        return 0 if element is None else self.box_of[element]

    def line_of(self, box: int, most: int) -> str:
        """Return the text of a box on one line, up to the piece in which it reaches `most` characters."""
        texts: list[str] = []
        for piece in self.pieces[self.boxes[box].first : self.boxes[box].last]:
            texts.append(piece.text[:most].replace("\n", " "))
            most -= len(texts[-1]) + 1
            if most <= 0:
                break
        return " ".join(texts)

    def ancestors(self, box: int) -> Iterator[int]:
        """Yield the box, its parent and so on, up to the box of the page."""
        while box >= 0:
            yield box
            box = self.boxes[box].parent


class _Walker:
    """Collects pieces while elements open and close."""

    def __init__(self, removed: Set[html.HtmlElement]) -> None:
        self.boxes: list[Box] = []
        self.pieces: list[Piece] = []
        self.removed = removed
        self.open = -1
        self.inline: list[str] = []
        self.holders: list[html.HtmlElement] = []
        self.link_size = self.links = self.strong_size = 0
        self.in_link = self.in_strong = self.in_pre = 0

    def add_text(self, text: str, holder: html.HtmlElement) -> None:
        """Add a text node of `holder` to the piece that is being read."""
        self.inline.append(text)
        self.holders.append(holder)
        if self.in_link:
            self.link_size += len(text.strip())
        if self.in_strong:
            self.strong_size += len(text.strip())

    def flush(self) -> None:
        """End the piece that is being read, if there is one."""
        if self.inline:
            self._add()
        self.links = self.in_link

    def _add(self) -> None:
        raw = "".join(self.inline)
        text = clean_marks(raw.replace(BREAK, "\n")).strip("\n") if self.in_pre else _one_block(raw)
        if self.links and text[-1:] in ANCHORS and self.boxes[self.open].tag in HEADINGS:
            text = text.rstrip(ANCHORS + " ")
        if text and not text.isspace():
            sizes = size_of(text), self.link_size, self.links, self.strong_size
            self.pieces.append(Piece(text, self.open, *sizes, tuple(self.inline), tuple(self.holders)))
        self.inline, self.holders = [], []
        self.link_size = self.strong_size = 0

    def start_box(self, element: html.HtmlElement, tag: str) -> None:
        if self.inline:
            self._add()
        self.links = self.in_link
        boxes = self.boxes
        depth = boxes[self.open].depth + 1 if boxes else 0
        groups = _REMOVE if self.removed and element in self.removed else 0
        at, first = self.open, len(self.pieces)
        self.open = len(boxes)
        boxes.append(Box(element, tag, at, depth, groups, first, 0, element.get("class", "")))
        if tag == "pre":
            self.in_pre += 1

    def end_box(self) -> None:
        if self.inline:
            self._add()
        self.links = self.in_link
        box = self.boxes[self.open]
        box.last = len(self.pieces)
        if box.tag == "pre":
            self.in_pre -= 1
        if box.first < box.last:
            box.groups |= groups_of_element(box.element, box.tag)
            if box.tag in _CELLS and self._is_layout(box):
                box.tag = "div"
        elif box is self.boxes[-1] and not box.groups and box.parent >= 0:
            self.boxes.pop()
        self.open = box.parent

    def _is_layout(self, box: Box) -> bool:
        """Return True for a table cell with much text: old pages use tables for columns."""
        pieces = self.pieces[box.first : box.last]
        return len(pieces) > 3 or sum(piece.size for piece in pieces) > 250

    def start_inline(self, kind: int, element: html.HtmlElement) -> None:
        if kind == LINK:
            self.in_link += 1
            self.links += 1
        elif kind == STRONG:
            self.in_strong += 1
        else:
            self.line_break(element)

    def end_inline(self, kind: int) -> None:
        if kind == LINK:
            self.in_link -= 1
        elif kind == STRONG:
            self.in_strong -= 1

    def mark_sign_up(self, field: html.HtmlElement) -> None:
        """Mark the open box as a sign-up form if `field` is for an e-mail address."""
        if field.get("type") == "email" and self.open >= 0:
            self.boxes[self.open].groups |= _SIGNUP

    def line_break(self, element: html.HtmlElement) -> None:
        """Add a line break to the piece; a second one in a row ends the piece."""
        if not self.inline:
            return
        if self.in_pre or _has_text_on_line(self.inline):
            self.inline.append(BREAK)
            self.holders.append(element)
        else:
            self.flush()


def _has_text_on_line(inline: list[str]) -> bool:
    """Return True if there is more than white space after the last line break."""
    for part in reversed(inline):
        if part == BREAK:
            return False
        if not part.isspace():
            return True
    return True


def _one_block(raw: str) -> str:
    if BREAK not in raw:
        return tidy(raw)
    lines = (tidy(line) for line in raw.split(BREAK))
    return "\n".join(filter(None, lines))


def scan(tree: html.HtmlElement, removed: Set[html.HtmlElement] = frozenset()) -> Scan:
    """Cut a page into boxes and pieces; boxes in `removed` get `Group.REMOVE`. The tree is not changed.

    The text in <noscript> and <template> is left out, unless the page has almost no other text.
    """
    result = _scan(tree, removed, KINDS)
    size = sum(len(piece.text) for piece in result.pieces if len(piece.text) > _LINE)
    if size < _LITTLE and any(
        _has_text(element, max(_MUCH * size, _LEAST)) for element in tree.iter(*_UNSHOWN)
    ):
        return _scan(tree, removed, KINDS | dict.fromkeys(_UNSHOWN, BOX))
    return result


_UNSHOWN = ("noscript", "template")
_LINE = 60  # characters; shorter ones are menus, headlines and links
_LITTLE = 1_000  # characters; a page with more text outside needs no other
_LEAST = 300  # characters; a request to enable JavaScript has fewer
_MUCH = 2  # times the text of the rest of the page


def _has_text(element: html.HtmlElement, least: int) -> bool:
    return len(tidy(" ".join(element.itertext()))) >= least


def _scan(tree: html.HtmlElement, removed: Set[html.HtmlElement], by_tag: Mapping[str, int]) -> Scan:
    walker = _Walker(removed)
    kinds: list[int] = []
    # The whole tree: without a body tag, the text may be in the head.
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        if event == "end":
            kind = kinds.pop()
            if kind == BOX:
                walker.end_box()
            elif kind > BOX:
                walker.end_inline(kind)
            text = element.tail if kinds else None
        else:
            tag = element.tag
            kind = by_tag.get(tag, OTHER)
            if removed and element in removed:
                kind = BOX
            elif kind == OTHER:
                kind = kind_of(element, tag, kinds[-1] if kinds else None)
            kinds.append(kind)
            if kind == SKIP:
                if tag == "input":
                    walker.mark_sign_up(element)
                steps.skip_subtree()
                continue
            if kind == BOX:
                walker.start_box(element, "h2" if tag == "font" else tag)
            elif kind > BOX:
                walker.start_inline(kind, element)
            text = element.text
        if text and (walker.inline or not text.isspace()):
            walker.add_text(text, element if event == "start" else element.getparent())
    alts = frozenset(fold(alt) for image in tree.iter("img") if len(alt := image.get("alt") or "") >= _ALT)
    return Scan(walker.boxes, _with_date_lines(walker.boxes, walker.pieces), alts)


def _with_date_lines(boxes: list[Box], pieces: list[Piece]) -> list[Piece]:
    """Return the pieces; a date before the text, in an element of its own, is a piece of its own.

    Several texts that begin with dates are a chronicle, or a list.
    """
    found = list(islice(_date_cuts(boxes, pieces), 2))
    if len(found) == 1:
        ((at, cut),) = found
        parts = _parted(pieces[at], cut)
        if len(parts[1].text) >= LEAST and _begins_text(boxes, pieces, at):
            pieces[at : at + 1] = parts
            for box in boxes:
                box.first += box.first > at
                box.last += box.last > at
    return pieces


def _date_cuts(boxes: list[Box], pieces: list[Piece]) -> Iterator[tuple[int, DateCut]]:
    for at, piece in enumerate(pieces):
        is_teaser = at > 0 and pieces[at - 1].link_share > _LINKED
        if piece.size >= LEAST and not is_teaser and boxes[piece.box].tag != "pre":
            cut = date_cut(piece.runs, piece.holders, boxes[piece.box].element, BREAK)
            if cut is not None:
                yield at, cut


def _begins_text(boxes: list[Box], pieces: list[Piece], at: int) -> bool:
    """Return True if no longer text stands above a piece in its box and the one around it."""
    around = boxes[boxes[pieces[at].box].parent]
    return all(piece.size < LEAST for piece in pieces[around.first : at])


_LINKED = 0.8
"""Share of a line's characters in links: it is the headline of another page, which the date belongs to."""


def _parted(piece: Piece, cut: DateCut) -> tuple[Piece, Piece]:
    run, runs, holders = piece.runs[cut.run], piece.runs, piece.holders
    before = (*runs[: cut.run], *([run[: cut.character]] if cut.character else ()))
    behind = (run[cut.character :], *runs[cut.run + 1 :])
    line, text = _one_block("".join(before)), without_marks(_one_block("".join(behind)))
    strong = min(piece.strong_size, len(line))
    sizes = size_of(text), piece.link_size, piece.links, piece.strong_size - strong
    return (
        Piece(line, piece.box, size_of(line), 0, 0, strong, before, holders[: len(before)]),
        Piece(text, piece.box, *sizes, behind, holders[cut.run :]),
    )


_ALT = 15  # characters; a shorter one is a name, which may also be a line of the text


def scan_lines(texts: list[str]) -> Scan:
    """Return a scan of lines without markup: one box, and a piece for each line."""
    box = Box(html.Element("p"), "p", -1, 0, 0, 0, len(texts))
    return Scan([box], [Piece(text, 0, size_of(text), 0, 0, 0) for text in texts])

"""Cuts a parsed page into boxes (block elements) and pieces (runs of text), in one walk over its tree.

It judges nothing: `text` decides which pieces are the article, `times` which of them date it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree, html

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
ANCHORS = "#¶§🔗"  # what a heading's link to itself is drawn with
BREAK = "\x02"
"""Stands for a <br> in `Piece.runs`: no page's text has it."""


@dataclass(slots=True)
class Box:
    """A block element. Pieces `first` to `last` (exclusive) stand in it or below."""

    element: html.HtmlElement = field(repr=False)
    tag: str
    parent: int
    depth: int
    groups: int
    first: int
    last: int = 0
    classes: str = ""
    """The `class` of its element, which several steps read."""


class Piece(NamedTuple):
    """A run of text that only inline markup divides. A tuple, since a page has thousands of them."""

    text: str
    """As a reader sees it; `\\n` is a line break."""
    box: int
    """The index of the box that it stands in."""
    size: int
    """Characters; those of dense scripts count three times."""
    link_size: int
    """Characters of it that stand in links."""
    links: int
    strong_size: int
    """Characters of it that stand in bold."""
    runs: tuple[str, ...] = ()
    """Its text as the page has it, a string for each text node; `BREAK` is a <br>."""
    holders: tuple[html.HtmlElement, ...] = ()
    """The element in which each of `runs` stands."""

    @property
    def link_share(self) -> float:
        if not self.link_size:  # most pieces, and thousands are asked
            return 0.0
        return min(1.0, self.link_size / max(1, len(self.text)))


@dataclass(slots=True)
class Scan:
    """A page's boxes, parents before children, and its pieces in page order."""

    boxes: list[Box]
    pieces: list[Piece]
    alts: frozenset[str] = frozenset()
    """What the pictures show by their own words, folded."""

    def line_of(self, box: int, most: int) -> str:
        """The text of a box on one line, as far as the piece with which it has `most` characters."""
        held, found = self.boxes[box], []
        for at in range(held.first, held.last):
            found.append(self.pieces[at].text[:most].replace("\n", " "))
            most -= len(found[-1]) + 1
            if most <= 0:
                break
        return " ".join(found)

    def ancestors(self, box: int) -> Iterator[int]:
        """The box itself, its parent and so on up to the page's own."""
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
        groups = groups_of_element(element, tag)
        if self.removed and element in self.removed:
            groups |= _REMOVE
        classes = element.get("class", "")
        at, first = self.open, len(self.pieces)
        self.open = len(boxes)
        boxes.append(Box(element, tag, at, depth, groups, first, 0, classes))
        if tag == "pre":
            self.in_pre += 1

    def end_box(self) -> None:
        if self.inline:
            self._add()
        self.links = self.in_link
        box = self.boxes[self.open]
        box.last = len(self.pieces)
        self.open = box.parent
        if box.tag in _CELLS and self._is_layout(box):
            box.tag = "div"
        elif box.tag == "pre":
            self.in_pre -= 1

    def _is_layout(self, box: Box) -> bool:
        """Old pages lay out columns with tables; a cell of data is brief."""
        held = self.pieces[box.first : box.last]
        return len(held) > 3 or sum(piece.size for piece in held) > 250

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

    def note(self, field: html.HtmlElement) -> None:
        """A field for an e-mail address makes its box, and not the article, a place to sign up."""
        if field.get("type") == "email" and self.open >= 0:
            self.boxes[self.open].groups |= _SIGNUP

    def line_break(self, element: html.HtmlElement) -> None:
        """A single break stays within its paragraph; a second one ends it."""
        if not self.inline:
            return
        if self.in_pre or _after_text(self.inline):
            self.inline.append(BREAK)
            self.holders.append(element)
        else:
            self.flush()


def _after_text(inline: list[str]) -> bool:
    """True where more than space stands since the last break."""
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
    """Cut a page into boxes and pieces; those in `removed` carry `Group.REMOVE`. The tree stays as it was.

    What stands in <noscript> or <template> is left out, unless it is nearly all the text that there is.
    """
    found = _scan(tree, removed, KINDS)
    size = sum(len(piece.text) for piece in found.pieces if len(piece.text) > _LINE)
    if size < _LITTLE and any(_holds(element, max(_MUCH * size, _LEAST)) for element in tree.iter(*_UNSHOWN)):
        return _scan(tree, removed, KINDS | dict.fromkeys(_UNSHOWN, BOX))
    return found


_UNSHOWN = ("noscript", "template")
_LINE = 60  # characters; shorter ones are menus, headlines and links
_LITTLE = 1_000  # characters; a page with more has its text outside
_LEAST = 300  # characters; a request to enable JavaScript has fewer
_MUCH = 2  # times as much text as the rest of the page


def _holds(element: html.HtmlElement, least: int) -> bool:
    return len(tidy(" ".join(element.itertext()))) >= least


def _scan(tree: html.HtmlElement, removed: Set[html.HtmlElement], by_tag: Mapping[str, int]) -> Scan:
    walker = _Walker(removed)
    kinds: list[int] = []
    open_elements: list[html.HtmlElement] = []
    # The whole tree: without a body tag, the text may stand in the head.
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        if event == "end":
            kind = kinds.pop()
            open_elements.pop()
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
            open_elements.append(element)
            if kind == SKIP:
                if tag == "input":
                    walker.note(element)
                steps.skip_subtree()
                continue
            if kind == BOX:
                walker.start_box(element, "h2" if tag == "font" else tag)
            elif kind > BOX:
                walker.start_inline(kind, element)
            text = element.text
        if text and (walker.inline or not text.isspace()):
            walker.add_text(text, open_elements[-1])
    alts = frozenset(fold(alt) for image in tree.iter("img") if len(alt := image.get("alt") or "") >= _ALT)
    return Scan(walker.boxes, walker.pieces, alts)


_ALT = 15  # characters; fewer are a name, which a text may have as a line of its own


def lines(texts: list[str]) -> Scan:
    """A scan of text that has no markup: one box, a piece a line."""
    box = Box(html.Element("p"), "p", -1, 0, 0, 0, len(texts))
    return Scan([box], [Piece(text, 0, size_of(text), 0, 0, 0) for text in texts])

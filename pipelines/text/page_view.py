"""A page before any decision about its article: its pieces, and properties of each piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Generic, TypeVar

from lxml import html

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Box, Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold, size_of

_CELLS = frozenset(("td", "th"))
_LONG_CELL = 200  # characters; a longer cell is a paragraph
_KINDS = {
    "li": "item",
    "dt": "item",
    "dd": "item",
    "td": "table",
    "th": "table",
    "pre": "code",
    "blockquote": "quote",
}
T = TypeVar("T")


class Memo(dict[int, T], Generic[T]):
    """A value for each piece or box, computed when it is first read."""

    def __init__(self, make: Callable[[int], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, at: int) -> T:
        value = self[at] = self._make(at)
        return value


@dataclass(frozen=True)
class View:
    """A page, and what is known of its article before any decision. It never changes."""

    scan: Scan
    box: int
    """The article's box."""
    url: str = ""
    """The page's own address."""
    title: str | None = None
    headlines: tuple[str, ...] = ()
    """Every headline that the page or its link offers, folded."""
    descriptions: tuple[str, ...] = ()
    """The page's own descriptions of its article, one paragraph each."""
    names: tuple[str, ...] = ()
    """Authors, folded."""
    dropped: tuple[str | None, ...] = ()
    """For every box, the rule that drops it, or None; empty if no boxes were judged."""
    first: int = 0
    """The piece that is the first sentence of the article's box."""
    headline: int = 0
    """The piece that is the printed headline; 0 if there is none before the first sentence."""

    # None of these may refer to the view: the cycle would keep the tree until the next collection.

    @cached_property
    def folded(self) -> Memo[str]:
        """The letters and digits of each piece, in lower case."""
        pieces = self.scan.pieces
        return Memo(lambda at: fold(pieces[at].text))

    @cached_property
    def cues(self) -> Memo[tuple[str, bool] | None]:
        """The cue in the first words of each piece: see `cues.cue`."""
        pieces = self.scan.pieces
        return Memo(lambda at: cue(pieces[at].text))

    @cached_property
    def prose(self) -> Memo[bool]:
        """Whether each piece is a sentence or more, and not a list of links."""
        return Memo(partial(_is_prose, self.scan, self.layouts))

    @cached_property
    def layouts(self) -> Memo[bool]:
        """Whether a table is only a layout: it has no `<th>`, and contains a paragraph, headline or table."""
        return Memo(partial(_is_layout, self.scan))

    @cached_property
    def link_shares(self) -> Memo[float]:
        """The share of links in each box, 0 to 1."""
        return Memo(partial(_link_share, self.scan))

    @cached_property
    def sentences(self) -> Memo[int]:
        """The number of sentences in the direct child boxes of each box."""
        return Memo(partial(_sentences, self.scan, self.prose))

    def tag(self, at: int) -> str:
        """Return the tag of the piece's box; "div" for a cell of a layout table."""
        return _tag(self.scan, self.layouts, at)

    def table(self, at: int) -> int | None:
        """Return the box of the table around a piece; None if there is none or it is only a layout."""
        return _table(self.scan, self.layouts, at)

    def path(self, at: int) -> tuple[str, ...]:
        """Return the path of boxes from the page down to the piece, each as `tag` or `tag.class`."""
        boxes = (self.scan.boxes[box] for box in self.scan.ancestors(self.scan.pieces[at].box))
        names = (f"{box.tag}.{box.classes}".rstrip(".") for box in boxes)
        return tuple(names)[::-1]

    def with_texts(self, texts: dict[int, str]) -> View:
        """Return the same page with other texts for some pieces."""
        pieces = list(self.scan.pieces)
        for at, text in texts.items():
            pieces[at] = pieces[at]._replace(text=text, size=size_of(text))
        return replace(self, scan=replace(self.scan, pieces=pieces))


def _tag(scan: Scan, layouts: Memo[bool], at: int) -> str:
    tag = scan.boxes[scan.pieces[at].box].tag
    return "div" if tag in _CELLS and _table(scan, layouts, at) is None else tag


def _table(scan: Scan, layouts: Memo[bool], at: int) -> int | None:
    above = scan.ancestors(scan.pieces[at].box)
    table = next((box for box in above if scan.boxes[box].tag == "table"), None)
    return None if table is None or layouts[table] else table


def _is_prose(scan: Scan, layouts: Memo[bool], at: int) -> bool:
    piece = scan.pieces[at]
    is_long = piece.size >= 50 and piece.link_share < 0.5
    return is_long and _tag(scan, layouts, at) not in HEADINGS and has_sentence(piece.text)


def _is_layout(scan: Scan, table: int) -> bool:
    box = scan.boxes[table]
    has_paragraph = any(piece.size > _LONG_CELL for piece in scan.pieces[box.first : box.last])
    tags = {element.tag for element in box.element.iterdescendants("th", "h1", "h2", "table")}
    return "th" not in tags and (
        has_paragraph or bool(tags) or _has_column(box.element) or _has_broken_column(scan, box)
    )


def _has_column(table: html.HtmlElement) -> bool:
    """Return True if a cell contains several paragraphs."""
    cells = (paragraph.getparent() for paragraph in table.iterdescendants("p"))
    counts = Counter(cell for cell in cells if cell is not None and cell.tag in _CELLS)
    return any(count >= _COLUMN for count in counts.values())


def _has_broken_column(scan: Scan, table: Box) -> bool:
    """Return True if a cell contains several sentences with empty lines between them."""
    boxes = (scan.boxes[piece.box] for piece in scan.pieces[table.first : table.last] if _is_line(piece))
    counts = Counter(box.element for box in boxes if box.element.tag in _CELLS)
    return any(count >= _COLUMN for count in counts.values())


def _is_line(piece: Piece) -> bool:
    return piece.size >= _LINE and has_sentence(piece.text)


_LINE = 50  # characters
_COLUMN = 3
"""A cell with so many paragraphs is a column of text, not data."""


def _link_share(scan: Scan, index: int) -> float:
    box = scan.boxes[index]
    pieces = scan.pieces[box.first : box.last]
    return sum(p.link_size for p in pieces) / max(1, sum(len(p.text) for p in pieces))


def _sentences(scan: Scan, prose: Memo[bool], index: int) -> int:
    boxes, pieces = scan.boxes, scan.pieces
    places = range(boxes[index].first, boxes[index].last)
    return sum(prose[at] for at in places if boxes[pieces[at].box].parent == index)


def is_heading(view: View, at: int) -> bool:
    """Return True for a heading by its tag, or a short line in bold that does not end a sentence."""
    piece = view.scan.pieces[at]
    return view.tag(at) in HEADINGS or (
        piece.strong_size > 0
        and piece.size < 100
        and piece.strong_size >= 0.95 * len(piece.text) - 2
        and not has_sentence(piece.text)
    )


def kind_of(view: View, at: int) -> str:
    """Return the `Block.kind` of a piece that is not the standfirst."""
    if is_heading(view, at):
        return "subhead"
    for box in view.scan.ancestors(view.scan.pieces[at].box):
        tag = view.scan.boxes[box].tag
        if tag in _KINDS and (tag not in _CELLS or view.table(at) is not None):
            return _KINDS[tag]
    return "paragraph"

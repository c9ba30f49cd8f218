"""One pass over a parsed page → its boxes and the pieces of text in them. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from enum import Enum

from lxml import etree, html

from pipelines.text.lexicon import Group, groups_of
from pipelines.text.words import clean_marks, size_of, tidy


class _Kind(Enum):
    """What an element does to the text around it."""

    SKIP = 0
    INLINE = 1
    BOX = 2
    LINK = 3
    STRONG = 4
    BREAK = 5


_SKIPPED = (
    "script style noscript template svg iframe object embed canvas select option datalist input textarea "
    "video audio map head title meta link base source track progress meter rp rt annotation annotation-xml"
)
_INLINE = (
    "abbr acronym bdi bdo big cite code data del dfn font img ins kbd mark nobr q rb ruby s samp "
    "strike sub sup time tt u var wbr math mi mn mo mrow msup msub mfrac msqrt mtext"
)
_KINDS: dict[object, _Kind] = {
    **dict.fromkeys(_SKIPPED.split(), _Kind.SKIP),
    **dict.fromkeys(_INLINE.split(), _Kind.INLINE),
    **dict.fromkeys(
        [
            "p",
            "div",
            "li",
            "ul",
            "ol",
            "section",
            "article",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "main",
            "table",
            "tr",
            "td",
            "th",
        ],
        _Kind.BOX,
    ),
    "br": _Kind.BREAK,
}
# Inline elements in which a class often hides text from all but screen readers.
_NAMED_INLINE: dict[object, _Kind] = {
    **dict.fromkeys(["span", "em", "i", "small", "label"], _Kind.INLINE),
    **dict.fromkeys(["b", "strong"], _Kind.STRONG),
    "a": _Kind.LINK,
}
# Plain numbers: IntFlag's operators cost more than the rest of the pass.
_TAG_GROUPS = {
    "nav": int(Group.NAV),
    "footer": int(Group.FOOTER),
    "aside": int(Group.SIDEBAR),
    "form": int(Group.FORM),
    "figure": int(Group.MEDIA),
    "figcaption": int(Group.MEDIA),
    "picture": int(Group.MEDIA),
    "dialog": int(Group.CONSENT),
    "menu": int(Group.NAV),
    "address": int(Group.PERSON),
}
_HIDDEN, _REMOVE, _OFFSCREEN = int(Group.HIDDEN), int(Group.REMOVE), int(Group.OFFSCREEN)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ANCHORS = "#¶§🔗"  # what a heading's link to itself is drawn with
_BREAK = "\x02"  # stands for a <br> until its paragraph ends: no page's text has it
_NONE_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


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


@dataclass(slots=True)
class Piece:
    """A run of text that nothing but inline markup divides."""

    text: str
    box: int
    size: int
    """Characters; those of scripts without spaces count three times."""
    link_size: int
    links: int
    strong_size: int

    @property
    def link_share(self) -> float:
        return min(1.0, self.link_size / max(1, len(self.text)))


@dataclass(slots=True)
class Scan:
    """A page's boxes, parents before children, and its pieces in page order."""

    boxes: list[Box]
    pieces: list[Piece]

    def text_of(self, box: int) -> str:
        """All text of a box on one line."""
        held = self.boxes[box]
        return " ".join(piece.text.replace("\n", " ") for piece in self.pieces[held.first : held.last])

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
        self.link_size = self.links = self.strong_size = 0
        self.in_link = self.in_strong = self.in_pre = 0

    def say(self, text: str) -> None:
        self.inline.append(text)
        if self.in_link:
            self.link_size += len(text.strip())
        if self.in_strong:
            self.strong_size += len(text.strip())

    def flush(self) -> None:
        if not self.inline:
            return
        raw = "".join(self.inline)
        text = clean_marks(raw.replace(_BREAK, "\n")).strip("\n") if self.in_pre else _one_block(raw)
        if self.links and text[-1:] in _ANCHORS and self.boxes[self.open].tag in _HEADINGS:
            text = text.rstrip(_ANCHORS + " ")
        if text and not text.isspace():
            piece = Piece(text, self.open, size_of(text), self.link_size, self.links, self.strong_size)
            self.pieces.append(piece)
        self.inline = []
        self.link_size = self.links = self.strong_size = 0

    def start_box(self, element: html.HtmlElement) -> None:
        self.flush()
        tag = str(element.tag)
        depth = self.boxes[self.open].depth + 1 if self.boxes else 0
        groups = self._groups(element, tag)
        self.boxes.append(Box(element, tag, self.open, depth, groups, len(self.pieces)))
        self.open = len(self.boxes) - 1
        self.in_pre += tag == "pre"

    def end_box(self) -> None:
        self.flush()
        box = self.boxes[self.open]
        box.last = len(self.pieces)
        self.open = box.parent
        self.in_pre -= box.tag == "pre"

    def enter(self, kind: _Kind, element: html.HtmlElement) -> None:
        if kind is _Kind.SKIP:
            return
        if kind is _Kind.BOX:
            self.start_box(element)
        elif kind is _Kind.LINK:
            self.in_link += 1
            self.links += 1
        elif kind is _Kind.STRONG:
            self.in_strong += 1
        elif kind is _Kind.BREAK:
            self.line_break()
        if element.text:
            self.say(element.text)

    def leave(self, kind: _Kind, element: html.HtmlElement | None) -> None:
        """Close what `enter` opened; `element` is None for the root, whose tail is not on the page."""
        if kind is _Kind.BOX:
            self.end_box()
        elif kind is _Kind.LINK:
            self.in_link -= 1
        elif kind is _Kind.STRONG:
            self.in_strong -= 1
        if element is not None and element.tail:
            self.say(element.tail)

    def _groups(self, element: html.HtmlElement, tag: str) -> int:
        groups = _TAG_GROUPS.get(tag, 0)
        get = element.get
        for name in ("class", "id", "role", "itemprop", "data-component", "data-testid"):
            value = get(name)
            if value:
                groups |= groups_of(value)
        if (
            get("hidden") is not None
            or get("aria-hidden") == "true"
            or _NONE_SHOWN.search(get("style") or "")
        ):
            groups |= _HIDDEN
        if self.removed and element in self.removed:
            groups |= _REMOVE
        return groups

    def line_break(self) -> None:
        """A single break stays within its paragraph; a second one ends it."""
        if not self.inline:
            return
        if self.in_pre or _after_text(self.inline):
            self.inline.append(_BREAK)
        else:
            self.flush()


def _after_text(inline: list[str]) -> bool:
    """True where more than space stands since the last break."""
    for part in reversed(inline):
        if part == _BREAK:
            return False
        if not part.isspace():
            return True
    return True


def _one_block(raw: str) -> str:
    if _BREAK not in raw:
        return tidy(raw)
    lines = (tidy(line) for line in raw.split(_BREAK))
    return "\n".join(filter(None, lines))


def scan(tree: html.HtmlElement, removed: Set[html.HtmlElement] = frozenset()) -> Scan:
    """Cut a page into boxes and pieces; those in `removed` carry `Group.REMOVE`. The tree stays as it was."""
    body = next(tree.iter("body", "frameset"), tree)
    walker = _Walker(removed)
    kinds: list[_Kind] = []
    steps = etree.iterwalk(body, events=("start", "end"))
    for event, element in steps:
        if event == "start":
            kind = _kind(walker, kinds, element)
            kinds.append(kind)
            walker.enter(kind, element)
            if kind is _Kind.SKIP:
                steps.skip_subtree()
        else:
            walker.leave(kinds.pop(), element if kinds else None)
    return Scan(walker.boxes, walker.pieces)


def _kind(walker: _Walker, kinds: list[_Kind], element: html.HtmlElement) -> _Kind:
    tag = element.tag
    if walker.removed and element in walker.removed:
        return _Kind.BOX
    if tag in _KINDS:
        return _KINDS[tag]
    if tag in _NAMED_INLINE:
        name = element.get("class")
        return _Kind.SKIP if name and groups_of(name) & _OFFSCREEN else _NAMED_INLINE[tag]
    if tag == "button":  # one left unclosed holds the rest of the page
        return _Kind.SKIP if element.find(".//p") is None else _Kind.BOX
    if not isinstance(tag, str):
        return _Kind.SKIP
    return _Kind.INLINE if "-" in tag and kinds and kinds[-1] is not _Kind.BOX else _Kind.BOX


def lines(texts: list[str]) -> Scan:
    """A scan of text that has no markup: one box, a piece a line."""
    box = Box(html.Element("p"), "p", -1, 0, 0, 0, len(texts))
    return Scan([box], [Piece(text, 0, size_of(text), 0, 0, 0) for text in texts])

"""Cuts a parsed page into boxes (block elements) and pieces (runs of text), in one walk over its tree.

It judges nothing: `text` decides which pieces are the article, `times` which of them date it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree, html

from pipelines.markup.cues import cue
from pipelines.markup.hidden import is_hidden
from pipelines.markup.lexicon import Group, groups_of
from pipelines.markup.words import clean_marks, fold, size_of, tidy

# What an element does to the text around it. Plain numbers: this pass is the half of the cleaner's time.
_SKIP, _INLINE, _BOX, _LINK, _STRONG, _BREAK_LINE, _NAMED = range(7)
_TAGS = {
    _SKIP: """script style noscript template svg iframe object embed canvas select option datalist input
        textarea video audio map title meta link base source track progress meter rp rt annotation""",
    _INLINE: """abbr acronym bdi bdo big cite code data del dfn font img ins kbd mark nobr q rb ruby s samp
        strike sub sup time tt u var wbr math mi mn mo mrow msup msub mfrac msqrt mtext""",
    _BOX: "p div li ul ol section article h1 h2 h3 h4 h5 h6 header main table tr td th",
    _BREAK_LINE: "br",
}
_KINDS = {tag: kind for kind, tags in _TAGS.items() for tag in tags.split()}
SILENT = frozenset(tag for tag, kind in _KINDS.items() if kind == _SKIP)
"""Elements whose text nobody reads."""
# Inline elements in which a class often hides text from all but screen readers.
_NAMED_INLINE = {
    **dict.fromkeys(("span", "em", "i", "small", "label"), _INLINE),
    **dict.fromkeys(("b", "strong"), _STRONG),
    "a": _LINK,
}
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
_SIGNUP = int(Group.SIGNUP)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th"))
ANCHORS = "#¶§🔗"  # what a heading's link to itself is drawn with
_ROLES = ("class", "id", "role", "itemprop")
_COMPONENTS = (
    "component",
    "testid",
    "test-id",
    "qa",
    "cy",
    "module",
    "widget",
    "block",
    "block-type",
    "type",
    "dot",
)
# What a label for screen readers may say of a box; of other words there is no telling.
_LABELLED = int(Group.PROMO | Group.RELATED | Group.SHARE | Group.COMMENTS | Group.NAV | Group.CONSENT)
_LABEL = 40  # characters; a longer one is the text's own words
_SHORT = 1_000  # characters
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
        groups = self._groups(element, tag)
        boxes.append(Box(element, tag, self.open, depth, groups, len(self.pieces)))
        self.open = len(boxes) - 1
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
        if kind == _LINK:
            self.in_link += 1
            self.links += 1
        elif kind == _STRONG:
            self.in_strong += 1
        else:
            self.line_break(element)

    def end_inline(self, kind: int) -> None:
        if kind == _LINK:
            self.in_link -= 1
        elif kind == _STRONG:
            self.in_strong -= 1

    def _groups(self, element: html.HtmlElement, tag: str) -> int:
        groups = groups_of(tag) if "-" in tag else _TAG_GROUPS.get(tag, 0)
        for name, value in element.items():
            if said := _SAYS.get(name):
                found = said(value)
                if found and not (name == "id" and _is_own_words(element, value)):
                    groups |= found
            elif name == "style" and is_hidden(element, value):
                groups |= _HIDDEN
        if self.removed and element in self.removed:
            groups |= _REMOVE
        return groups

    def note(self, field: html.HtmlElement) -> None:
        """A field for an e-mail address makes its box, and not the article, a place to sign up."""
        if field.tag == "input" and field.get("type") == "email" and self.open >= 0:
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


@lru_cache(maxsize=1024)
def _labelled(label: str) -> int:
    if len(label) >= _LABEL:
        return 0
    found = cue(label)
    named = int(Group[found[0].upper()]) if found and found[0].upper() in Group.__members__ else 0
    return (groups_of(label) | named) & _LABELLED


def _is_own_words(element: html.HtmlElement, name: str) -> bool:
    """True for an anchor made of its heading's words ("sharing-the-cold-store"), unless they are a cue."""
    heading = element if element.tag in HEADINGS else next(element.iter(*HEADINGS), None)
    if heading is None:
        return False
    text = heading.text_content()[:_HEADING]
    words = {word for word in fold(name.replace("_", " ")).split() if not word.isdigit()}
    shared = len(words & set(fold(text).split()))
    enough = shared == len(words) or (len(words) > 2 and shared >= 0.6 * len(words))
    return enough and cue(text) is None


_HEADING = 300  # characters


# What each attribute says of its element.
_SAYS: dict[str, Callable[[str], int]] = {
    **dict.fromkeys((*_ROLES, *(f"data-{name}" for name in _COMPONENTS)), groups_of),
    "aria-label": _labelled,
    "hidden": lambda value: _HIDDEN,
    "aria-hidden": lambda value: _HIDDEN if value == "true" else 0,
}


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
    found = _scan(tree, removed, _KINDS)
    size = sum(len(piece.text) for piece in found.pieces)
    if size < _LITTLE and any(
        _holds(element, _MUCH * max(size, _SHORT // 5)) for element in tree.iter(*_UNSHOWN)
    ):
        return _scan(tree, removed, _KINDS | dict.fromkeys(_UNSHOWN, _BOX))
    return found


_UNSHOWN = ("noscript", "template")
_LITTLE = 1_000  # characters; a page with more has its text outside
_MUCH = 2  # times as much text as the rest of the page


def _holds(element: html.HtmlElement, least: int) -> bool:
    return len(tidy(" ".join(element.itertext()))) >= least


def _scan(tree: html.HtmlElement, removed: Set[html.HtmlElement], by_tag: Mapping[str, int]) -> Scan:
    walker = _Walker(removed)
    kinds: list[int] = []
    open_elements: list[html.HtmlElement] = []
    steps = etree.iterwalk(
        tree, events=("start", "end")
    )  # without a body tag, the text may stand in the head
    for event, element in steps:
        if event == "end":
            kind = kinds.pop()
            open_elements.pop()
            if kind == _BOX:
                walker.end_box()
            elif kind > _BOX:
                walker.end_inline(kind)
            text = element.tail if kinds else None
        else:
            tag = element.tag
            kind = by_tag.get(tag, _NAMED)
            if removed and element in removed:
                kind = _BOX
            elif kind == _NAMED:
                kind = _named_inline(element, tag) if tag in _NAMED_INLINE else _kind(kinds, element)
            kinds.append(kind)
            open_elements.append(element)
            if kind == _SKIP:
                walker.note(element)
                steps.skip_subtree()
                continue
            if kind == _BOX:
                walker.start_box(element, tag)
            elif kind > _BOX:
                walker.start_inline(kind, element)
            text = element.text
        if text and (walker.inline or not text.isspace()):
            walker.add_text(text, open_elements[-1])
    return Scan(walker.boxes, walker.pieces)


def _kind(kinds: list[int], element: html.HtmlElement) -> int:
    tag = element.tag
    if tag == "button":  # one left unclosed holds the rest of the page
        return _BOX if next(element.iter("p"), None) is not None or _is_question(element) else _SKIP
    if not isinstance(tag, str):
        return _SKIP
    return _INLINE if "-" in tag and kinds and kinds[-1] != _BOX else _BOX


def _is_question(button: html.HtmlElement) -> bool:
    """True for a question that unfolds its answer; "Found a mistake?" is for the reader to answer."""
    text = tidy(str(_all_text(button)))
    return text[-1:] in _QUESTION and len(text) >= _LEAST_QUESTION and cue(text) is None


_all_text = etree.XPath("string()", smart_strings=False)  # a tenth of the time that `itertext` takes
_QUESTION = ("?", "？", "؟")
_LEAST_QUESTION = 12  # characters


def _named_inline(element: html.HtmlElement, tag: str) -> int:
    name = element.get("class")
    if name and groups_of(name) & _OFFSCREEN:
        return _SKIP
    if name and "br" in name and _is_break(element, name):
        return _BREAK_LINE
    style = element.get("style")
    if style and is_hidden(element, style) and _is_short(element):
        return _SKIP
    is_plain = tag == "a" and element.get("href") is None and not any(map(element.get, _CLICKED))
    return _INLINE if is_plain else _NAMED_INLINE[tag]


_CLICKED = ("onclick", "role", "class")  # one of them makes a link of an <a> without address


def _is_break(element: html.HtmlElement, name: str) -> bool:
    """An empty inline element that a class makes a line's end; beside "flag" it is a country."""
    return "br" in name.split() and not len(element) and not element.text and "flag" not in name


def _is_short(element: html.HtmlElement) -> bool:
    """An inline element that holds a page's whole text is shown by some script."""
    return sum(len(text) for text in islice(element.itertext(), _SHORT)) < _SHORT


def lines(texts: list[str]) -> Scan:
    """A scan of text that has no markup: one box, a piece a line."""
    box = Box(html.Element("p"), "p", -1, 0, 0, 0, len(texts))
    return Scan([box], [Piece(text, 0, size_of(text), 0, 0, 0) for text in texts])

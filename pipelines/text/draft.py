"""A page's text while rules work on it: its pieces, which of them are left, what is known of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from pipelines.markup.cues import cue
from pipelines.markup.lexicon import Group, groups_of
from pipelines.markup.scan import Piece, Scan
from pipelines.markup.words import fold, size_of
from pipelines.text.container import HEADINGS, ends
from pipelines.urls import bare_host, same_site

_CELLS = frozenset(("td", "th"))
_CONTENT = frozenset(("item", "table", "code"))
_OPENING, _FEW = 60, 12  # characters: so many letters and digits are among so many characters of a sentence
_LONG_CELL = 200  # characters; a cell of more is a paragraph
_KINDS = {
    "li": "item",
    "dt": "item",
    "dd": "item",
    "td": "table",
    "th": "table",
    "pre": "code",
    "blockquote": "quote",
}


@dataclass(slots=True)
class Draft:
    """Pieces in page order with the rule that dropped each; rules change only `rules` and a piece's text."""

    scan: Scan
    box: int
    """The article's box."""
    rules: list[str | None]
    url: str = ""
    """The page's own address."""
    title: str | None = None
    headlines: tuple[str, ...] = ()
    """Every headline that the page or its link offers, folded."""
    descriptions: tuple[str, ...] = ()
    """What the page says of itself in one paragraph."""
    names: tuple[str, ...] = ()
    """Authors, folded."""
    leads: tuple[int, ...] = ()
    """The standfirst's pieces."""
    dropped: list[str | None] = field(default_factory=list)
    """The verdict on every box; empty where there are no boxes to judge."""
    first: int = 0
    """The first sentence of the article's box."""
    headline: int = 0
    """The piece that is the printed headline; 0 where none stands before the first sentence."""
    cuts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """What rules cut off the heads of pieces, with the rules' names."""
    _layouts: dict[int, bool] = field(default_factory=dict)
    _openings: dict[str, int] = field(default_factory=dict)
    _firsts: dict[str, int] = field(default_factory=dict)
    _folded: dict[int, str] = field(default_factory=dict)
    _lowered: dict[int, str] = field(default_factory=dict)
    _cues: dict[int, tuple[str, bool] | None] = field(default_factory=dict)
    _told: str | None = None
    _text: str | None = None
    _said: dict[tuple[str, ...], bool] = field(default_factory=dict)
    _prose: dict[int, bool] = field(default_factory=dict)
    _lists: dict[int, float] = field(default_factory=dict)
    _beside: dict[int, int] = field(default_factory=dict)
    _ends: dict[str, int] = field(default_factory=dict)

    def kept(self) -> Iterator[int]:
        """Indices of the pieces that no rule has dropped."""
        return (at for at, rule in enumerate(self.rules) if rule is None)

    def folded(self, at: int) -> str:
        """Letters and digits of a piece, in lower case."""
        found = self._folded.get(at)
        if found is None:
            found = self._folded[at] = fold(self.scan.pieces[at].text)
        return found

    def lowered(self, at: int) -> str:
        """A piece's text for the search of phrases: without case, with plain apostrophes."""
        found = self._lowered.get(at)
        if found is None:
            found = self._lowered[at] = self.scan.pieces[at].text.casefold().replace("’", "'")
        return found

    def cue(self, at: int) -> tuple[str, bool] | None:
        """What a piece's first words say of it: see `cues.cue`."""
        if at not in self._cues:
            self._cues[at] = cue(self.scan.pieces[at].text)
        return self._cues[at]

    def told(self) -> str:
        """All that is left, folded: asked for once, as what goes later does no harm."""
        if self._told is None:
            self._told = "\n".join(self.folded(at) for at in self.kept())
        return self._told

    def says(self, phrases: tuple[str, ...]) -> bool:
        """True where what was left when first asked has one of the phrases: one search for all its pieces."""
        if self._text is None:
            whole = "\n".join(self.scan.pieces[at].text for at in self.kept())
            self._text = _plain(whole.casefold().replace("’", "'"))
        found = self._said.get(phrases)
        if found is None:
            text = self._text
            some = any(part in text for part in _parts(phrases))
            found = some and any(_plain(phrase) in text for phrase in phrases)
            self._said[phrases] = found
        return found

    def cut(self, at: int, part: str, rule: str, text: str) -> None:
        """Take `part` off the head of a piece by a rule; `text` is what is left of it."""
        self.cuts.setdefault(at, []).append((part, rule))
        self.scan.pieces[at] = self.scan.pieces[at]._replace(text=text, size=size_of(text))
        self._folded.pop(at, None)
        self._lowered.pop(at, None)
        self._cues.pop(at, None)
        self._prose.pop(at, None)

    def earliest(self, at: int) -> int:
        """The first piece left that says the same; whole texts are compared where they begin alike."""
        words = fold(self.scan.pieces[at].text[:_OPENING])
        other = self._openings.setdefault(words[:_FEW], at)
        if other == at:
            return at
        self._firsts.setdefault(self.folded(other), other)
        known = self._firsts.get(self.folded(at))
        if known is None or self.rules[known] is not None:
            self._firsts[self.folded(at)] = known = at
        return known

    def list_share(self, at: int) -> float:
        """How much of the list that a piece stands in is links."""
        boxes = self.scan.boxes
        parent = boxes[self.scan.pieces[at].box].parent
        known = self._lists.get(parent)
        if known is None:
            held = self.scan.pieces[boxes[parent].first : boxes[parent].last]
            known = sum(p.link_size for p in held) / max(1, sum(len(p.text) for p in held))
            self._lists[parent] = known
        return known

    def leads_away(self, at: int) -> bool:
        """True where a piece's first link leads to another site."""
        element = self.scan.boxes[self.scan.pieces[at].box].element
        href = next((e.get("href") for e in element.iter("a") if e.get("href")), None) or ""
        absolute = href.startswith(("http", "//")) and bool(self.url)
        return absolute and bool(bare_host(href)) and not same_site(href, self.url)

    def is_button(self, at: int) -> bool:
        """True where a piece's first link is named as a button."""
        element = self.scan.boxes[self.scan.pieces[at].box].element
        link = next(element.iter("a"), None)
        return link is not None and bool(groups_of(link.get("class") or "") & Group.BUTTON)

    def siblings(self, at: int) -> int:
        """How many sentences stand beside a piece, in the same box."""
        boxes = self.scan.boxes
        parent = boxes[self.scan.pieces[at].box].parent
        known = self._beside.get(parent)
        if known is None:
            held = range(boxes[parent].first, boxes[parent].last)
            beside = (i for i in held if boxes[self.scan.pieces[i].box].parent == parent)
            known = self._beside[parent] = sum(map(self.is_prose, beside))
        return known

    def verdict(self, at: int) -> str | None:
        """The rule that drops the box around a piece."""
        return self.dropped[self.scan.pieces[at].box] if self.dropped else None

    def settle(self) -> None:
        """Forget where the text begins and ends: `rules` has changed."""
        self._ends.clear()

    def last_kept(self, count: int) -> int:
        """The first of the last `count` pieces that are left."""
        key = f"kept {count}"
        if key not in self._ends:
            found = list(islice(self._backwards(), count))
            self._ends[key] = found[-1] if found else 0
        return self._ends[key]

    def last_content(self) -> int:
        """The last sentence, list item, cell or code that is left."""
        if "content" not in self._ends:
            told = (at for at in self._backwards() if self.is_prose(at) or self.kind(at) in _CONTENT)
            self._ends["content"] = next(told, 0)
        return self._ends["content"]

    def first_content(self) -> int:
        """The first sentence that is left, the standfirst apart."""
        if "first" not in self._ends:
            told = (at for at in self.kept() if at not in self.leads and self.is_prose(at))
            self._ends["first"] = next(told, self.first)
        return self._ends["first"]

    def _backwards(self) -> Iterator[int]:
        return (at for at in range(len(self.rules) - 1, -1, -1) if self.rules[at] is None)

    def tag(self, at: int) -> str:
        """The tag of the piece's box; a cell of a layout is a plain block."""
        tag = self.scan.boxes[self.scan.pieces[at].box].tag
        return "div" if tag in _CELLS and self.table(at) is None else tag

    def table(self, at: int) -> int | None:
        """The box of the table that a piece stands in; None where the table is but a layout."""
        above = self.scan.ancestors(self.scan.pieces[at].box)
        found = next((box for box in above if self.scan.boxes[box].tag == "table"), None)
        return None if found is None or self._is_layout(found) else found

    def _is_layout(self, table: int) -> bool:
        """A table without heads of columns that holds a paragraph, a headline or another table."""
        known = self._layouts.get(table)
        if known is None:
            box = self.scan.boxes[table]
            long = any(piece.size > _LONG_CELL for piece in self.scan.pieces[box.first : box.last])
            held = {element.tag for element in box.element.iterdescendants("th", "h1", "h2", "table")}
            known = self._layouts[table] = "th" not in held and (long or bool(held))
        return known

    def is_heading(self, at: int) -> bool:
        """A heading by its tag, or a short line all in bold that ends no sentence."""
        piece = self.scan.pieces[at]
        return self.tag(at) in HEADINGS or (
            piece.strong_size > 0
            and piece.size < 100
            and piece.strong_size >= 0.95 * len(piece.text) - 2
            and not ends(piece.text)
        )

    def is_prose(self, at: int) -> bool:
        """A sentence or more that is no list of links."""
        known = self._prose.get(at)
        if known is None:
            piece = self.scan.pieces[at]
            known = piece.size >= 50 and piece.link_share < 0.5 and self.tag(at) not in HEADINGS
            known = self._prose[at] = known and ends(piece.text)
        return known

    def kind(self, at: int) -> str:
        """The `Block.kind` of a piece."""
        if at in self.leads:
            return "lead"
        if self.is_heading(at):
            return "subhead"
        for box in self.scan.ancestors(self.scan.pieces[at].box):
            tag = self.scan.boxes[box].tag
            if tag in _KINDS and (tag not in _CELLS or self.table(at) is not None):
                return _KINDS[tag]
        return "paragraph"


@cache
def _parts(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """A few letters of each phrase: those that the most have, then those that the most of the rest have."""
    left, found = set(map(_plain, phrases)), list[str]()
    while left:
        held = Counter(part for phrase in left for part in _runs(phrase))
        found.append(max(sorted(held), key=lambda part: held[part]))
        left = {phrase for phrase in left if found[-1] not in phrase}
    return tuple(found)


def _plain(text: str) -> str:
    """With one i: a Turkish capital without a dot is folded to one with a dot."""
    return text.replace("ı", "i").replace("i\u0307", "i")


def _runs(phrase: str) -> set[str]:
    return {phrase[at : at + _RUN] for at in range(max(1, len(phrase) - _RUN + 1))}


_RUN = 6  # letters: fewer are in any text


Test = Callable[[Draft, int, Piece], bool]

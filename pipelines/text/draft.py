"""The draft of an article: which pieces of a page are left, and the decisions about each piece."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from pipelines.markup.lexicon import Group, groups_of
from pipelines.markup.scan import Piece, Scan
from pipelines.text.page_view import View, is_heading, kind_of
from pipelines.urls import bare_host, same_site

_CONTENT = frozenset(("item", "table", "code"))
SHORT_LINE = 60  # characters of a line that is no paragraph
_FEW_LINKS = 0.3
_MOST_LINES = 40
Form = tuple[int, str, str]
"""The box around a piece's box, and the tag and class names of this."""


def form_of(view: View, at: int) -> Form:
    box = view.scan.boxes[view.scan.pieces[at].box]
    return box.parent, box.tag, box.classes


class Cut(NamedTuple):
    """A part that a rule removes from a piece, and the rest of the piece."""

    piece: int
    part: str
    rule: str
    rest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: a rule dropped a piece, or (`rule` is None) the piece was kept or brought back."""

    piece: int
    rule: str | None
    why: str = ""


@dataclass(frozen=True)
class Remaining:
    """The pieces that are left after some decisions."""

    view: View
    rules: tuple[str | None, ...]
    leads: tuple[int, ...]

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The pieces that no rule has dropped."""
        return tuple(at for at, rule in enumerate(self.rules) if rule is None)

    @cached_property
    def lines_below(self) -> tuple[int, ...]:
        """The first kept pieces below the first paragraph that are no sentences."""
        behind = islice(self.kept, bisect_right(self.kept, self.view.first), None)
        return tuple(islice((at for at in behind if not self.view.prose[at]), _MOST_LINES))

    @cached_property
    def last_content(self) -> int:
        """The last kept piece that is a sentence, list item, cell or code."""
        view = self.view
        content = (at for at in reversed(self.kept) if view.prose[at] or kind_of(view, at) in _CONTENT)
        return next(content, 0)

    @cached_property
    def last_sentence(self) -> int:
        """The last kept sentence."""
        return next((at for at in reversed(self.kept) if self.view.prose[at]), 0)

    @cached_property
    def size(self) -> int:
        """The characters of all kept pieces."""
        return sum(self.view.scan.pieces[at].size for at in self.kept)

    @cached_property
    def first_content(self) -> int:
        """The first kept sentence that is not the standfirst."""
        sentences = (at for at in self.kept if at not in self.leads and self.view.prose[at])
        return next(sentences, self.view.first)

    @cached_property
    def first_by_text(self) -> dict[str, int]:
        """For each folded text, the first kept piece that has it."""
        return {self.view.folded[at]: at for at in reversed(self.kept)}

    @cached_property
    def places_by_text(self) -> dict[str, list[int]]:
        """For each folded text, the kept pieces that have it."""
        places: dict[str, list[int]] = {}
        for at in self.kept:
            places.setdefault(self.view.folded[at], []).append(at)
        return places

    @cached_property
    def new_lists(self) -> frozenset[Form]:
        """The forms of which most kept pieces have a text that no piece above has."""
        forms = Counter(form_of(self.view, at) for at in self.kept)
        new = Counter(form_of(self.view, at) for at in self.first_by_text.values())
        return frozenset(form for form, count in new.items() if 2 * count > forms[form])

    @cached_property
    def lines_by_form(self) -> dict[Form, tuple[int, int]]:
        """For each form, how many kept pieces have it, and how many of them are short lines of words."""
        counts: dict[Form, tuple[int, int]] = {}
        for at in self.kept:
            piece = self.view.scan.pieces[at]
            is_line = piece.size < SHORT_LINE and piece.link_share <= _FEW_LINKS and " " in piece.text
            pieces, lines = counts.get(form := form_of(self.view, at), (0, 0))
            counts[form] = pieces + 1, lines + is_line
        return counts

    def last_kept(self, count: int) -> int:
        """Return the first of the last `count` kept pieces."""
        return self.kept[-count:][0] if self.kept else 0

    @cached_property
    def folded_text(self) -> str:
        """The text of all kept pieces, folded."""
        return "\n".join(self.view.folded[at] for at in self.kept)

    @cached_property
    def text(self) -> str:
        """The text of all kept pieces."""
        return "\n".join(self.view.scan.pieces[at].text for at in self.kept)


@dataclass(slots=True)
class Draft:
    """A view of a page and the decisions so far. Only `decide` and `cut` change it."""

    view: View
    rules: list[str | None]
    """The rule that dropped each piece: the last decision on it."""
    leads: tuple[int, ...] = ()
    """The pieces of the standfirst."""
    leads_by_place: frozenset[int] = frozenset()
    """Those of them that only their place and length show: neither a description nor a class name does."""
    decisions: list[Decision] = field(default_factory=list)
    cuts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """For each piece, the parts that rules cut off, each with the rule's name."""
    before: Remaining | None = None
    """The pieces that were left before the first rule."""
    _remaining: Remaining | None = None

    @property
    def scan(self) -> Scan:
        return self.view.scan

    @property
    def box(self) -> int:
        return self.view.box

    @property
    def title(self) -> str | None:
        return self.view.title

    @property
    def headlines(self) -> tuple[str, ...]:
        return self.view.headlines

    @property
    def descriptions(self) -> tuple[str, ...]:
        return self.view.descriptions

    @property
    def names(self) -> tuple[str, ...]:
        return self.view.names

    @property
    def first(self) -> int:
        return self.view.first

    @property
    def headline(self) -> int:
        return self.view.headline

    @property
    def remaining(self) -> Remaining:
        """The pieces that are left now."""
        if self._remaining is None:
            self._remaining = Remaining(self.view, tuple(self.rules), self.leads)
        return self._remaining

    def decide(self, pieces: Iterable[int], rule: str | None, why: str = "") -> None:
        """Drop pieces by a rule; if `rule` is None, keep them or bring them back."""
        for at in pieces:
            self.rules[at] = rule
            self.decisions.append(Decision(at, rule, why))
            self._remaining = None

    def cut(self, cuts: Iterable[Cut]) -> None:
        """Remove parts of pieces."""
        texts: dict[int, str] = {}
        for at, part, rule, rest in cuts:
            self.cuts.setdefault(at, []).append((part, rule))
            texts[at] = rest
        if texts:
            self.view = self.view.with_texts(texts)
            self._remaining = None

    def why(self, at: int) -> str:
        """Return the reason of the last decision about a piece."""
        return next((d.why for d in reversed(self.decisions) if d.piece == at), "")

    def kept(self) -> Iterator[int]:
        """Iterate over the pieces that no rule has dropped, as indices."""
        return iter(self.remaining.kept)

    def size(self, pieces: Iterable[int] | None = None) -> int:
        """Return the size of the given pieces, or else of all kept pieces, in characters."""
        return sum(self.scan.pieces[at].size for at in (self.kept() if pieces is None else pieces))

    def folded(self, at: int) -> str:
        return self.view.folded[at]

    def cue(self, at: int) -> tuple[str, bool] | None:
        return self.view.cues[at]

    def first_with_same_text(self, at: int) -> int:
        """Return the first kept piece with the same text."""
        return self.remaining.first_by_text.get(self.folded(at), at)

    def list_share(self, at: int) -> float:
        """Return the share of links in the list that contains a piece, 0 to 1."""
        return self.view.link_shares[self._parent(at)]

    def _parent(self, at: int) -> int:
        return max(0, self.scan.boxes[self.scan.pieces[at].box].parent)

    def leads_away(self, at: int) -> bool:
        """Return True if a piece's first link leads to another site."""
        element = self.scan.boxes[self.scan.pieces[at].box].element
        href = next((e.get("href") for e in element.iter("a") if e.get("href")), None) or ""
        absolute = href.startswith(("http", "//")) and bool(self.view.url)
        return absolute and bool(bare_host(href)) and not same_site(href, self.view.url)

    def is_button(self, at: int) -> bool:
        """Return True if a piece's first link has the class of a button."""
        element = self.scan.boxes[self.scan.pieces[at].box].element
        link = next(element.iter("a"), None)
        return link is not None and bool(groups_of(link.get("class") or "") & Group.BUTTON)

    def verdict(self, at: int) -> str | None:
        """Return the rule that drops the box around a piece, or None."""
        return self.view.dropped[self.scan.pieces[at].box] if self.view.dropped else None

    def folded_text(self) -> str:
        """Return the folded text that was left before the first rule."""
        return (self.before or self.remaining).folded_text

    def siblings(self, at: int) -> int:
        """Return the number of sentences in the box around the piece's own box."""
        return self.view.sentences[self._parent(at)]

    def last_kept(self, count: int) -> int:
        """Return the first of the last `count` kept pieces."""
        return self.remaining.last_kept(count)

    def last_content(self) -> int:
        """Return the last kept piece that is a sentence, list item, cell or code."""
        return self.remaining.last_content

    def first_content(self) -> int:
        """Return the first kept sentence that is not the standfirst."""
        return self.remaining.first_content

    def tag(self, at: int) -> str:
        return self.view.tag(at)

    def table(self, at: int) -> int | None:
        return self.view.table(at)

    def is_heading(self, at: int) -> bool:
        return is_heading(self.view, at)

    def is_prose(self, at: int) -> bool:
        return self.view.prose[at]

    def kind(self, at: int) -> str:
        """Return the `Block.kind` of a piece."""
        return "lead" if at in self.leads else kind_of(self.view, at)


Test = Callable[[Draft, int, Piece], bool]

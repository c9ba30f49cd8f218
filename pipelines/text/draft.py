"""An article as far as it is decided: what is left of a page, and the decisions about its pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from pipelines.markup.lexicon import Group, groups_of
from pipelines.markup.scan import Piece, Scan
from pipelines.text.page_view import View, is_heading, kind_of
from pipelines.urls import bare_host, same_site

_CONTENT = frozenset(("item", "table", "code"))


class Cut(NamedTuple):
    """A part that a rule takes off a piece, and what is left of it."""

    piece: int
    part: str
    rule: str
    rest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One step: a rule dropped a piece, or (`rule` None) it was kept or brought back."""

    piece: int
    rule: str | None
    why: str = ""


@dataclass(frozen=True)
class Remaining:
    """What is left of a page after some decisions."""

    view: View
    rules: tuple[str | None, ...]
    leads: tuple[int, ...]

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The pieces that no rule has dropped."""
        return tuple(at for at, rule in enumerate(self.rules) if rule is None)

    @cached_property
    def last_content(self) -> int:
        """The last sentence, list item, cell or code that is left."""
        view = self.view
        told = (at for at in reversed(self.kept) if view.prose[at] or kind_of(view, at) in _CONTENT)
        return next(told, 0)

    @cached_property
    def first_content(self) -> int:
        """The first sentence that is left, the standfirst apart."""
        told = (at for at in self.kept if at not in self.leads and self.view.prose[at])
        return next(told, self.view.first)

    def last_kept(self, count: int) -> int:
        """The first of the last `count` pieces that are left."""
        return self.kept[-count:][0] if self.kept else 0

    @cached_property
    def first_by_text(self) -> dict[str, int]:
        """The first piece that is left for each folded text."""
        return {self.view.folded[at]: at for at in reversed(self.kept)}

    @cached_property
    def folded_text(self) -> str:
        """All that is left, folded."""
        return "\n".join(self.view.folded[at] for at in self.kept)

    @cached_property
    def _searched(self) -> dict[tuple[str, ...], bool]:
        return {}

    def contains_any(self, phrases: tuple[str, ...]) -> bool:
        """True where what is left has one of the phrases: one search for all its pieces."""
        if phrases not in self._searched:
            some = any(part in self.text for part in _parts(phrases))
            self._searched[phrases] = some and any(_plain(phrase) in self.text for phrase in phrases)
        return self._searched[phrases]

    @cached_property
    def text(self) -> str:
        """All that is left, without case and with one i."""
        whole = "\n".join(self.view.scan.pieces[at].text for at in self.kept)
        return _plain(whole.casefold().replace("’", "'"))


@dataclass(slots=True)
class Draft:
    """A view and the decisions so far. `decide` and `cut` are all that changes it."""

    view: View
    rules: list[str | None]
    """The rule that dropped each piece: the last decision on it."""
    leads: tuple[int, ...] = ()
    """The standfirst's pieces."""
    decisions: list[Decision] = field(default_factory=list)
    cuts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """What rules cut off pieces, with the rules' names."""
    before: Remaining | None = None
    """What was left before the first rule."""
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
        """What is left now."""
        if self._remaining is None:
            self._remaining = Remaining(self.view, tuple(self.rules), self.leads)
        return self._remaining

    def decide(self, pieces: Iterable[int], rule: str | None, why: str = "") -> None:
        """Drop pieces by a rule, or with None keep them."""
        for at in pieces:
            self.rules[at] = rule
            self.decisions.append(Decision(at, rule, why))
            self._remaining = None

    def cut(self, cuts: Iterable[Cut]) -> None:
        """Take parts off pieces."""
        texts: dict[int, str] = {}
        for at, part, rule, rest in cuts:
            self.cuts.setdefault(at, []).append((part, rule))
            texts[at] = rest
        if texts:
            self.view = self.view.with_texts(texts)
            self._remaining = None

    def why(self, at: int) -> str:
        """The reason given with the last decision on a piece."""
        return next((d.why for d in reversed(self.decisions) if d.piece == at), "")

    def kept(self) -> Iterator[int]:
        """Indices of the pieces that no rule has dropped."""
        return iter(self.remaining.kept)

    def size(self, pieces: Iterable[int] | None = None) -> int:
        """The size of some pieces, in characters; of all that no rule has dropped where none are given."""
        return sum(self.scan.pieces[at].size for at in (self.kept() if pieces is None else pieces))

    def folded(self, at: int) -> str:
        return self.view.folded[at]

    def lowered(self, at: int) -> str:
        return self.view.lowered[at]

    def cue(self, at: int) -> tuple[str, bool] | None:
        return self.view.cues[at]

    def folded_text(self) -> str:
        """All that was left before the first rule, folded."""
        return (self.before or self.remaining).folded_text

    def contains_any(self, phrases: tuple[str, ...]) -> bool:
        """True where what was left before the first rule has one of the phrases."""
        return (self.before or self.remaining).contains_any(phrases)

    def first_with_same_text(self, at: int) -> int:
        """The first piece left that says the same."""
        return self.remaining.first_by_text.get(self.folded(at), at)

    def list_share(self, at: int) -> float:
        """How much of the list that a piece stands in is links."""
        return self.view.link_shares[self._parent(at)]

    def siblings(self, at: int) -> int:
        """How many sentences stand beside a piece, in the same box."""
        return self.view.sentences[self._parent(at)]

    def _parent(self, at: int) -> int:
        return max(0, self.scan.boxes[self.scan.pieces[at].box].parent)

    def leads_away(self, at: int) -> bool:
        """True where a piece's first link leads to another site."""
        element = self.scan.boxes[self.scan.pieces[at].box].element
        href = next((e.get("href") for e in element.iter("a") if e.get("href")), None) or ""
        absolute = href.startswith(("http", "//")) and bool(self.view.url)
        return absolute and bool(bare_host(href)) and not same_site(href, self.view.url)

    def is_button(self, at: int) -> bool:
        """True where a piece's first link is named as a button."""
        element = self.scan.boxes[self.scan.pieces[at].box].element
        link = next(element.iter("a"), None)
        return link is not None and bool(groups_of(link.get("class") or "") & Group.BUTTON)

    def verdict(self, at: int) -> str | None:
        """The rule that drops the box around a piece."""
        return self.view.dropped[self.scan.pieces[at].box] if self.view.dropped else None

    def last_kept(self, count: int) -> int:
        """The first of the last `count` pieces that are left."""
        return self.remaining.last_kept(count)

    def last_content(self) -> int:
        """The last sentence, list item, cell or code that is left."""
        return self.remaining.last_content

    def first_content(self) -> int:
        """The first sentence that is left, the standfirst apart."""
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
        """The `Block.kind` of a piece."""
        return "lead" if at in self.leads else kind_of(self.view, at)


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

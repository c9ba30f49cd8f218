"""Judges boxes by their names and by what they hold: navigation, comments, related links, captions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from itertools import accumulate

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import Box, Scan


@dataclass(frozen=True, slots=True)
class Sums:
    """How much text a box holds."""

    size: int
    link_size: int
    pieces: int
    share: float
    """Its part of the worth, 0 to 1; see `BoxContents.share`."""

    @property
    def link_share(self) -> float:
        return self.link_size / max(1, self.size)


@dataclass(frozen=True, slots=True)
class BoxRule:
    """Drops a box of one of `groups` where `test` agrees and it holds less than `most` of the page."""

    name: str
    groups: Group
    test: Callable[[Box, Sums], bool] = lambda box, sums: True
    most: float = 0.3
    """A larger box is a wrapper ("article-paywall"), and its name says nothing about the text in it."""
    unless: Group = Group.NONE


def _links(box: Box, sums: Sums) -> bool:
    return sums.link_share >= 0.25 or sums.size < 100


def _scrap(box: Box, sums: Sums) -> bool:
    return sums.size < 250 or sums.link_share > 0.4


def _caption(box: Box, sums: Sums) -> bool:
    """A figure may hold a table or code of the article's own."""
    in_figure = box.tag in {"figure", "figcaption"}
    return (in_figure or sums.size < 800) and next(box.element.iter("td", "pre"), None) is None


def _small(box: Box, sums: Sums) -> bool:
    return sums.size < 400 and next(box.element.iter("td", "pre", "li", "h2", "h3", "h4"), None) is None


def _teaser(box: Box, sums: Sums) -> bool:
    return sums.size < 900 and sums.link_size > 0 and sums.share < 0.12


def _brief(box: Box, sums: Sums) -> bool:
    return sums.size < 1500


def _unquoted(box: Box, sums: Sums) -> bool:
    """A brief box that is no quotation: a post that an article embeds is one."""
    return _brief(box, sums) and box.tag != "blockquote"


def _says_more(box: Box, sums: Sums) -> bool:
    """Whether a box named as furniture has a link, a date or a field, or little text; else it is text."""
    few = sums.size < _FEW_WORDS
    return few or sums.link_size > 0 or next(box.element.iter(*_FIELDS), None) is not None


_FIELDS = ("a", "form", "input", "button", "textarea", "time", "li", "img", "iframe")
_FEW_WORDS = 60  # characters: "Comments are closed"
_OFFER = 500  # characters; an offer of a newsletter is shorter
_SIGNUP = int(Group.SIGNUP)
_TEXT = Group.LEAD | Group.ARTICLE
RULES = (
    BoxRule("remove", Group.REMOVE, most=2.0),
    BoxRule("comments", Group.COMMENTS, _says_more, most=0.9),
    BoxRule("form", Group.FORM),
    BoxRule("nav", Group.NAV, _says_more),
    BoxRule("footer", Group.FOOTER),
    BoxRule("consent", Group.CONSENT),
    BoxRule("promo", Group.SIGNUP, lambda box, sums: sums.size <= _OFFER, most=0.1),
    BoxRule("offscreen", Group.OFFSCREEN),
    BoxRule("toc", Group.TOC, lambda box, sums: sums.link_share >= 0.25),
    BoxRule("share", Group.SHARE, _says_more),
    BoxRule("promo", Group.PROMO),
    BoxRule("related", Group.RELATED, _links),
    BoxRule("sidebar", Group.SIDEBAR, unless=_TEXT),
    BoxRule("person", Group.PERSON, _brief, unless=Group.ARTICLE),
    BoxRule("media", Group.MEDIA, _caption, unless=_TEXT),
    BoxRule("picture", Group.PICTURE, _small, unless=_TEXT),
    BoxRule("card", Group.CARD, _teaser, unless=_TEXT),
    BoxRule("meta", Group.META, _scrap, unless=_TEXT),
    BoxRule("box", Group.BOX, _unquoted, unless=_TEXT),
    BoxRule("button", Group.BUTTON, lambda box, sums: sums.size < 120 and sums.link_share > 0.5),
    BoxRule("hidden", Group.HIDDEN),
)

_NONE: Mapping[int, str] = {}
_SURE = frozenset({"remove", "comments"})
_ANY = sum({int(rule.groups) for rule in RULES})


class BoxContents:
    """What every box of a page holds, from running totals over its pieces."""

    def __init__(self, scan: Scan, text_values: list[float], container: int = 0) -> None:
        texts = [len(piece.text) for piece in scan.pieces]
        links = [min(piece.link_size, size) for piece, size in zip(scan.pieces, texts, strict=True)]
        self._size = [0, *accumulate(texts)]
        self._links = [0, *accumulate(links)]
        self._good = [0.0, *accumulate(max(worth, 0.0) for worth in text_values)]
        inside = scan.boxes[container] if scan.boxes else None
        self._inside = range(inside.first, inside.last) if inside else range(0)
        self._whole = max(self._good[-1], 1e-9)
        self._part = max(self._good[self._inside.stop] - self._good[self._inside.start], 1e-9)

    def share(self, box: Box) -> float:
        """The part that a box holds of the worth of the article's box, or of the page where it is outside."""
        inside = box.first in self._inside and box.last <= self._inside.stop
        return (self._good[box.last] - self._good[box.first]) / (self._part if inside else self._whole)

    def of(self, box: Box) -> Sums:
        """Everything that a rule may ask about a box."""
        first, last = box.first, box.last
        size, links = self._size[last] - self._size[first], self._links[last] - self._links[first]
        return Sums(size, links, last - first, self.share(box))


def verdicts(
    scan: Scan, held: BoxContents, chosen: int | None = None, known: Mapping[int, str] = _NONE
) -> list[str | None]:
    """The rule that drops each box, its own or an ancestor's; none drops a `chosen` box or one around it.

    `known` are boxes whose rule is already decided.
    """
    spared = frozenset(() if chosen is None else scan.ancestors(chosen))
    _widen(scan, held)
    unfit: set[str] = set()
    while True:
        found = _verdicts(scan, held, unfit, spared, known)
        worn = _worn_out(scan, held, found) - unfit
        if not worn:
            return found
        unfit |= worn


def _widen(scan: Scan, held: BoxContents) -> None:
    """Mark the box around an e-mail field as an offer too, where it begins with a heading."""
    for at in [index for index, box in enumerate(scan.boxes) if box.groups & _SIGNUP]:
        for index in scan.ancestors(at):
            total = held.of(scan.boxes[index])
            if total.size > _OFFER or total.share > 0.1:
                break
            scan.boxes[index].groups |= _SIGNUP if _is_headed(scan, index) else 0


def _is_headed(scan: Scan, index: int) -> bool:
    """True where a box begins with a heading."""
    box = scan.boxes[index]
    opening = scan.boxes[scan.pieces[box.first].box].tag if box.first < box.last else ""
    return opening in HEADINGS


def _worn_out(scan: Scan, held: BoxContents, found: list[str | None]) -> set[str]:
    """Rules that fit more than half of the page: a name that is everywhere distinguishes nothing."""
    shares: dict[str, float] = {}
    for index, box in enumerate(scan.boxes):
        rule = found[index]
        if rule and rule not in _SURE and (box.parent < 0 or found[box.parent] is None):
            shares[rule] = shares.get(rule, 0.0) + held.share(box)
    return {rule for rule, share in shares.items() if share > 0.55}


def _verdicts(
    scan: Scan, held: BoxContents, unfit: set[str], spared: Set[int], known: Mapping[int, str]
) -> list[str | None]:
    rules = tuple((rule, int(rule.groups), int(rule.unless)) for rule in RULES if rule.name not in unfit)
    found: list[str | None] = []
    for index, box in enumerate(scan.boxes):
        above = found[box.parent] if box.parent >= 0 else None
        judged = index not in spared
        sure = known.get(index) if judged else None
        found.append(
            above or sure or (_own(box, held.of(box), rules) if judged and box.groups & _ANY else None)
        )
    return found


def _own(box: Box, total: Sums, rules: tuple[tuple[BoxRule, int, int], ...]) -> str | None:
    for rule, groups, unless in rules:
        if (
            box.groups & groups
            and not box.groups & unless
            and total.share < rule.most
            and rule.test(box, total)
        ):
            return rule.name
    return None

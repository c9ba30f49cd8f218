"""Drops boxes by their class names and contents: navigation, comments, related links, captions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from itertools import accumulate

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import Box, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.text.boxes.signing_lines import is_dated


@dataclass(frozen=True, slots=True)
class Sums:
    """How much text a box contains."""

    size: int
    link_size: int
    pieces: int
    share: float
    """Its share of the text's value, 0 to 1; see `BoxContents.share`."""

    @property
    def link_share(self) -> float:
        return self.link_size / max(1, self.size)


@dataclass(frozen=True, slots=True)
class BoxRule:
    """Drops a box of one of `groups` if `test` agrees and its share of the page is less than `most`."""

    name: str
    groups: Group
    test: Callable[[Box, Sums], bool] = lambda box, sums: True
    most: float = 0.3
    """A larger box is a wrapper ("article-paywall"): its name does not describe the text in it."""
    unless: Group = Group.NONE


def _links(box: Box, sums: Sums) -> bool:
    return sums.link_share >= 0.25 or sums.size < 100


def _scrap(box: Box, sums: Sums) -> bool:
    return sums.size < 250 or sums.link_share > 0.4


def _caption(box: Box, sums: Sums) -> bool:
    """Return True unless the box contains a table or code: such a figure is part of the article."""
    in_figure = box.tag in {"figure", "figcaption"}
    inside = (element for element in box.element.iter("td", "pre") if element is not box.element)
    return (in_figure or sums.size < 800) and box.tag != "pre" and next(inside, None) is None


def _small(box: Box, sums: Sums) -> bool:
    return sums.size < 400 and next(box.element.iter("td", "pre", "li", "h2", "h3", "h4"), None) is None


def _teaser(box: Box, sums: Sums) -> bool:
    return sums.size < 900 and sums.link_size > 0 and sums.share < 0.12


def _brief(box: Box, sums: Sums) -> bool:
    return sums.size < 1500


def _unquoted(box: Box, sums: Sums) -> bool:
    """Return True for a brief box that is not a quotation, such as a post that the article embeds."""
    return _brief(box, sums) and box.tag != "blockquote"


def _is_furniture(box: Box, sums: Sums) -> bool:
    """Return True if a box has a link, a date or a field, or little text; else its class name is wrong."""
    few = sums.size < _FEW_WORDS
    return few or sums.link_size > 0 or next(box.element.iter(*_FIELDS), None) is not None


def _are_comments(box: Box, sums: Sums) -> bool:
    """Return True if a box has signs of furniture, or a day or a time in an element of its own."""
    return _is_furniture(box, sums) or any(_is_day(element.text or "") for element in box.element.iter("*"))


def _is_day(text: str) -> bool:
    return len(text) < _FEW_WORDS and (_DAY.search(text) is not None or is_dated(text))


_DAY = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)")
_FIELDS = ("a", "form", "input", "button", "textarea", "time", "li", "img", "iframe")
_FEW_WORDS = 60  # characters: "Comments are closed"
_OFFER = 500  # characters; an offer of a newsletter is shorter
_SIGNUP = int(Group.SIGNUP)
_TEXT = Group.LEAD | Group.ARTICLE
RULES = (
    BoxRule("remove", Group.REMOVE, most=2.0),
    BoxRule("comments", Group.COMMENTS, _are_comments, most=0.9),
    BoxRule("form", Group.FORM),
    BoxRule("nav", Group.NAV, _is_furniture),
    BoxRule("footer", Group.FOOTER),
    BoxRule("consent", Group.CONSENT),
    BoxRule("promo", Group.SIGNUP, lambda box, sums: sums.size <= _OFFER, most=0.1),
    BoxRule("offscreen", Group.OFFSCREEN),
    BoxRule("toc", Group.TOC, lambda box, sums: sums.link_share >= 0.25),
    BoxRule("share", Group.SHARE, _is_furniture),
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
    """What every box of a page contains, computed from running totals over its pieces."""

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
        """Return a box's share of the text value of the article's box; for a box outside it, of the page."""
        inside = box.first in self._inside and box.last <= self._inside.stop
        return (self._good[box.last] - self._good[box.first]) / (self._part if inside else self._whole)

    def of(self, box: Box) -> Sums:
        """Return everything that a rule may ask about a box."""
        first, last = box.first, box.last
        size, links = self._size[last] - self._size[first], self._links[last] - self._links[first]
        return Sums(size, links, last - first, self.share(box))


def verdicts(
    scan: Scan, contents: BoxContents, chosen: int | None = None, known: Mapping[int, str] = _NONE
) -> list[str | None]:
    """Return for each box the rule that drops it, its own or that of a box around it; None if it is kept.

    No rule drops the `chosen` box or a box around it. `known` are boxes whose rule is already decided.
    """
    spared = frozenset(() if chosen is None else scan.ancestors(chosen)) | _lines_between_sentences(scan)
    _widen(scan, contents)
    unfit: set[str] = set()
    while True:
        rules = _apply_rules(scan, contents, unfit, spared, known)
        too_broad = _too_broad(scan, contents, rules) - unfit
        if not too_broad:
            return rules
        unfit |= too_broad


def _lines_between_sentences(scan: Scan) -> frozenset[int]:
    """Return the headings and paragraphs between two sentences of the same box that only their name
    calls something else: `<h2 class="styles_promo__x1Y2z">Three winters</h2>`.

    The sentences have no such name, and the line has no link.
    """
    pieces, boxes = scan.pieces, scan.boxes
    lines = (at for at in range(1, len(pieces) - 1) if boxes[pieces[at].box].groups & _BESIDE)
    return frozenset(
        pieces[at].box
        for at in lines
        if boxes[pieces[at].box].tag in _LINES
        and not pieces[at].links
        and all(_is_plain_sentence(scan, other, boxes[pieces[at].box]) for other in (at - 1, at + 1))
    )


def _is_plain_sentence(scan: Scan, at: int, beside: Box) -> bool:
    """Return True for a sentence beside a box, in one without a name that a rule knows."""
    piece = scan.pieces[at]
    box = scan.boxes[piece.box]
    is_beside = box.parent == beside.parent and not box.groups & _ANY
    return is_beside and piece.size >= _SENTENCE and has_sentence(piece.text)


_LINES = frozenset(("p", *HEADINGS))
_SENTENCE = 50  # characters
_BESIDE = int(
    Group.PROMO | Group.RELATED | Group.SHARE | Group.NAV | Group.SIDEBAR | Group.FOOTER
    | Group.FORM | Group.CONSENT | Group.CARD
)  # fmt: skip
"""Names of what stands beside a text; pull quotes and boxes of facts stand in it, and are called so."""


def _widen(scan: Scan, contents: BoxContents) -> None:
    """Mark the box around an e-mail field as an offer too, if that box begins with a heading."""
    for at in [index for index, box in enumerate(scan.boxes) if box.groups & _SIGNUP]:
        for index in scan.ancestors(at):
            total = contents.of(scan.boxes[index])
            if total.size > _OFFER or total.share > 0.1:
                break
            scan.boxes[index].groups |= _SIGNUP if _is_headed(scan, index) else 0


def _is_headed(scan: Scan, index: int) -> bool:
    """Return True if a box begins with a heading."""
    box = scan.boxes[index]
    opening = scan.boxes[scan.pieces[box.first].box].tag if box.first < box.last else ""
    return opening in HEADINGS


def _too_broad(scan: Scan, contents: BoxContents, rules: list[str | None]) -> set[str]:
    """Return the rules that match more than half of the page: such a class name distinguishes nothing."""
    shares: dict[str, float] = {}
    for index, box in enumerate(scan.boxes):
        rule = rules[index]
        if rule and rule not in _SURE and (box.parent < 0 or rules[box.parent] is None):
            shares[rule] = shares.get(rule, 0.0) + contents.share(box)
    return {rule for rule, share in shares.items() if share > 0.55}


def _apply_rules(
    scan: Scan, contents: BoxContents, unfit: set[str], spared: Set[int], known: Mapping[int, str]
) -> list[str | None]:
    rules = tuple((rule, int(rule.groups), int(rule.unless)) for rule in RULES if rule.name not in unfit)
    verdicts: list[str | None] = []
    for index, box in enumerate(scan.boxes):
        above = verdicts[box.parent] if box.parent >= 0 else None
        may_drop = index not in spared
        sure = known.get(index) if may_drop else None
        verdicts.append(
            above
            or sure
            or (_first_match(box, contents.of(box), rules) if may_drop and box.groups & _ANY else None)
        )
    return verdicts


def _first_match(box: Box, total: Sums, rules: tuple[tuple[BoxRule, int, int], ...]) -> str | None:
    for rule, groups, unless in rules:
        if (
            box.groups & groups
            and not box.groups & unless
            and total.share < rule.most
            and rule.test(box, total)
        ):
            return rule.name
    return None

"""Drops small boxes because of their heading: everything under "Read more" is dropped with it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice, takewhile

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.words import fold
from pipelines.text.draft import Draft
from pipelines.text.lines.name_lines import is_dated
from pipelines.text.pieces.captions import LISTED

_LARGEST = 1200  # characters of such a box
_MOST = 15  # pieces of such a box
_HEADING_SIZE = 60  # characters
_PART = 0.3  # of the kept text; a larger box is part of the article
_OTHERS = 3  # pieces of a box that must have been dropped
_LOOSE = frozenset(("related", "promo", "media", "card", "share"))
_NAMED = frozenset(("related", "promo", "comments"))


def apply(draft: Draft) -> None:
    """Drop the rest of a box under such a heading, and the links that follow it directly."""
    size = sum(draft.scan.pieces[at].size for at in draft.kept())
    start = draft.first_content()
    for at, rule in _headings(draft):
        box_pieces = _rest_of_box(draft, at, size) if _is_heading(draft, at) else None
        if box_pieces and rule == "related" and _continues_text(draft, box_pieces):
            continue
        if box_pieces and rule in _NEEDS_EVIDENCE and not _is_confirmed(draft, at, box_pieces, start):
            draft.decide((at,), None, "only its heading speaks against it")
            continue
        below = box_pieces or (_links_behind(draft, at) if draft.rules[at] else ())
        kept = [i for i in below if draft.rules[i] is None and i not in draft.leads]
        draft.decide(kept, rule, f"under “{draft.scan.pieces[at].text}”")


def remnants(draft: Draft) -> None:
    """Drop a piece if everything else in its box was dropped as a player or as teasers."""
    scan = draft.scan
    for at in list(draft.kept()):
        box = scan.boxes[scan.pieces[at].box]
        if box.tag == "p" or not _OTHERS < box.last - box.first <= _MOST or at in draft.leads:
            continue
        others = {draft.rules[i] for i in range(box.first, box.last) if i != at}
        if len(others) == 1 and others <= _LOOSE:
            draft.decide((at,), others.pop(), "beside others of the kind")
    headings = (at for at in draft.kept() if _is_short_label(draft, at) and at not in draft.leads)
    empty = {at: below for at in headings if (below := _dropped_below(draft, at))}
    for at, (rule, size) in empty.items() if len(empty) <= _FEW else ():  # more are the names of products
        if rule not in _BESIDE or size > scan.pieces[at].size:
            draft.decide((at,), rule, "nothing is left of its box")


def _is_short_label(draft: Draft, at: int) -> bool:
    is_label = draft.is_heading(at) or not (draft.is_prose(at) or draft.tag(at) in LISTED)
    return is_label and draft.scan.pieces[at].size < _HEADING_SIZE


def _dropped_below(draft: Draft, at: int) -> tuple[str, int] | None:
    """Return the rule that dropped most of what a heading has below it in its box, and its characters.

    Return None if text is left.
    """
    around = islice(draft.scan.ancestors(draft.scan.pieces[at].box), _LEVELS)
    boxes = (draft.scan.boxes[index] for index in takewhile(lambda index: index != draft.box, around))
    box = next((box for box in boxes if box.last - box.first > 1), None)
    if box is None or box.first != at or box.last - box.first > _MOST:
        return None
    rules = [draft.rules[i] for i in range(at + 1, box.last)]
    found = Counter(rule for rule in rules if rule in _OF_PAGE)
    if not found or None in rules:
        return None
    return found.most_common(1)[0][0], sum(piece.size for piece in draft.scan.pieces[at + 1 : box.last])


_FEW = 2
_LEVELS = 4  # boxes around a heading
_OF_PAGE = frozenset(("related", "promo", "links", "card", "comments", "form", "bio"))
"""Rules that drop what is about the page. A heading whose pictures have captions is a part of the text."""
_BESIDE = frozenset(("related", "promo", "links", "comments"))
"""Of them, those for what also stands beside a heading of the text: "[edit]", "Buy now", an advertisement."""


def _is_confirmed(draft: Draft, at: int, box_pieces: range, start: int) -> bool:
    """Return True if more than its heading shows that a box is not text.

    This is a class name, or for a summary its place above the text, or for an offer a link or a form.
    """
    scan = draft.scan
    above = takewhile(lambda index: index != draft.box, scan.ancestors(scan.pieces[at].box))
    boxes = [scan.boxes[index] for index in above]
    if any(box.groups & _NAMES for box in boxes):
        return True
    if draft.rules[at] is None:  # a summary
        return at <= start
    inputs = (next(box.element.iter(*_INPUTS), None) for box in boxes if box.last <= box_pieces.stop)
    return any(scan.pieces[i].links for i in box_pieces) or any(field is not None for field in inputs)


_NEEDS_EVIDENCE = frozenset(("summary", "promo"))
_NAMES = int(
    Group.LEAD | Group.BOX | Group.PROMO | Group.SIGNUP | Group.CARD | Group.META
    | Group.SIDEBAR | Group.RELATED | Group.FORM | Group.TOC | Group.BUTTON
)  # fmt: skip
_INPUTS = ("form", "input", "button", "iframe")


def _continues_text(draft: Draft, box_pieces: range) -> bool:
    """Return True for sentences without a link: a "More" above them only means that the text continues."""
    has_link = any(draft.scan.pieces[i].link_size for i in box_pieces)
    return not has_link and any(draft.is_prose(i) for i in box_pieces)


def _headings(draft: Draft) -> list[tuple[int, str]]:
    """Return the pieces that are such headings without a link, each with the rule for its words."""
    headings = []
    for at, rule in enumerate(draft.rules):
        piece = draft.scan.pieces[at]
        if piece.size >= _HEADING_SIZE or piece.links or piece.link_size:
            continue
        if rule in _NAMED and (draft.is_heading(at) or _is_whole_cue(draft, at)):
            headings.append((at, rule))
        elif rule is None and draft.folded(at) in _summaries():
            headings.append((at, "summary"))
    return headings


def _is_heading(draft: Draft, at: int) -> bool:
    """Return True for a heading, or a box whose class makes it look like one: `<div class="h2">`."""
    names = draft.scan.boxes[draft.scan.pieces[at].box].classes
    return draft.is_heading(at) or not HEADINGS.isdisjoint(names.split())


def _is_whole_cue(draft: Draft, at: int) -> bool:
    cue = draft.cue(at)
    return cue is not None and cue[1]


@cache
def _summaries() -> frozenset[str]:
    return frozenset(fold(phrase) for phrases in load("labels")["summary"].values() for phrase in phrases)


def _rest_of_box(draft: Draft, at: int, text_size: int) -> range | None:
    """Return the pieces of the largest small box that begins with the piece, or None."""
    scan, largest = draft.scan, None
    for index in scan.ancestors(scan.pieces[at].box):
        box = scan.boxes[index]
        box_pieces = range(box.first, box.last)
        if index == draft.box or box.first != at or len(box_pieces) > _MOST:
            break
        size = sum(scan.pieces[i].size for i in box_pieces)
        if size > _LARGEST or size > _PART * text_size:
            break
        largest = box_pieces if len(box_pieces) > 1 else largest
    return largest


def _is_dated_title(draft: Draft, at: int) -> bool:
    """Return True for short lines with links that are a day and a title: "16 February: The lost umbrella".

    Without a link they may be the dates that the article announces.
    """
    piece = draft.scan.pieces[at]
    return (
        bool(piece.links) and piece.size <= _HEADED_SIZE and all(map(_is_dated_line, piece.text.split("\n")))
    )


def _is_dated_line(line: str) -> bool:
    day, *title = _DAY_END.split(line, maxsplit=1)
    in_brackets = _LAST_BRACKET.search(line)
    return (
        _NUMERIC.match(line) is not None
        or (len("".join(title)) in range(1, _TITLE) and is_dated(day))
        or (in_brackets is not None and is_dated(in_brackets[1]))
    )


_LINKED = 0.85
_HEADED_SIZE, _TITLE = 400, 100  # characters of such lines together, and of a title
_NUMERIC = re.compile(rf"\d{{1,4}}[./-]\s?\d{{1,2}}(?:[./-]\s?\d{{2,4}})?\.?\s*[:|–—-]?\s+\S.{{,{_TITLE}}}$")
_DAY_END = re.compile(r"\s*[:|]\s+|\s+[–—-]\s+|,\s+")
_LAST_BRACKET = re.compile(r"\(([^()]{3,30})\)$")


def _links_behind(draft: Draft, at: int) -> list[int]:
    """Return the headings and links that follow directly, and linked lines of a date and a title."""
    links: list[int] = []
    for below in range(at + 1, min(at + 1 + _MOST, len(draft.rules))):
        piece = draft.scan.pieces[below]
        is_link = piece.link_share >= _LINKED and draft.kind(below) != "table"
        if draft.rules[below] is None and not is_link and not _is_dated_title(draft, below):
            break
        links.append(below)
    return links

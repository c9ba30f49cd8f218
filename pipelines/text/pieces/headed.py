"""Drops small boxes whose heading names them: what stands under "Read more" is dropped with it."""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.words import fold
from pipelines.text.draft import Draft

_LARGEST = 1200  # characters
_MOST = 15  # pieces
_WORDS = 60  # characters of a heading
_PART = 0.3  # of what is kept: a larger box is the article's own
_OTHERS = 3  # pieces that must have gone
_LOOSE = frozenset(("related", "promo", "media", "card", "share"))
_NAMED = frozenset(("related", "promo", "comments"))


def apply(draft: Draft) -> None:
    """Drop the rest of a box under such a heading, and the rows of links directly behind one."""
    size = sum(draft.scan.pieces[at].size for at in draft.kept())
    start = draft.first_content()
    for at, rule in _heads(draft):
        held = _rest_of_box(draft, at, size) if _is_heading(draft, at) else None
        if held and rule == "related" and _unfolds(draft, held):
            continue
        if held and rule in _WITNESSED and not _is_vouched(draft, at, held, start):
            draft.decide((at,), None, "only its heading speaks against it")
            continue
        below = held or (_links_behind(draft, at) if draft.rules[at] else ())
        left = [i for i in below if draft.rules[i] is None and i not in draft.leads]
        draft.decide(left, rule, f"under “{draft.scan.pieces[at].text}”")


def remnants(draft: Draft) -> None:
    """Drop loose text where everything else in its box was dropped as a player or as teasers."""
    scan = draft.scan
    for at in list(draft.kept()):
        box = scan.boxes[scan.pieces[at].box]
        if box.tag == "p" or not _OTHERS < box.last - box.first <= _MOST or at in draft.leads:
            continue
        others = {draft.rules[i] for i in range(box.first, box.last) if i != at}
        if len(others) == 1 and others <= _LOOSE:
            draft.decide((at,), others.pop(), "beside others of the kind")


def _is_vouched(draft: Draft, at: int, held: range, start: int) -> bool:
    """True where more than the heading speaks against a box.

    What its elements are called or, for a summary, its place above the text; for an offer its link or form.
    """
    scan = draft.scan
    above = takewhile(lambda index: index != draft.box, scan.ancestors(scan.pieces[at].box))
    boxes = [scan.boxes[index] for index in above]
    if any(box.groups & _NAMES for box in boxes):
        return True
    if draft.rules[at] is None:  # a summary
        return at <= start
    inputs = (next(box.element.iter(*_INPUTS), None) for box in boxes if box.last <= held.stop)
    return any(scan.pieces[i].links for i in held) or any(found is not None for found in inputs)


_WITNESSED = frozenset(("summary", "promo"))
_NAMES = int(
    Group.LEAD | Group.BOX | Group.PROMO | Group.SIGNUP | Group.CARD | Group.META
    | Group.SIDEBAR | Group.RELATED | Group.FORM | Group.TOC | Group.BUTTON
)  # fmt: skip
_INPUTS = ("form", "input", "button", "iframe")


def _unfolds(draft: Draft, held: range) -> bool:
    """True for sentences without a link: here "More" only means that the text continues."""
    linked = any(draft.scan.pieces[i].link_size for i in held)
    return not linked and any(draft.is_prose(i) for i in held)


def _heads(draft: Draft) -> list[tuple[int, str]]:
    """Pieces that consist of such words without a link, each with the rule that the words stand for."""
    found = []
    for at, rule in enumerate(draft.rules):
        piece = draft.scan.pieces[at]
        if piece.size >= _WORDS or piece.links or piece.link_size:
            continue
        if rule in _NAMED and (draft.is_heading(at) or _is_whole(draft, at)):
            found.append((at, rule))
        elif rule is None and draft.folded(at) in _summaries():
            found.append((at, "summary"))
    return found


def _is_heading(draft: Draft, at: int) -> bool:
    """True for a heading, or a box whose class makes it look like one: `<div class="h2">`."""
    names = draft.scan.boxes[draft.scan.pieces[at].box].classes
    return draft.is_heading(at) or not HEADINGS.isdisjoint(names.split())


def _is_whole(draft: Draft, at: int) -> bool:
    found = draft.cue(at)
    return found is not None and found[1]


@cache
def _summaries() -> frozenset[str]:
    return frozenset(fold(phrase) for phrases in load("labels")["summary"].values() for phrase in phrases)


def _rest_of_box(draft: Draft, at: int, whole: int) -> range | None:
    """The largest small box that begins with the piece, or None."""
    scan, found = draft.scan, None
    for index in scan.ancestors(scan.pieces[at].box):
        box = scan.boxes[index]
        held = range(box.first, box.last)
        if index == draft.box or box.first != at or len(held) > _MOST:
            break
        size = sum(scan.pieces[i].size for i in held)
        if size > _LARGEST or size > _PART * whole:
            break
        found = held if len(held) > 1 else found
    return found


def _links_behind(draft: Draft, at: int) -> list[int]:
    """The headings and links that follow directly."""
    found: list[int] = []
    for below in range(at + 1, min(at + 1 + _MOST, len(draft.rules))):
        piece = draft.scan.pieces[below]
        if draft.rules[below] is None and (piece.link_share < 0.85 or draft.kind(below) == "table"):
            break
        found.append(below)
    return found

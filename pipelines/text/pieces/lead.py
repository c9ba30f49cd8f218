"""Finds the standfirst: it stands between headline and first paragraph, often outside the article's box."""

from __future__ import annotations

from itertools import islice

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.sentences import ends
from pipelines.markup.words import alike, fold
from pipelines.text.draft import Draft
from pipelines.text.lines.line_rules import is_credit, is_furniture, is_signed

_NEAR = 25  # pieces before the first paragraph that are searched where no headline is printed
_FAR = 100  # and behind a printed headline
_ABOVE = 5  # pieces above the headline
_MOST = 3
_LEAD = int(Group.LEAD)
_NEVER = frozenset(("media", "comments", "remove"))
_WEAK = frozenset((None, "picture", "meta", "card", "hidden"))


def find(draft: Draft) -> tuple[int, ...]:
    """Return the pieces that are the standfirst, in page order; none where the page prints none."""
    first, head = draft.first, draft.headline
    start = head + 1 if head else max(0, first - _NEAR)
    known = [fold(d) for d in draft.descriptions]
    above = [
        at
        for at in range(max(0, head - _ABOVE), head)
        if _possible(draft, at) and (_described(draft, at, known) or _opens_the_box(draft, at, head))
    ]
    about = [*range(start, min(first, start + _FAR)), *range(max(start + _FAR, first - _NEAR), first)]
    found = [at for at in about if _possible(draft, at) and _is_lead(draft, at, known)]
    if not above and not found and (_described(draft, first, known) or _is_named(draft, first)):
        found = [first]
    return tuple(_once(draft, above + found)[:_MOST])


def _opens_the_box(draft: Draft, at: int, head: int) -> bool:
    """True for a sentence in a heading with which the smallest box around it and the headline begins."""
    piece, boxes = draft.scan.pieces[at], draft.scan.boxes
    large = draft.tag(at) in HEADINGS and piece.size >= _LONG and not piece.links
    if not large or not ends(piece.text) or draft.verdict(at) is not None:
        return False
    around = (boxes[i] for i in draft.scan.ancestors(piece.box) if boxes[i].last > head)
    return next(around).first == at


def _once(draft: Draft, found: list[int]) -> list[int]:
    """Leave out those that repeat another one or the beginning of the text."""
    opening = [draft.folded(at) for at in islice(draft.kept(), _OPENING) if at not in found]
    first = {draft.folded(at): at for at in reversed(found)}
    again = [
        at
        for at in found
        if first[draft.folded(at)] != at
        or (len(draft.folded(at)) >= 40 and any(text.startswith(draft.folded(at)) for text in opening))
    ]
    draft.decide([at for at in again if draft.rules[at] is None], "double", "another standfirst says it")
    return [at for at in found if at not in again]


_OPENING = 4  # pieces


def divided(draft: Draft) -> tuple[int, ...]:
    """Return the first paragraph where a number, a date or a byline separates it from the rest."""
    kept = [at for _, at in zip(range(2), draft.kept(), strict=False)]
    if len(kept) < 2 or not draft.is_prose(kept[0]):
        return ()
    between = {draft.rules[at] for at in range(kept[0] + 1, kept[1])}
    return (kept[0],) if between & {"id", "date", "byline"} else ()


def _is_lead(draft: Draft, at: int, known: list[str]) -> bool:
    if _described(draft, at, known):
        return True
    piece, verdict = draft.scan.pieces[at], draft.verdict(at)
    if verdict in _WEAK and _is_named(draft, at):
        return ends(piece.text) or piece.size > 50
    told = draft.is_prose(at) or (draft.tag(at) in HEADINGS and ends(piece.text) and piece.size > _LONG)
    plain = verdict is None and told and piece.size > 60 and piece.link_share < 0.2
    return draft.headline > 0 and plain


_LONG = 90  # characters; a heading of more that ends a sentence is a standfirst in large type


def _possible(draft: Draft, at: int) -> bool:
    """True for a piece that is no label, no caption and not the headline again."""
    piece = draft.scan.pieces[at]
    if draft.verdict(at) in _NEVER or piece.size < 30 or piece.link_share > 0.5 or draft.tag(at) == "h1":
        return False
    text = draft.folded(at)
    again = (
        0.7 < len(text) / max(1, len(head)) < 1.4 and alike(text, head, 0.8) > 0.8 for head in draft.headlines
    )
    part = (len(text) > 0.5 * len(head) and text in head for head in draft.headlines)
    if any(again) or any(part) or is_signed(draft, at):
        return False
    return not is_furniture(draft, at) and not is_credit(draft, at, piece)


def _described(draft: Draft, at: int, known: list[str]) -> bool:
    text = draft.folded(at)
    return len(text) >= 40 and any(_same(text, description) for description in known)


def _same(text: str, description: str) -> bool:
    """True where one contains the beginning of the other; a place may precede it, either may be cut."""
    short, long = sorted((text, description), key=len)
    if len(short) < 40 or short[: max(40, len(short) * 9 // 10)] not in long:
        return False
    return len(short) > 0.5 * len(long) or (len(short) >= 90 and long.startswith(short[:90]))


def _is_named(draft: Draft, at: int) -> bool:
    boxes = (draft.scan.boxes[i] for i in draft.scan.ancestors(draft.scan.pieces[at].box))
    if draft.tag(at) in HEADINGS:  # a reworded headline stands in such boxes too
        return bool(next(boxes).groups & _LEAD)
    return any(box.groups & _LEAD and box.last - box.first <= 5 for box in boxes)

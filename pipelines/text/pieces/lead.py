"""Finds the standfirst: it is between headline and first paragraph, often outside the article's box."""

from __future__ import annotations

from itertools import islice

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import alike, fold, size_of
from pipelines.text.draft import Draft
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.lines.line_rules import (
    is_byline,
    is_credit,
    is_credit_above,
    is_date_line,
    is_facts_line,
    is_furniture,
    is_signed,
)
from pipelines.text.names.credit_words import words_of
from pipelines.text.pieces.captions import is_caption

_NEAR = 25  # pieces before the first paragraph that are searched if the page prints no headline
_FAR = 100  # pieces behind a printed headline that are searched
_ABOVE = 5  # pieces above the headline that are searched
_MOST = 3  # pieces of a standfirst
_LEAD = int(Group.LEAD)
_NEVER = frozenset(("media", "comments", "remove"))
_WEAK = frozenset((None, "picture", "meta", "card", "hidden"))


def find(draft: Draft) -> tuple[int, ...]:
    """Return the pieces of the standfirst in page order; empty if the page prints none."""
    first, headline = draft.first, draft.headline
    start = headline + 1 if headline else max(0, first - _NEAR)
    descriptions = [fold(d) for d in draft.descriptions]
    above = [
        at
        for at in range(max(0, headline - _ABOVE), headline)
        if _may_be_lead(draft, at)
        and (_is_described(draft, at, descriptions) or _opens_the_box(draft, at, headline))
    ]
    places = [*range(start, min(first, start + _FAR)), *range(max(start + _FAR, first - _NEAR), first)]
    leads: list[int] = []
    for at in places:
        if _may_be_lead(draft, at) and _is_lead(draft, at, descriptions, leads[-1] if leads else headline):
            leads.append(at)
    if not above and not leads and (_is_described(draft, first, descriptions) or _is_named(draft, first)):
        leads = [first]
    return tuple(_once(draft, above + leads)[:_MOST])


def _opens_the_box(draft: Draft, at: int, headline: int) -> bool:
    """Return True for a long heading that is a sentence and begins the smallest box that has the headline."""
    piece, boxes = draft.scan.pieces[at], draft.scan.boxes
    is_long_heading = draft.tag(at) in HEADINGS and piece.size >= _LONG and not piece.links
    if not is_long_heading or not has_sentence(piece.text) or draft.verdict(at) is not None:
        return False
    around = (boxes[i] for i in draft.scan.ancestors(piece.box) if boxes[i].last > headline)
    return next(around).first == at


def _once(draft: Draft, leads: list[int]) -> list[int]:
    """Return the pieces without those that repeat another one or the beginning of the text."""
    opening = [draft.folded(at) for at in islice(draft.kept(), _OPENING) if at not in leads]
    first = {draft.folded(at): at for at in reversed(leads)}
    repeated = [
        at
        for at in leads
        if first[draft.folded(at)] != at
        or (len(draft.folded(at)) >= 40 and any(text.startswith(draft.folded(at)) for text in opening))
    ]
    draft.decide([at for at in repeated if draft.rules[at] is None], "double", "another standfirst says it")
    return [at for at in leads if at not in repeated]


_OPENING = 4  # pieces


def divided(draft: Draft) -> tuple[int, ...]:
    """Return the first paragraph if a number, a date or a byline separates it from the rest; else nothing."""
    kept = [at for _, at in zip(range(2), draft.kept(), strict=False)]
    if len(kept) < 2 or not draft.is_prose(kept[0]):
        return ()
    between = {draft.rules[at] for at in range(kept[0] + 1, kept[1])}
    return (kept[0],) if between & {"id", "date", "byline"} else ()


def _is_lead(draft: Draft, at: int, descriptions: list[str], above: int) -> bool:
    """Return True if enough speaks for a standfirst: the description, its class, its place, its length.

    `above` is the headline or the part of the standfirst before it; 0 if the page prints no headline.
    """
    if _is_described(draft, at, descriptions):
        return True
    piece, verdict, is_named = draft.scan.pieces[at], draft.verdict(at), _is_named(draft, at)
    is_sentence = draft.is_prose(at) or (
        draft.tag(at) in HEADINGS and has_sentence(piece.text) and piece.size > _LONG
    )
    is_plain = draft.headline > 0 and verdict is None and piece.link_share < 0.2
    if is_plain and is_sentence and piece.size > 60:
        return True
    agrees, is_right_below = draft.folded(at) in descriptions, 0 < above == at - 1
    if verdict not in _WEAK or (piece.size < _FEW and not agrees):
        return False
    if agrees and draft.headline and piece.size >= _FEW and _follows_credits(draft, at, above):
        return True
    if is_named or agrees:
        return 2 * is_named + 2 * agrees + is_right_below + (piece.size > 50 or has_sentence(piece.text)) > 2
    odd = sum(map(str.isdigit, piece.text)) > 0.1 * piece.size or piece.text[-1] in ":：" or "|" in piece.text
    is_line = is_plain and piece.size >= _WORDY and not odd
    is_above = is_right_below and draft.cue(at) is None and _is_above_byline(draft, at)
    return is_line and is_above and not (is_caption(draft, at, piece) or _is_note(piece.text))


def _is_note(line: str) -> bool:
    """Return True for a menu in one line ("Home, region, …"), or one that begins with "Reading time"."""
    entries = sum(" " not in part.strip() for part in line.split(","))
    names = tuple(fold(name) for name in words_of("reading") if " " in name)  # "Reading" is also a town
    return entries >= _ENTRIES or fold(line).startswith(names)


_ENTRIES = 4  # single words in a menu


_FEW, _WORDY = 30, 40  # characters; a label is shorter


def _is_above_byline(draft: Draft, at: int) -> bool:
    """Return True if a piece is no byline or date, and one of the next pieces is."""
    below = range(at + 1, min(at + 1 + _MOST, draft.first))
    return not _is_byline_or_date(draft, at) and any(_is_byline_or_date(draft, i) for i in below)


def _follows_credits(draft: Draft, at: int, above: int) -> bool:
    """Return True if there are only bylines and dates between the headline and a piece."""
    lines = range(above + 1, at)
    return len(lines) <= _MOST and all(_is_byline_or_date(draft, i) for i in lines)


def _is_byline_or_date(draft: Draft, at: int) -> bool:
    piece = draft.scan.pieces[at]
    return is_credit_line(piece.text) or any(test(draft, at, piece) for test in _BYLINES)


_BYLINES = (is_date_line, is_facts_line, is_byline, is_credit_above)


_LONG = 90  # characters; a longer heading that ends a sentence is a standfirst in large type


_SHORT = 15  # characters; a shorter line is a label


def _may_be_lead(draft: Draft, at: int) -> bool:
    """Return True for a piece that is not a label, a caption or a repeated headline."""
    piece = draft.scan.pieces[at]
    if draft.verdict(at) in _NEVER or piece.size < _SHORT or piece.link_share > 0.5 or draft.tag(at) == "h1":
        return False
    text = draft.folded(at)
    is_like = (
        0.7 < len(text) / max(1, len(headline)) < 1.4 and alike(text, headline, 0.8) > 0.8
        for headline in draft.headlines
    )
    is_part = (len(text) > 0.5 * len(headline) and text in headline for headline in draft.headlines)
    if any(is_like) or any(is_part) or is_signed(draft, at):
        return False
    return not is_furniture(draft, at) and not is_credit(draft, at, piece)


def is_shown(draft: Draft, at: int) -> bool:
    """Return True if the page's description or a class name shows that a piece is the standfirst."""
    return _is_named(draft, at) or _is_described(draft, at, [fold(d) for d in draft.descriptions])


def _is_described(draft: Draft, at: int, descriptions: list[str]) -> bool:
    text = draft.folded(at)
    return any(_same(text, description) for description in descriptions)


def _same(text: str, description: str) -> bool:
    """Return True if one contains the beginning of the other: either may be cut, or begin with a place."""
    short, long = sorted((text, description), key=len)
    if size_of(short) < 40 or short[: max(40, len(short) * 9 // 10)] not in long:
        return False
    return len(short) > 0.5 * len(long) or (size_of(short) >= 90 and long.startswith(short[:90]))


def _is_named(draft: Draft, at: int) -> bool:
    boxes = (draft.scan.boxes[i] for i in draft.scan.ancestors(draft.scan.pieces[at].box))
    if draft.tag(at) in HEADINGS:  # such boxes may also contain a reworded headline
        return bool(next(boxes).groups & _LEAD)
    return any(box.groups & _LEAD and box.last - box.first <= 5 for box in boxes)

"""Finds short lines above the first paragraph and below the last one that are not part of the text."""

from __future__ import annotations

from itertools import islice

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Piece
from pipelines.markup.sentences import has_sentence
from pipelines.text.draft import SHORT_LINE, Draft, form_of
from pipelines.text.lines.line_rules import DATE_OR_TIME
from pipelines.text.pieces.captions import LISTED


def is_before(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short line above the headline, or before the text if it is no heading or sentence."""
    if at >= draft.first or piece.size >= SHORT_LINE or has_sentence(piece.text) or _labels_entry(draft, at):
        return False
    if _is_verse(draft, at) or _introduces_text(draft, at):
        return False
    if draft.tag(at) == "li" and _is_among_facts(draft, at):
        return True
    return (
        draft.tag(at) not in {"li", "h2", "h3", "td", "th"} or at < draft.headline or piece.link_share > 0.3
    )


def _is_among_facts(draft: Draft, at: int) -> bool:
    """Return True for an item of a list of short lines with the day or the authors: `<li>Views: 12</li>`."""
    boxes, pieces = draft.scan.boxes, draft.scan.pieces
    around = boxes[boxes[pieces[at].box].parent]
    items = range(around.first, min(around.last, around.first + _LABELS))
    is_short = around.last <= draft.first and all(pieces[i].size < SHORT_LINE for i in items)
    return is_short and any(draft.rules[i] in _FACTS or _is_day(pieces[i].text) for i in items)


def _is_day(text: str) -> bool:
    rest = DATE_OR_TIME.sub("", text)
    return rest != text and not any(map(str.isalpha, rest))


_FACTS = frozenset(("date", "byline", "credit"))


def _labels_entry(draft: Draft, at: int) -> bool:
    """Return True for a label in a box of the form of two lower ones: the minutes of a match.

    So is a line in bold directly above the text, as there are two below: the names of those who answer.
    """
    if at == draft.first - 1 > draft.headline and draft.is_heading(at) and draft.tag(at) not in HEADINGS:
        below = islice((i for i in draft.kept() if i > draft.first), _LABELS)
        return sum(draft.is_heading(i) and _is_alike(draft, i, at) for i in below) > 1
    boxes, pieces = draft.scan.boxes, draft.scan.pieces
    form = (boxes[pieces[at].box].tag, boxes[pieces[at].box].classes)
    boxes_below = {pieces[i].box for i in draft.remaining.lines_below if pieces[i].size < 20}
    same = [box for box in boxes_below if (boxes[box].tag, boxes[box].classes) == form]
    is_around = boxes[pieces[at].box].first <= draft.first - 1 < boxes[pieces[at].box].last - 1
    return bool(form[1]) and is_around and len(same) > 1


_LABELS = 40  # lines that are looked at


def _is_alike(draft: Draft, at: int, other: int) -> bool:
    """Return True for two lines in the same tag that are both in capitals, or both not: a byline often is."""
    in_capitals = {draft.scan.pieces[i].text.isupper() for i in (at, other)}
    return draft.tag(at) == draft.tag(other) and len(in_capitals) == 1


def is_tail(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a short line after the last sentence; verse stays."""
    short = piece.size < SHORT_LINE and not has_sentence(piece.text)
    if draft.tag(at) in LISTED:
        return short and draft.tag(at) == "li" and _is_among_tools(draft, at)
    if not short or at <= draft.last_content():
        return False
    return not (_is_verse(draft, at) or _is_quoted_line(draft, at, piece))


def _is_among_tools(draft: Draft, at: int) -> bool:
    """Return True for an item of a list of short lines below the text with a tool of the page: "Print"."""
    boxes, pieces = draft.scan.boxes, draft.scan.pieces
    items = boxes[boxes[pieces[at].box].parent]
    places = range(items.first, min(items.last, items.first + _LABELS))
    is_below = items.first > draft.remaining.last_sentence and all(
        pieces[i].size < SHORT_LINE for i in places
    )
    return is_below and any(draft.rules[i] in _TOOLS for i in places)


_TOOLS = frozenset(("date", "share", "comments", "media", "copyright"))


def _is_quoted_line(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line of a quotation that is not its source: "— Ann Lee (@lee) 30 May"."""
    return draft.kind(at) == "quote" and piece.text[0].isalpha() and "@" not in piece.text and not piece.links


def _is_verse(draft: Draft, at: int) -> bool:
    """Return True for one of many short lines of one form side by side, most of which are short: a poem."""
    counts = (draft.before or draft.remaining).lines_by_form
    pieces, lines = counts.get(form_of(draft.view, at), (0, 0))
    piece = draft.scan.pieces[at]
    is_line = at > draft.headline and piece.size < SHORT_LINE and not piece.links and not draft.is_heading(at)
    return is_line and lines >= _VERSES and 2 * lines > pieces


_VERSES = 6  # lines; above a text there are fewer about it: author, place, date


def _introduces_text(draft: Draft, at: int) -> bool:
    """Return True for several words with a colon directly above the text: "A study has found this:"."""
    text = draft.scan.pieces[at].text
    return at == draft.first - 1 > draft.headline and text[-1] in ":：" and len(text.split()) >= _INTRODUCTION


_INTRODUCTION = 4  # words; "Share this article:" has fewer

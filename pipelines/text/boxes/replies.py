"""Finds readers' comments by their heading and shape, without class names or "Reply" buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import Box, Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import size_of
from pipelines.text.boxes.comment_heads import first_number, heads, names_comments
from pipelines.text.boxes.signing_lines import is_dated, signers
from pipelines.text.boxes.teasers import Facts

_LINE = 60  # characters of the line with a comment's writer and time
_LEAST = 2  # comments


def replies(facts: Facts) -> Iterator[int]:
    """Yield boxes behind the article under a heading such as "Comments", or "Your opinions (3)".

    Each comment has a text and a short line with a name or a date. A heading may also repeat the headline
    and count the comments, or be empty: the target of a link such as "Comments: 2".
    """
    for head, below, number, is_sure in islice(heads(facts), _MOST):
        groups = [_comments(facts.scan, below), _nested(facts.scan, below)]
        groups += [_under_signs(facts.scan, below)] if is_sure and number else []
        has_votes = (number or 0) >= _LEAST and number == _votes(facts.scan, below)
        is_heading = all(facts.scan.boxes[index].tag in HEADINGS for index in head)
        counted = number if is_heading or is_sure else None
        if has_votes or any(_are_replies(facts.scan, group, counted, is_sure=is_sure) for group in groups):
            yield from (*head, *below)


_MOST = 30  # headings that are looked at; each costs a search through all boxes


def _are_replies(scan: Scan, comments: Sequence[range], number: int | None, *, is_sure: bool) -> bool:
    """Return True if most groups of pieces are replies, and their number or the heading's words agree."""
    count = sum(_is_reply(scan.pieces[one[0] : one[-1] + 1]) for one in comments)
    is_counted = number == len(comments)
    if is_sure and is_counted:
        return count > 0 or len(comments) >= _LEAST
    return count >= _LEAST and count > len(comments) / 2 and (is_sure or is_counted)


def forget_names_of_article(facts: Facts, headline: int | None) -> None:
    """Take the name "comments" from the boxes of the first sentence, if one also has the headline."""
    boxes = facts.scan.boxes
    first = next((at for at in range(headline or 0, len(facts.prose)) if facts.prose[at]), 0)
    around = [boxes[index] for index in facts.scan.ancestors(facts.scan.pieces[first].box)] if first else []
    if headline and any(box.groups & Group.COMMENTS and box.first <= headline for box in around):
        for box in around:
            box.groups &= ~int(Group.COMMENTS)


def signed_lines(facts: Facts) -> Iterator[int]:
    """Yield the boxes behind the article that are comments of one form, each signed in its first line.

    Their box is named as comments by its heading, its class or a field to write in.
    """
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    rows: dict[tuple[int, str, str], list[int]] = {}
    for index, box in enumerate(boxes):
        if box.first < box.last:
            rows.setdefault((box.parent, box.tag, box.classes.rstrip("0123456789")), []).append(index)
    start = facts.behind(_LEAST)
    for (parent, _, _), alike in rows.items():
        if len(alike) < _LEAST or boxes[alike[-1]].first < start:  # nearly all rows: the rest costs time
            continue
        lines_of = {index: _opening(pieces, boxes[index]) for index in alike}
        row = [index for index in alike if len(lines_of[index]) >= _LEAST]
        signs = [_sign(lines_of[index]) for index in row]
        names = signers(signs) if signs and all(map(is_dated, signs)) else []
        is_signed = len(set(names)) >= _LEAST and len(names) > len(row) / 2 and boxes[row[0]].first >= start
        if is_signed and _is_for_comments(facts.scan, parent, row):
            yield from row


_OPENING = 3  # pieces at the beginning of a comment


def _opening(pieces: Sequence[Piece], box: Box) -> list[str]:
    return _lines(pieces[box.first : min(box.last, box.first + _OPENING)])


def _lines(pieces: Sequence[Piece]) -> list[str]:
    return [line for piece in pieces for line in piece.text.split("\n")]


def _sign(lines: Sequence[str]) -> str:
    """Return the first line of a comment, with the second one if the first is only a name."""
    return lines[0] if is_dated(lines[0]) else " ".join(lines[:2])


def _is_for_comments(scan: Scan, parent: int, row: Sequence[int]) -> bool:
    """Return True if a box is one for comments, by its class, its field, or the line above the first."""
    box, start = scan.boxes[parent], scan.boxes[row[0]].first
    above = scan.pieces[start - 1] if start else None
    has_field = next(box.element.iter("textarea"), None) is not None
    is_named = above is not None and (
        names_comments(above.text) or first_number(above.text[:_LINE]) == len(row)
    )
    return has_field or is_named or bool(box.groups & Group.COMMENTS)


def _votes(scan: Scan, boxes: Sequence[int]) -> int:
    """Return the number of lines of numbers and arrows in some boxes, each behind a text: "▲ 14 ▼ 2".

    A result such as "+3.2 %", or one in a cell of a table, is not a vote.
    """
    places = [at for index in boxes for at in range(scan.boxes[index].first, scan.boxes[index].last)]
    votes = [at for at in places if _VOTES.match(scan.pieces[at].text) and not _is_in_cell(scan, at)]
    starts = [places[0] if places else 0, *(at + 1 for at in votes)]
    texts = (scan.pieces[start:at] for start, at in zip(starts, votes, strict=False))
    return len(votes) if all(any(has_sentence(p.text) for p in pieces) for pieces in texts) else 0


def _is_in_cell(scan: Scan, at: int) -> bool:
    return any(scan.boxes[index].tag in {"td", "th"} for index in scan.ancestors(scan.pieces[at].box))


_VOTES = re.compile(r"(?=\D*\d)(?=.*[▲▼△▽↑↓⬆⬇👍👎♥❤+＋−])(?!.*[%％])[\W\d]+$")


def _comments(scan: Scan, below: Sequence[int]) -> list[range]:
    """Return the pieces of each comment: a box, an item of the only list, or a term with its text.

    A box with another tag than most others is none: a form below the comments.
    """
    boxes = [scan.boxes[index] for index in below]
    if len(below) == 1:
        inner = [box for box in scan.boxes[below[0] + 1 :] if box.parent == below[0] and box.first < box.last]
        boxes = inner or boxes
    if any(box.tag == "dt" for box in boxes) and all(box.tag in {"dt", "dd"} for box in boxes):
        starts = [box.first for box in boxes if box.tag == "dt"]
        return [range(one, two) for one, two in zip(starts, [*starts[1:], boxes[-1].last], strict=True)]
    usual = {tag for tag, count in Counter(box.tag for box in boxes).items() if count > len(boxes) / 2}
    return [range(box.first, box.last) for box in boxes if box.tag in usual]


def _nested(scan: Scan, below: Sequence[int]) -> list[range]:
    """Return the pieces of each item of the only list, also of those inside other items: they are answers."""
    inner = scan.boxes[below[0]] if below else None
    items = [box for box in scan.boxes[below[0] + 1 :] if box.last <= inner.last] if inner else []
    alike = [box for box in items if (box.tag, box.classes) == (items[0].tag, items[0].classes)]
    return [range(box.first, box.last) for box in alike if box.first < box.last]


def _under_signs(scan: Scan, below: Sequence[int]) -> list[range]:
    """Return the pieces of each comment if name and text are boxes side by side."""
    if any(scan.boxes[index].last - scan.boxes[index].first > 1 for index in below):
        return []
    places = [scan.boxes[index].first for index in below]
    starts = [at for at in places if scan.pieces[at].size < _LINE and not _is_sentence(scan.pieces[at].text)]
    return [range(one, two) for one, two in pairwise([*starts, places[-1] + 1])] if starts else []


def _is_reply(pieces: Sequence[Piece]) -> bool:
    """Return True if the pieces contain a short line of words that is not a sentence, and a text."""
    lines = {line: size_of(line) for line in _lines(pieces) if any(map(str.isalpha, line))}
    signs = [line for line, size in lines.items() if size < _LINE and not _is_sentence(line)]
    return bool(signs) and any(size >= _LINE or has_sentence(line) for line, size in lines.items())


def _is_sentence(line: str) -> bool:
    """Return True for a line with the end of a sentence; a point may also be behind an initial."""
    return has_sentence(line) and _INITIAL.search(line) is None


_INITIAL = re.compile(r"\w$|\b\w\.$")

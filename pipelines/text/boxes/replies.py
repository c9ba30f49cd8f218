"""Finds readers' comments by their heading and shape, without class names or "Reply" buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import Box, Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import with_ascii_digits
from pipelines.text.boxes.signing_lines import is_dated, signers
from pipelines.text.boxes.teasers import Facts

_HEADING = 60  # characters
_COUNTED = re.compile(r"[(（\[【]\s*(\d{1,4})\s*\w{0,3}\s*[)）\]】]\s*$")
_COUNT = re.compile(r"(?<=\w)[\s(（\[【:：·|]*\d{1,5}\s*\w{0,3}[\s)）\]】]*$|^\d{1,5}\s+")
_LINE = 60  # characters of the line with a comment's writer and time
_LEAST = 2  # comments


def replies(facts: Facts) -> Iterator[int]:
    """Yield boxes behind the article under a heading such as "Comments", or "Your opinions (3)".

    Each comment has a text and a short line with a name or a date.
    """
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    for at, piece in enumerate(pieces):
        if piece.size >= _HEADING or piece.links or not facts.sentences[at]:
            continue
        is_comments_heading, number = _is_named(piece), _number(piece)
        if not is_comments_heading and number is None:
            continue
        below = _below(facts.scan, piece.box)
        comments = _comments(facts.scan, below)
        count = sum(_is_reply(pieces[comment[0] : comment[-1] + 1]) for comment in comments)
        is_counted = number == len(comments) and boxes[piece.box].tag in HEADINGS
        are_replies = count >= _LEAST and count > len(comments) / 2 and (is_comments_heading or is_counted)
        if are_replies or (number is not None and number >= _LEAST and number == _votes(facts.scan, below)):
            yield piece.box
            yield from below


def signed_lines(facts: Facts) -> Iterator[int]:
    """Yield the boxes behind the article that are comments of one form, each signed in its first line.

    Their box is named as comments by its heading, its class or a field to write in.
    """
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    rows: dict[tuple[int, str, str], list[int]] = {}
    for index, box in enumerate(boxes):
        if box.last - box.first == 1 and pieces[box.first].box == index and "\n" in pieces[box.first].text:
            rows.setdefault((box.parent, box.tag, box.classes.rstrip("0123456789")), []).append(index)
    for (parent, _, _), row in rows.items():
        lines = [pieces[boxes[index].first].text.partition("\n")[0] for index in row]
        names = signers(lines) if len(row) >= _LEAST and all(map(is_dated, lines)) else []
        is_behind = facts.sentences[boxes[row[0]].first] >= _LEAST
        if len(set(names)) >= _LEAST and is_behind and _is_for_comments(facts.scan, parent, row[0]):
            yield from row


def _is_for_comments(scan: Scan, parent: int, first: int) -> bool:
    """Return True if a box is one for comments, by its class, its field, or the line above the first."""
    box, start = scan.boxes[parent], scan.boxes[first].first
    above = scan.pieces[start - 1] if start else None
    has_field = next(box.element.iter("textarea"), None) is not None
    is_named = bool(box.groups & Group.COMMENTS) or (above is not None and _is_named(above))
    return has_field or is_named


def _is_named(piece: Piece) -> bool:
    heading = cue(_COUNT.sub("", with_ascii_digits(piece.text)))
    return heading is not None and heading[0] == "comments" and heading[1]


def _number(piece: Piece) -> int | None:
    """Return the number in brackets, an element or behind a colon at the end: "みんなの声（3件）" → 3."""
    text = with_ascii_digits(piece.text)
    match = _COUNTED.search(text) or _LAST.search(text)
    is_apart = match is not None and (not match[0].isdecimal() or piece.runs[-1].strip() == match[0])
    return int(match[1]) if match and is_apart else None


_LAST = re.compile(r"(?:[:：]\s*)?(\d{1,4})$")


def _votes(scan: Scan, boxes: Sequence[int]) -> int:
    """Return the number of lines of numbers and arrows in some boxes: "▲ 14 ▼ 2"."""
    places = (at for index in boxes for at in range(scan.boxes[index].first, scan.boxes[index].last))
    return sum(_VOTES.match(scan.pieces[at].text) is not None for at in places)


_VOTES = re.compile(r"(?=\D*\d)(?=.*[▲▼△▽↑↓⬆⬇👍👎♥❤+＋−])[\W\d]+$")


def _below(scan: Scan, head: int) -> list[int]:
    """Return the boxes that follow a heading in the same parent box."""
    return [
        index
        for index in range(head + 1, len(scan.boxes))
        if scan.boxes[index].parent == scan.boxes[head].parent
        and scan.boxes[index].first < scan.boxes[index].last
    ]


def _comments(scan: Scan, below: Sequence[int]) -> list[range]:
    """Return the pieces of each comment: a box, an item of the only list, or a term with its text."""
    boxes = [scan.boxes[index] for index in below]
    if len(below) == 1:
        inner = [box for box in scan.boxes[below[0] + 1 :] if box.parent == below[0] and box.first < box.last]
        boxes = inner or boxes
    if any(box.tag == "dt" for box in boxes) and all(box.tag in {"dt", "dd"} for box in boxes):
        starts = [box.first for box in boxes if box.tag == "dt"]
        return [range(one, two) for one, two in zip(starts, [*starts[1:], boxes[-1].last], strict=True)]
    return [range(box.first, box.last) for box in boxes if _has_usual_tag(box, boxes)]


def _has_usual_tag(box: Box, others: Sequence[Box]) -> bool:
    """Return True for a box with the same tag as most others; a form below the comments has another one."""
    same = sum(other.tag == box.tag for other in others)
    return same > len(others) / 2


def _is_reply(pieces: Sequence[Piece]) -> bool:
    """Return True if the pieces contain a short line that is not a sentence, and a text."""
    short = any(piece.size < _LINE and not has_sentence(piece.text) for piece in pieces)
    return short and any(piece.size >= _LINE or has_sentence(piece.text) for piece in pieces)

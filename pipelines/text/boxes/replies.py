"""Finds readers' comments by their heading and shape, without class names or "Reply" buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import html

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import Box, Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import size_of, tidy, with_ascii_digits
from pipelines.text.boxes.signing_lines import is_dated, signers
from pipelines.text.boxes.teasers import Facts

_HEADING = 60  # characters
_COUNTED = re.compile(r"[(（\[【]\s*(\d{1,4})\s*\w{0,3}\s*[)）\]】]\s*$")
_COUNT = re.compile(r"(?<=\w)[\s(（\[【:：·|]*\d{1,5}\s*\w{0,3}[\s)）\]】]*$|^\d{1,5}\s+")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_LINE = 60  # characters of the line with a comment's writer and time
_LEAST = 2  # comments
_TITLE = 12  # characters of a headline in a heading such as "3 thoughts on “Headline”"


def replies(facts: Facts) -> Iterator[int]:
    """Yield boxes behind the article under a heading such as "Comments", or "Your opinions (3)".

    Each comment has a text and a short line with a name or a date. A heading may also repeat the headline
    and count the comments, or be empty: the target of a link such as "Comments: 2".
    """
    for head, below, number, is_sure in _heads(facts):
        groups = (_comments(facts.scan, below), _nested(facts.scan, below))
        has_votes = (number or 0) >= _LEAST and number == _votes(facts.scan, below)
        is_heading = all(facts.scan.boxes[index].tag in HEADINGS for index in head)
        counted = number if is_heading or is_sure else None
        if has_votes or any(_are_replies(facts.scan, group, counted, is_sure=is_sure) for group in groups):
            yield from (*head, *below)


def _are_replies(scan: Scan, comments: Sequence[range], number: int | None, *, is_sure: bool) -> bool:
    """Return True if most groups of pieces are replies, and their number or the heading's words agree."""
    count = sum(_is_reply(scan.pieces[one[0] : one[-1] + 1]) for one in comments)
    is_counted = number == len(comments)
    least = 1 if is_sure and is_counted else _LEAST
    return count >= least and count > len(comments) / 2 and (is_sure or is_counted)


def forget_names_of_article(facts: Facts, headline: int | None) -> None:
    """Take the name "comments" from the boxes of the first sentence, if one also has the headline."""
    boxes = facts.scan.boxes
    first = next((at for at in range(headline or 0, len(facts.prose)) if facts.prose[at]), 0)
    around = [boxes[index] for index in facts.scan.ancestors(facts.scan.pieces[first].box)] if first else []
    if headline and any(box.groups & Group.COMMENTS and box.first <= headline for box in around):
        for box in around:
            box.groups &= ~int(Group.COMMENTS)


def _heads(facts: Facts) -> Iterator[tuple[tuple[int, ...], list[int], int | None, bool]]:
    """Yield the box of each heading, the boxes below, the number in it, and whether its words are enough."""
    pieces = facts.scan.pieces
    titles = [pieces[at].text for at in facts.titles(0, len(pieces)) if pieces[at].size >= _TITLE]
    for at, piece in enumerate(pieces):
        title = next((title for title in titles if title in piece.text and title != piece.text), "")
        if len(piece.text) - len(title) >= _HEADING or piece.links or not facts.sentences[at]:
            continue
        is_named = _is_named(piece)
        number = _first_number(piece.text.replace(title, "")) if title or is_named else _number(piece)
        if is_named or number is not None:
            yield (piece.box,), _below(facts.scan, piece.box), number, is_named
    for below, number in _targets(facts):
        yield (), below, number, False


def _targets(facts: Facts) -> Iterator[tuple[list[int], int]]:
    """Yield what is behind the article at the target of a link such as "Comments: 2", and the number."""
    boxes = facts.scan.boxes
    root = boxes[0].element if boxes else html.Element("p")
    for link in root.iter("a"):
        name = (link.get("href") or "").partition("#")[2]
        text = tidy(link.text_content()) if name and link.get("href", "")[0] == "#" else ""
        number = _first_number(text)
        if number is None or not _is_comments(text):
            continue
        targets = (e for e in root.iter() if name in (e.get("id"), e.get("name")))
        target = next(targets, None)
        places = {box.element: index for index, box in enumerate(boxes) if box.first < box.last}
        around = () if target is None else (target, *target.itersiblings())
        found = [places[element] for element in around if element in places][:1]
        yield from [(found, number)] if found and facts.sentences[boxes[found[0]].first] else ()


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
    return _is_comments(piece.text)


def _is_comments(text: str) -> bool:
    heading = cue(_COUNT.sub("", with_ascii_digits(text)))
    return heading is not None and heading[0] == "comments" and heading[1]


def _first_number(text: str) -> int | None:
    match = _NUMBER.search(with_ascii_digits(text))
    return int(match[0]) if match else None


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


def _nested(scan: Scan, below: Sequence[int]) -> list[range]:
    """Return the pieces of each item of the only list, also of those inside other items: they are answers."""
    inner = scan.boxes[below[0]] if below else None
    items = [box for box in scan.boxes[below[0] + 1 :] if box.last <= inner.last] if inner else []
    alike = [box for box in items if (box.tag, box.classes) == (items[0].tag, items[0].classes)]
    return [range(box.first, box.last) for box in alike if box.first < box.last]


def _has_usual_tag(box: Box, others: Sequence[Box]) -> bool:
    """Return True for a box with the same tag as most others; a form below the comments has another one."""
    same = sum(other.tag == box.tag for other in others)
    return same > len(others) / 2


def _is_reply(pieces: Sequence[Piece]) -> bool:
    """Return True if the pieces contain a short line that is not a sentence, and a text."""
    lines = {line: size_of(line) for piece in pieces for line in piece.text.split("\n")}
    signs = [line for line, size in lines.items() if size < _LINE and not _is_sentence(line)]
    return bool(signs) and any(size >= _LINE or has_sentence(line) for line, size in lines.items())


def _is_sentence(line: str) -> bool:
    """Return True for a line with the end of a sentence; a point may also be behind an initial."""
    return has_sentence(line) and _INITIAL.search(line) is None


_INITIAL = re.compile(r"\w$|\b\w\.$")

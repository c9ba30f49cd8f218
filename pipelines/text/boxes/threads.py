"""Finds readers' comments by a line in each comment with name and time: "Ann Lee, 3 May 2024 9:05"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipelines.markup.cues import cue
from pipelines.markup.scan import Piece, Scan
from pipelines.markup.words import with_ascii_digits
from pipelines.text.boxes.teasers import Facts
from pipelines.text.names.date_words import is_date_word

_LINE = 110  # characters of a comment's line with name and date
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?=\D|$)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBERED = re.compile(r"#?\d{1,4}[.)]\s")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = 2  # numbers in a date such as "3 May 2024"
_MONTH = 3  # letters of a month's name
_LEAST = 2  # comments by different people
_FIRST = 12  # boxes of the first comment


def threads(facts: Facts) -> Iterator[int]:
    """Yield boxes of comments behind the article; each comment has a line of one form with name and date.

    The line is above or below its comment, in the same box or in the next one.
    """
    signed: dict[tuple[str, str, int], list[int]] = {}
    for at, piece in enumerate(facts.scan.pieces):
        if len(piece.text) < _LINE and facts.sentences[at] and _has_name_and_date(piece.text):
            box = facts.scan.boxes[piece.box]
            signed.setdefault((box.tag, box.classes, box.depth), []).append(at)
    for lines in signed.values():
        if len(_names([facts.scan.pieces[at] for at in lines])) >= max(_LEAST, len(lines) / 4):
            yield from _thread(facts, lines)


def _has_name_and_date(text: str) -> bool:
    """Return True for a line with a day and a time, or a number and a day: "2. Ann Lee, 3 May 2024"."""
    text = with_ascii_digits(text)
    number = _NUMBERED.match(text)
    rest = text[number.end() :] if number else _CLOCK.sub("", text, count=1)
    if rest == text or len(_NUMBER.findall(rest)) < _DAY:
        return False
    has_month = not number and any(is_date_word(word) for word in _WORD.findall(rest) if len(word) >= _MONTH)
    return has_month or _YEAR.search(rest) is not None


def _names(lines: Sequence[Piece]) -> set[tuple[str, ...]]:
    """Return the words of each line that are not dates and not in all lines: the names."""
    words_by_line = [[word for word in _WORD.findall(line.text) if _may_name(word)] for line in lines]
    shared = set(words_by_line[0]).intersection(*words_by_line[1:]) if len(words_by_line) > 1 else set()
    return {tuple(word for word in words if word not in shared) for words in words_by_line} - {()}


def _may_name(word: str) -> bool:
    """Return False for words such as "am", "th" and "August"."""
    return not is_date_word(word) and (len(word) > len("am") or not word.isascii())


def _thread(facts: Facts, lines: Sequence[int]) -> Iterator[int]:
    """Yield the boxes of the comments to which the lines belong."""
    scan = facts.scan
    around = _around(scan, lines)
    behind = (i for i, box in enumerate(scan.boxes) if box.parent == around and facts.sentences[box.first])
    boxes = [i for i in behind if scan.boxes[i].first < scan.boxes[i].last]
    if any(facts.titles(scan.boxes[i].first, scan.boxes[i].last) for i in boxes):
        return
    spans = [range(scan.boxes[i].first, scan.boxes[i].last) for i in boxes]
    with_line = [at for at, span in enumerate(spans) if any(line in span for line in lines)]
    if not with_line:
        return
    first, last = with_line[0], with_line[-1]
    if all(len(spans[at]) == 1 for at in with_line):
        texts = {_form(scan, boxes[at]) for at in range(first, last) if at not in with_line}
        above = list(takewhile(lambda at: not _is_break(facts, boxes[at]), range(first - 1, -1, -1)))
        is_below = len(above) < min(first, _FIRST) and bool(above)
        rest = range(last + 1, len(boxes))
        last += 0 if is_below else len(list(takewhile(lambda at: _form(scan, boxes[at]) in texts, rest)))
        first -= len(above) if is_below else 0
    yield from boxes[first : last + 1]


def _around(scan: Scan, lines: Sequence[int]) -> int:
    """Return the innermost box that contains all the lines and more."""
    above = scan.ancestors(scan.pieces[lines[0]].box)
    return next(i for i in above if scan.boxes[i].first <= lines[0] and lines[-1] < scan.boxes[i].last)


def _form(scan: Scan, index: int) -> tuple[str, str]:
    return scan.boxes[index].tag, scan.boxes[index].classes


def _is_break(facts: Facts, index: int) -> bool:
    """Return True for a heading such as "Comments", and for the article's own line with a date."""
    piece = facts.scan.pieces[facts.scan.boxes[index].first]
    heading_cue = cue(piece.text)
    return (heading_cue is not None and heading_cue[0] == "comments") or (
        piece.size < _LINE and _has_name_and_date(piece.text)
    )

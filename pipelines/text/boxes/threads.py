"""Finds readers' comments by the lines that sign them: somebody's name, a day and a time, again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipelines.markup.cues import cue
from pipelines.markup.scan import Piece, Scan
from pipelines.markup.words import with_ascii_digits
from pipelines.text.boxes.teasers import Facts
from pipelines.text.names.date_words import is_date_word

_LINE = 110  # characters of a line that signs a comment
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?=\D|$)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBERED = re.compile(r"#?\d{1,4}[.)]\s")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_DAY = 2  # numbers of a day, its month named
_MONTH = 3  # letters of a month's name
_LEAST = 2  # lines, by as many people
_FIRST = 12  # boxes of the first comment


def threads(facts: Facts) -> Iterator[int]:
    """Boxes of comments behind the article, each with a line of one form that says who wrote it, and when.

    The line stands above its comment or below it, in one box with it or beside it.
    """
    signed: dict[tuple[str, str, int], list[int]] = {}
    for at, piece in enumerate(facts.scan.pieces):
        if len(piece.text) < _LINE and facts.sentences[at] and _is_signed(piece.text):
            box = facts.scan.boxes[piece.box]
            signed.setdefault((box.tag, box.classes, box.depth), []).append(at)
    for lines in signed.values():
        if len(_people([facts.scan.pieces[at] for at in lines])) >= max(_LEAST, len(lines) / 4):
            yield from _thread(facts, lines)


def _is_signed(text: str) -> bool:
    """True for a line with a day, and a clock's time or a number before it."""
    text = with_ascii_digits(text)
    numbered = _NUMBERED.match(text)
    rest = text[numbered.end() :] if numbered else _CLOCK.sub("", text, count=1)
    if rest == text or len(_NUMBER.findall(rest)) < _DAY:
        return False
    named = not numbered and any(is_date_word(word) for word in _WORD.findall(rest) if len(word) >= _MONTH)
    return named or _YEAR.search(rest) is not None


def _people(lines: Sequence[Piece]) -> set[tuple[str, ...]]:
    """What differs between the lines but for dates: who signed them."""
    told = [[word for word in _WORD.findall(line.text) if _may_name(word)] for line in lines]
    same = set(told[0]).intersection(*told[1:]) if len(told) > 1 else set()
    return {tuple(word for word in words if word not in same) for words in told} - {()}


def _may_name(word: str) -> bool:
    """True for no "am", "8th" or "August"."""
    return not is_date_word(word) and (len(word) > len("am") or not word.isascii())


def _thread(facts: Facts, lines: Sequence[int]) -> Iterator[int]:
    scan = facts.scan
    around = _around(scan, lines)
    behind = (i for i, box in enumerate(scan.boxes) if box.parent == around and facts.sentences[box.first])
    held = [i for i in behind if scan.boxes[i].first < scan.boxes[i].last]
    if any(facts.titles(scan.boxes[i].first, scan.boxes[i].last) for i in held):
        return
    spans = [range(scan.boxes[i].first, scan.boxes[i].last) for i in held]
    with_line = [at for at, span in enumerate(spans) if any(line in span for line in lines)]
    if not with_line:
        return
    first, last = with_line[0], with_line[-1]
    if all(len(spans[at]) == 1 for at in with_line):
        texts = {_form(scan, held[at]) for at in range(first, last) if at not in with_line}
        above = list(takewhile(lambda at: not _is_break(facts, held[at]), range(first - 1, -1, -1)))
        is_below = len(above) < min(first, _FIRST) and bool(above)
        rest = range(last + 1, len(held))
        last += 0 if is_below else len(list(takewhile(lambda at: _form(scan, held[at]) in texts, rest)))
        first -= len(above) if is_below else 0
    yield from held[first : last + 1]


def _around(scan: Scan, lines: Sequence[int]) -> int:
    """The innermost box that holds all the lines, and more."""
    above = scan.ancestors(scan.pieces[lines[0]].box)
    return next(i for i in above if scan.boxes[i].first <= lines[0] and lines[-1] < scan.boxes[i].last)


def _form(scan: Scan, index: int) -> tuple[str, str]:
    return scan.boxes[index].tag, scan.boxes[index].classes


def _is_break(facts: Facts, index: int) -> bool:
    """True for a heading that names comments, and for the article's own line with a date."""
    piece = facts.scan.pieces[facts.scan.boxes[index].first]
    found = cue(piece.text)
    return (found is not None and found[0] == "comments") or (piece.size < _LINE and _is_signed(piece.text))

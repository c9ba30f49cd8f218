"""Finds polls of the site's readers, and streams of other news by the clock, in and behind the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise, takewhile

from pipelines.markup.lexicon import load
from pipelines.markup.sentences import has_sentence
from pipelines.text.draft import Draft
from pipelines.text.pieces.calls import body_of

_QUESTION = re.compile(r"[?？؟;;][\s\"'»”]*$")  # the mark of Greek is a semicolon
_LONGEST_QUESTION, _LONGEST_OPTION, _LONGEST_TOTAL = 200, 80, 60  # characters
_OPTIONS = range(2, 7)
_NUMBER = re.compile(r"\d")
_PERCENT = re.compile(r"^\W*\d{1,3}(?:[.,]\d+)?\s?[%٪％]\W*$|\s*\(?\d{1,3}(?:[.,]\d+)?\s?[%٪％]\)?\s*$")
_CLOCK = re.compile(r"^\W*([01]?\d|2[0-3])[:.]([0-5]\d)\W+(?=[^\W\d])")


def polls(draft: Draft) -> list[int]:
    """Return the pieces of polls: a question, two to six short answers, and the number of votes."""
    pieces = draft.scan.pieces
    found: list[int] = []
    for at in range(len(pieces)):
        if len(pieces[at].text) <= _LONGEST_QUESTION and _QUESTION.search(pieces[at].text):
            found += _poll_at(draft, at)
    return found


def _poll_at(draft: Draft, at: int) -> range:
    """Return the pieces of a poll whose question is the piece `at`; none if it is no poll."""
    pieces = draft.scan.pieces
    below = islice(range(at + 1, len(pieces)), 2 * _OPTIONS.stop)
    answers = list(takewhile(lambda i: _is_answer(pieces[i].text), below))
    options = [i for i in answers if _PERCENT.sub("", pieces[i].text).strip()]
    end = at + 1 + len(answers)
    forms = {(draft.tag(i), draft.scan.boxes[pieces[i].box].classes) for i in options}
    is_counted = end < len(pieces) and _counts_votes(pieces[end].text)
    return range(at, end + 1 if is_counted and len(options) in _OPTIONS and len(forms) == 1 else at)


def _is_answer(text: str) -> bool:
    rest = _PERCENT.sub("", text)
    short = len(text) <= _LONGEST_OPTION and not _QUESTION.search(text)
    return short and not has_sentence(rest) and not _NUMBER.search(rest)


def _counts_votes(text: str) -> bool:
    """Return True for a short line that is a number of votes: "Total votes: 1,204"."""
    if len(text) > _LONGEST_TOTAL or not _NUMBER.search(text):
        return False
    starts, dense = _votes()
    words = re.findall(r"[^\W\d_]\S*", text.casefold())
    return any(word.startswith(starts) for word in words) or any(word in text for word in dense)


@cache
def _votes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = load("labels")["votes"]
    dense = tuple(word for language in ("ja", "ko", "zh", "th") for word in rows[language])
    return tuple(word for words in rows.values() for word in words), dense


def ratings(draft: Draft) -> list[int]:
    """Return the lines behind the text that are a number of votes in a box named for them: "(Votes: 5)".

    The votes for a candidate are in the text or in a table.
    """
    found = []
    for at in range(
        max(filter(draft.is_prose, draft.kept()), default=len(draft.scan.pieces)) + 1, len(draft.scan.pieces)
    ):
        text = draft.scan.pieces[at].text
        is_count = _counts_votes(text) and not has_sentence(text)
        if is_count and draft.kind(at) != "table" and _is_named_rating(draft, at):
            found.append(at)
    return found


def _is_named_rating(draft: Draft, at: int) -> bool:
    boxes = islice(draft.scan.ancestors(draft.scan.pieces[at].box), _AROUND)
    return any(_RATING.search(draft.scan.boxes[box].classes) for box in boxes)


_RATING = re.compile(r"(?:^|[\s_-])(?:rating|ratings|rate|vote|votes|voting|stars|score)(?:[\s_-]|$)", re.I)
_AROUND = 3  # boxes


def streams(draft: Draft) -> list[int]:
    """Return lines behind the text's box that are other news, the latest first: "18:40 New bus to Ashby"."""
    found: list[int] = []
    for row in _rows(draft):
        clocks = [_minutes(draft.scan.pieces[at].text) for at in row]
        if len(row) > 1 and all(one > two for one, two in pairwise(clocks)):
            found += row
    return found


def _rows(draft: Draft) -> Iterator[list[int]]:
    """Yield the lines with a clock behind the text's last piece, by the box in which they are."""
    scan = draft.scan
    lines = [
        at for at, p in enumerate(scan.pieces) if len(p.text) <= _LONGEST_QUESTION and _CLOCK.match(p.text)
    ]
    if len(lines) < 2:
        return
    body = body_of(draft, filter(draft.is_prose, draft.kept()))
    last = max((at for at in draft.kept() if _is_in(draft, at, body)), default=len(scan.pieces))
    rows: dict[int, list[int]] = {}
    for at in lines:
        if at > last:
            rows.setdefault(scan.boxes[scan.pieces[at].box].parent, []).append(at)
    yield from rows.values()


def _is_in(draft: Draft, at: int, body: int) -> bool:
    return body in set(draft.scan.ancestors(draft.scan.pieces[at].box))


def _minutes(text: str) -> int:
    match = _CLOCK.match(text)
    return 60 * int(match[1]) + int(match[2]) if match else -1

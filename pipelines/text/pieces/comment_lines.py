"""Finds readers' comments that stand in the text's own box, parted by line breaks only, as on old pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from pipelines.text.boxes.comment_heads import first_number, names_comments
from pipelines.text.draft import Draft
from pipelines.text.lines.line_rules import DATE_OR_TIME

_LINE = 110  # characters of a line that signs a comment
_LABEL = 60  # characters
_LABELS = 3  # that are tried
_BRIEF = 0.5  # of the text above; longer parts are no comments


def comment_lines(draft: Draft) -> list[int]:
    """Return the kept pieces from a label such as "Comments (2)" to the end, if days are below it.

    If the label has a number, as many lines must have one.
    """
    kept, pieces = list(draft.kept()), draft.scan.pieces[: draft.scan.boxes[draft.box].last]
    for at in islice(_labels(draft, kept), _LABELS):
        label, *lines = pieces[at].text.split("\n")
        lines += [line for piece in pieces[at + 1 :] for line in piece.text.split("\n")]
        below = kept[bisect_left(kept, at) :]
        if below and _are_signed(lines, first_number(label)):
            return below
    return []


def _labels(draft: Draft, kept: Sequence[int]) -> Iterator[int]:
    """Yield the pieces behind the text that begin with such a label, with little kept text below."""
    sizes = [draft.scan.pieces[at].size for at in kept]
    above = [0, *accumulate(sizes)]
    for at in range(draft.first_content() + 1, draft.scan.boxes[draft.box].last):
        label = draft.scan.pieces[at].text.partition("\n")[0]
        before = above[bisect_left(kept, at)]
        if above[-1] - before <= _BRIEF * before and len(label) < _LABEL and names_comments(label):
            yield at


def _are_signed(lines: list[str], number: int | None) -> bool:
    """Return True if lines have days of comments; a day within a longer sentence may be anything."""
    signed = sum(1 for _ in _with_day(lines))
    return signed > 0 if number is None else signed == number


def _with_day(lines: list[str]) -> Iterator[str]:
    for line in lines:
        match = DATE_OR_TIME.search(line)
        if match and (len(line) <= _LINE or _EDGE.fullmatch(line[: match.start()] or line[match.end() :])):
            yield line


_EDGE = re.compile(r"[\W_]*")
"""What stands before a day that begins a line, or behind one that ends it."""

"""Finds boxes of facts about a book or film that the article is about: its author is not the article's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pipelines.markup.scan import Scan
from pipelines.markup.words import fold
from pipelines.text.names.credit_words import words_of

_LABEL, _LINE, _APART = 40, 300, 4  # characters of a label and of its piece; pieces between two facts


def without_works(scan: Scan, dropped: list[str | None], first: int) -> list[str | None]:
    """Return the rules that drop the boxes, with "work" for those of a work's facts below the piece `first`.

    Two labels near each other make facts, such as "Publisher" and "ISBN"; the author is beside them.
    """
    below = range(first + 1, len(scan.pieces))
    labels = [at for at in below for _ in range(_count(scan.pieces[at].text))]
    inner = {box for one, two in pairwise(labels) if two - one <= _APART for box in _near(scan, one, two)}
    return ["work" if at in inner else rule for at, rule in enumerate(dropped)] if inner else dropped


def _count(text: str) -> int:
    """Return how many lines of a piece begin with a label such as "Publisher", "ISBN", "Pages"."""
    lines = text.replace("：", ":").split("\n") if len(text) < _LINE else ()
    heads = (line.partition(":")[0] for line in lines)
    return sum(len(head) <= _LABEL and fold(head) in _labels() for head in heads)


@cache
def _labels() -> frozenset[str]:
    return frozenset(map(fold, words_of("work")))


def _near(scan: Scan, one: int, two: int) -> Iterator[int]:
    """Yield the boxes of a few pieces in the smallest box around two pieces, near these."""
    around = set(scan.ancestors(scan.pieces[one].box))
    whole = next(index for index in scan.ancestors(scan.pieces[two].box) if index in around)
    for index in range(whole, len(scan.boxes)):
        box = scan.boxes[index]
        is_near = one - _APART <= box.first and box.last <= two + _APART + 1
        if is_near and (index == whole or whole in scan.ancestors(index)):
            yield index

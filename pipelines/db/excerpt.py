"""Finds the line of a text that fits a search best, and marks the search terms in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.db.folding import fold, folded
from pipelines.db.script_runs import UNSPACED

_UNSPACED = re.compile(f"[{UNSPACED}]")


def best_line(text: str, terms: Sequence[str], width: int = 160) -> tuple[tuple[str, bool], ...]:
    """Return the paragraph with most of the terms, cut to about `width` letters around the first term.

    It is divided into pieces; a term has True: `(("The old ", False), ("bridge", True), (" is", False))`.
    """
    pattern = re.compile("|".join(map(_marked, terms)) or r"(?!)")
    # Only for the best paragraph the positions of letters are computed; for the others a count is enough.
    line = max(text.split("\n\n"), key=lambda paragraph: len(set(pattern.findall(fold(paragraph)))))
    plain, places = folded(line)
    spans = [(places[match.start()][0], places[match.end() - 1][1]) for match in pattern.finditer(plain)]
    start = max((spans[0][0] if spans else 0) - width // 3, 0)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    end = min(start + width, len(line))
    return tuple(_pieces(line, start, end, spans))


def _marked(term: str) -> str:
    """Return a pattern for a term at the start of a word; in a script without spaces, for a term anywhere."""
    return re.escape(term) if _UNSPACED.match(term) else rf"(?<!\w){re.escape(term)}\w*"


def _pieces(line: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    place = start
    if start:
        yield "… ", False
    for first, last in spans:
        if place <= first and last <= end:
            if place < first:
                yield line[place:first], False
            yield line[first:last], True
            place = last
    if remainder := line[place:end] + ("…" if end < len(line) else ""):
        yield remainder, False

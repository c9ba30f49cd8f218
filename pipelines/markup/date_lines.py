"""Finds a date that stands before a text in an element of its own: `<span>14.08.2026</span> The council …`.

For a reader such a date is a line of its own, though no block element divides it from the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from lxml import html

LONGEST, LEAST = 60, 60
"""Characters of the line with the date, at most, and of the text behind it, at least."""
_CORE = (
    r"(?:[^\W\d_]{2,14}\s?[:：]\s*)?(?:[^\W\d_]{2,12},?\s+)?"  # a label, and a weekday
    r"(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d\d){1,2}|\d{4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2}"
    r"|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,14}\.?,?\s+(?:del?\s+)?\d{4}|[^\W\d_]{3,14}\.?\s+\d{1,2},?\s+\d{4}"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일])"
    r"(?:\s*г\.?)?(?:[\s,|–—-]{1,4}\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*(?:[ap]\.?m\.?|uhr|h))?)?"
)
_DATE = re.compile(rf"[\s(\[]*{_CORE}[\s)\]|•·.–—-]*", re.IGNORECASE)
_WITH_BAR = re.compile(rf"\s*{_CORE}\s*(?=[|•·]\s)", re.IGNORECASE)
_MARKS = re.compile(r"^[\s|•·–—-]+")
_END = re.compile(r"[.!?…。！？]\s*$")


class DateCut(NamedTuple):
    """Where the line with a date ends: before a run of the piece, and before a character of that run."""

    run: int
    character: int


def date_cut(
    runs: Sequence[str], holders: Sequence[html.HtmlElement], box: html.HtmlElement, line_break: str
) -> DateCut | None:
    """Return where the date at the beginning of a piece ends, or None if it does not begin with one.

    The text behind it begins anew: with a capital letter, behind a mark such as a bar, or on a new line. In
    "14 August 2026 was the day", the date is a part of the sentence.
    """
    first = next((at for at, run in enumerate(runs) if not run.isspace()), None)
    if first is None or not any(map(str.isdigit, runs[first][:LONGEST])):
        return None
    if holders[first] is box:
        match = _WITH_BAR.match(runs[first])
        return DateCut(first, match.end()) if match else None
    if len(runs[first]) > LONGEST or not _DATE.fullmatch(runs[first]):
        return None
    is_bold = holders[first].tag in ("b", "strong")
    if is_bold and not _is_divided("".join(runs[first + 1 : first + 3]), line_break):
        return None
    return _behind(runs, first + 1, line_break)


def _is_divided(behind: str, line_break: str) -> bool:
    """Return True if a mark or a new line divides bold words from the text, which may be their sentence."""
    return behind.lstrip(" \t")[:1] in {*"|•·–—-", line_break}


def _behind(runs: Sequence[str], start: int, line_break: str) -> DateCut | None:
    """Return where the text behind a date begins: behind names on its line, or at once."""
    end = next((at for at, run in enumerate(islice(runs, start, None), start) if run == line_break), None)
    if end is not None:
        line = "".join(runs[start:end]).strip()
        if len(line) <= LONGEST and not _END.search(line):
            return DateCut(end, 0)
    behind = "".join(runs[start : start + 2])
    rest = without_marks(behind)
    letter = rest.lstrip("\"“„«‘'(—– ")[:1]
    is_caseless = letter.isalpha() and letter.upper() == letter.lower() and rest != behind
    return DateCut(start, 0) if letter.isupper() or is_caseless else None


def without_marks(text: str) -> str:
    """Return a text without the marks that divide it from a date before it."""
    return _MARKS.sub("", text, count=1)

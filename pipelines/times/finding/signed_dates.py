"""The author's name and a date in one line, where no headline shows which line is the byline."""

from __future__ import annotations

import re

from pipelines.times.finding.blocks import Block
from pipelines.times.finding.doubts import byline_opening
from pipelines.times.finding.evidence import Context
from pipelines.times.reading.read import find
from pipelines.times.words.calendar_names import weekdays
from pipelines.times.words.fold import fold

_NAME = "\0"
"""Stands for the name of an author."""
_BEFORE = re.compile(
    rf"[\s:]*{_NAME}(?:[\s,&]*(?:[^\W\d_]{{1,3}}\s+)?{_NAME})*[\s,|/·•–—-]*(?:[^\W\d_]{{1,3}}\.?\s+)?"
)
"""The text before the date: names, and at most one short word: `Ann Lee and Per Lund, on`."""
_AFTER = re.compile(r"(?:[\W\d]*[^\W\d_]{1,3}(?![^\W\d_])){0,2}[\W\d]*")
"""The text behind it: a clock that is not read, and its short words: `kl. 8`."""
_WORD = re.compile(r"[^\W\d_]+")


def is_signed(page: Context, block: Block) -> bool:
    """Return True for a line with an author of the article and a date: `by Ann Lee, 3 May 2026, 10:05`.

    Other words make it something else: `Ann Lee was born on 3 May`, `Ann Lee, 3 May, Town Hall`.
    """
    readings = find(block.text, page.style)
    if len(readings) != 1:
        return False
    before, after = fold(block.text[: readings[0].start]), block.text[readings[0].end :]
    for name in sorted(map(fold, page.authors), key=len, reverse=True):
        before = before.replace(name, _NAME)
    opening = byline_opening().match(before)
    before = _without_weekdays(before[opening.end() :] if opening else before, page.style.language)
    return bool(_BEFORE.fullmatch(before) and _AFTER.fullmatch(after))


def _without_weekdays(text: str, language: str | None) -> str:
    return _WORD.sub(lambda word: "" if word[0] in weekdays(language) else word[0], text)

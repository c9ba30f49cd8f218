"""Tells whether the pages of a section are made from one form, into which only names and numbers are filled.

"Doors open at six. Tickets are 14 pounds." stands on all of them, or each line is like
"▽Suzuki Ken (84), Mill Lane. Died on the 5th. Funeral at 10." It uses no database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from pipelines.markup.scripts import DENSE

MOST, READ = 40, 2_000
"""Pages that are compared, and characters of each."""
SAME = 0.8
"""The share of a page's words, in groups of three, that the other pages of a form have.

Reports of one paper on one subject have up to .67 in common, and up to .5 with its other reports."""
OFTEN = 0.25
"""A group is that of a form if this share of the pages has it."""
LINES, OF_PAGE = 0.5, 3
"""The share of a page's lines that have the marks of one form, and such lines on a page at least."""
MARKS = 5
"""Marks and numbers of a line of such a form, since a sentence has fewer; and such lines of a single page."""

_WORD = re.compile(rf"{DENSE.pattern}|[^\W\d_]+|\d+")
_LETTERS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")


def forms_of(texts: Sequence[str]) -> set[str]:
    """Return "words" and "marks" if half of the texts or more have them in common."""
    read = [text[:READ] for text in texts[:MOST]]
    tests = {"words": _have_same_words, "marks": _have_same_marks}
    return {name for name, test in tests.items() if read and test(read)}


def is_list_of_one_form(text: str) -> bool:
    """Return True if half of the paragraphs of one page have a line of one form: a name and a day."""
    paragraphs = [set(map(_marks, part.split("\n"))) for part in text.split("\n\n")]
    counts = Counter(marks for lines in paragraphs for marks in lines if _is_form(marks))
    return max(counts.values(), default=0) >= max(MARKS, LINES * len(paragraphs))


def _have_same_words(texts: Sequence[str]) -> bool:
    pages = [_groups(text) for text in texts]
    counts = Counter(group for groups in pages for group in groups)
    least = max(2, OFTEN * len(pages))
    shares = [sum(counts[group] >= least for group in groups) / max(1, len(groups)) for groups in pages]
    return median(shares) >= SAME


def _groups(text: str) -> set[tuple[str, ...]]:
    words = ["0" if word[0].isdigit() else word for word in _WORD.findall(text.casefold())]
    return set(zip(words, words[1:], words[2:], strict=False))


def _have_same_marks(texts: Sequence[str]) -> bool:
    pages = [[_marks(line) for line in text.split("\n") if line.strip()] for text in texts]
    counts = Counter(marks for lines in pages for marks in set(lines) if _is_form(marks))
    if not counts:
        return False
    form, _ = counts.most_common(1)[0]
    having = [lines.count(form) for lines in pages]
    found = sum(n >= max(OF_PAGE, LINES * len(lines)) for n, lines in zip(having, pages, strict=True))
    return found >= LINES * len(pages)


def _marks(line: str) -> str:
    """Return the marks of a line, with one letter for words and one digit for a number: "▽x (0), x. x 0."."""
    return re.sub(r"\s", "", re.sub(r"\d+", "0", _LETTERS.sub("x", line)))


def _is_form(marks: str) -> bool:
    return "0" in marks and len(marks.replace("x", "")) >= MARKS

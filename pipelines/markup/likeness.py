"""How alike two headlines are, whatever their marks and capitals. Knows no page."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=512)  # a page's finders compare the same lines and names
def fold(text: str) -> str:
    """Letters and digits alone, in lower case: what two printings of one text share."""
    return " ".join(_WORD.findall(text.casefold()))


_MOST = 300
"""Characters of two texts that are compared: no headline is longer, and the time goes up with the square."""
_SHORT = 10_000
"""Pairs of letters; of fewer, all are compared."""
_FEW_LETTERS = 0.15
"""How likely two letters are the same one: .07 in a language; with .5 the time goes up with the cube."""


def alike(a: str, b: str, least: float = 0.3) -> float:
    """How alike two folded headlines are, 0 to 1; less than `least` may be given as 0."""
    a, b = a[:_MOST], b[:_MOST]
    if a == b:
        return 1.0
    if not a or not b or min(len(a), len(b)) < 0.15 * max(len(a), len(b)):
        return 0.0
    both = len(a) + len(b)
    if 2 * min(len(a), len(b)) / both <= least:
        return 0.0
    letters, others = Counter(a), Counter(b)
    share = 2 * (letters & others).total() / both
    if share <= least:
        return 0.0  # too few letters in common, whatever their order
    if len(a) * len(b) > _SHORT and _pairs(letters, others) > _FEW_LETTERS * len(a) * len(b):
        return share  # a row of dashes or of one letter
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _pairs(letters: Counter[str], others: Counter[str]) -> int:
    """How many letters of the one are the same as letters of the other: what a comparison steps through."""
    return sum(count * others[letter] for letter, count in letters.items())

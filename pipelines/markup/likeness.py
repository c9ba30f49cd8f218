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


def alike(a: str, b: str, least: float = 0.3) -> float:
    """How alike two folded headlines are, 0 to 1; less than `least` may be given as 0."""
    if a == b:
        return 1.0
    if not a or not b or min(len(a), len(b)) < 0.15 * max(len(a), len(b)):
        return 0.0
    both = len(a) + len(b)
    if 2 * min(len(a), len(b)) / both <= least or 2 * (Counter(a) & Counter(b)).total() / both <= least:
        return 0.0  # too few letters in common, whatever their order
    return SequenceMatcher(None, a, b, autojunk=False).ratio()

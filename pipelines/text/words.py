"""How texts are tidied, measured and compared. Knows no page."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from pipelines.markup.marks import line as tidy
from pipelines.markup.marks import sound as clean_marks

__all__ = ["alike", "clean_marks", "fold", "size_of", "tidy"]

_WIDE = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=512)  # a page's finders compare the same lines and names
def fold(text: str) -> str:
    """Letters and digits alone, in lower case: what two printings of one text share."""
    return " ".join(_WORD.findall(text.casefold()))


def size_of(text: str) -> int:
    """How much a text says, in characters of a script with letters."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


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

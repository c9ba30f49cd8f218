"""How texts are tidied, folded, measured and compared, wherever on a page they stand."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from unicodedata import digit

from pipelines.markup.marks import line as tidy
from pipelines.markup.marks import sound as clean_marks
from pipelines.markup.scripts import is_unspaced, size_of, spaced

__all__ = [
    "alike",
    "clean_marks",
    "fold",
    "has_words",
    "headline_likeness",
    "size_of",
    "tidy",
    "with_ascii_digits",
]

_WORD = re.compile(r"[^\W_]+")
_MOST = 300
"""Characters of two texts that are compared: no headline is longer, and the time grows with the square."""
_SHORT = 10_000
"""Pairs of letters; of fewer, all are compared."""
_FEW_LETTERS = 0.15
"""How likely two letters are the same one: .07 in a language; with .5 the time grows with the cube."""
_CONTAINED = 12
"""Letters that a headline must have to be recognised inside a longer one."""
_FEW_WORDS = 3
"""Words that two headlines must share before they are alike at all."""


@lru_cache(maxsize=512)  # a page's finders compare the same lines and names
def fold(text: str) -> str:
    """The letters and digits of `text` alone, in lower case: what two printings of one text share."""
    return " ".join(_WORD.findall(text.casefold()))


def with_ascii_digits(text: str) -> str:
    """The digits of any script as 0 to 9: an id is compared with one in an address, a date is read."""
    return "".join(str(digit(c)) if c.isdecimal() else c for c in text)


def has_words(text: str) -> bool:
    """Whether `text` has three words; unreadable bytes, or marks alone, have none, or one without an end."""
    return sum(any(map(str.isalpha, word)) for word in spaced(text).split()) > 2


def alike(a: str, b: str, least: float = 0.3) -> float:
    """How alike two folded lines are letter by letter, 0 to 1; less than `least` may be given as 0."""
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
    """How many letters of the one are the same as letters of the other: the steps of a comparison."""
    return sum(count * others[letter] for letter, count in letters.items())


def headline_likeness(a: str, b: str) -> float:
    """How likely two folded lines are one headline, 0 to 1: cut or lengthened, or with other words in it."""
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if size_of(short) >= _CONTAINED and short in long:
        return 0.6 + 0.4 * len(short) / len(long)
    one, two = _units(a), _units(b)
    shared = len(one & two)
    return 0.9 * shared / max(len(one), len(two)) if shared >= _FEW_WORDS else 0.0


@lru_cache(maxsize=512)
def _units(text: str) -> frozenset[str]:
    """Words, or pairs of letters where the script has no spaces."""
    if is_unspaced(text):
        return frozenset(text[at : at + 2] for at in range(len(text) - 1))
    return frozenset(text.split())

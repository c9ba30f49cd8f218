"""Tidies, folds, measures and compares texts."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from unicodedata import digit

from pipelines.markup.marks import clean_marks, tidy
from pipelines.markup.scripts import is_unspaced, size_of, spaced

__all__ = [
    "alike",
    "ascii_words",
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
"""This many characters are compared: no headline is longer, and the time grows with the square."""
_SHORT = 10_000
"""With fewer pairs of letters than this, all are compared."""
_FEW_LETTERS = 0.15
"""The greatest share of equal pairs of letters: .07 in a language; with .5 the time grows with the cube."""
_CONTAINED = 12
"""A headline needs this many letters to be recognised inside a longer one."""
_FEW_WORDS = 3
"""Two headlines with fewer common words than this are not alike."""


def _small_letters(marks: str) -> bytes:
    """Return a table for `bytes.translate`: letters in lower case, digits and `marks`; else spaces."""
    return bytes(
        ord(c.lower()) if c.isascii() and (c.isalnum() or c in marks) else 32 for c in map(chr, range(256))
    )


_FOLDED, _WORDS = _small_letters(""), _small_letters("_@")


def ascii_words(text: str) -> list[str]:
    """Return what `\\w+|@` finds in an ASCII text in lower case, in a fifth of the time."""
    return text.replace("@", " @ ").encode().translate(_WORDS).decode().split()


@lru_cache(maxsize=4096)  # a page's finders compare the same lines and names
def fold(text: str) -> str:
    """Return the words of `text` in lower case, without punctuation: the same for all printings of a text."""
    if text.isascii():  # in a quarter of the time
        return " ".join(text.encode().translate(_FOLDED).decode().split())
    return " ".join(_WORD.findall(in_lower_case(text)))


def in_lower_case(text: str) -> str:
    """Return `text` in lower case; `casefold` alone puts a dot of its own above the i of "İletişim"."""
    return text.casefold().replace("i\u0307", "i")


def with_ascii_digits(text: str) -> str:
    """Return `text` with the digits of any script as 0 to 9."""
    return text if text.isascii() else _OTHER_DIGIT.sub(lambda match: str(digit(match[0])), text)


_OTHER_DIGIT = re.compile(r"[^\D0-9]")


def has_words(text: str) -> bool:
    """Return True if `text` has three words; unreadable bytes and rows of marks have fewer."""
    words = (word for word in spaced(text).split() if any(map(str.isalpha, word)))
    return len(list(islice(words, 3))) > 2


def alike(a: str, b: str, least: float = 0.3) -> float:
    """Return how alike the letters of two folded lines are, 0 to 1; less than `least` may be 0."""
    a, b = a[:_MOST], b[:_MOST]
    if a == b:
        return 1.0
    if not a or not b or min(len(a), len(b)) < 0.15 * max(len(a), len(b)):
        return 0.0
    length = len(a) + len(b)
    if 2 * min(len(a), len(b)) / length <= least:
        return 0.0
    letters, others = Counter(a), Counter(b)
    share = 2 * (letters & others).total() / length
    if share <= least:
        return 0.0  # too few letters in common, whatever their order
    if len(a) * len(b) > _SHORT and _pairs(letters, others) > _FEW_LETTERS * len(a) * len(b):
        return share  # a row of dashes or of one letter
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _pairs(letters: Counter[str], others: Counter[str]) -> int:
    """Return the number of equal pairs of letters: the steps of a comparison."""
    return sum(count * others[letter] for letter, count in letters.items())


def headline_likeness(a: str, b: str) -> float:
    """Return how likely two folded lines are one headline, 0 to 1; one may be cut, or have more words."""
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if size_of(short) >= _CONTAINED and short in long:
        return 0.6 + 0.4 * len(short) / len(long)
    words, other_words = _units(a), _units(b)
    shared = len(words & other_words)
    return 0.9 * shared / max(len(words), len(other_words)) if shared >= _FEW_WORDS else 0.0


@lru_cache(maxsize=512)
def _units(text: str) -> frozenset[str]:
    """Return the words, or pairs of letters if the script has no spaces."""
    if is_unspaced(text):
        return frozenset(text[at : at + 2] for at in range(len(text) - 1))
    return frozenset(text.split())

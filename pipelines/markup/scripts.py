"""Facts about writing systems: which ones have no spaces between words, and which ones need fewer letters.

Everything that counts or matches words in such scripts uses these definitions.
"""

from __future__ import annotations

import re

UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u109f"  # Tibetan, Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u312f\u31a0-\u31ff"  # iteration marks, kana, Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
)
"""Letters of the scripts without spaces between words, as ranges for a character class."""

ATTACHED = f"{UNSPACED}\uac00-\ud7af"
"""`UNSPACED` and Hangul: Korean has spaces, but particles follow a word without one."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Letters of scripts in which one letter says as much as three in an alphabet."""


def is_unspaced(text: str) -> bool:
    """Return True if `text` has a letter of a script without spaces between words."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def spaced(text: str) -> str:
    """Return `text` with each letter of a script without spaces as a word, to count words."""
    return text if text.isascii() else _UNSPACED.sub(" a ", text)


def size_of(text: str) -> int:
    """Return the length of `text` in letters of an alphabet; a letter of a dense script counts as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(DENSE.findall(text))

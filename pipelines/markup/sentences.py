"""Finds the ends of sentences, in any script."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.markup.lexicon import load

_CLOSERS = "\"'”’»«“‘)]）」』】》›"


@cache
def _sentence_end() -> re.Pattern[str]:
    """Return a pattern for the end of a sentence; after a wide mark (。) no space is needed."""
    marks = sorted({mark for line in load("marks")["sentence"].values() for mark in line})
    any_mark = re.escape("".join(marks))  # comes first: a set of characters is the fastest to search
    wide = re.escape("".join(mark for mark in marks if ord(mark) > 0x3000))
    return re.compile(f"[{any_mark}](?:(?<=[{wide}])|[{re.escape(_CLOSERS)}]*(?:\\s|$))")


_BAR = re.compile(r"[^|]{20}[\u0900-\u0dff][^|\S]*\|+(?:\s|$)")
"""On Indian keyboards `|` is easier to type than the danda `।`. Between short words it parts a menu."""


_UNMARKED = re.compile("[\u0e01-\u0ecf]")
_CLAUSE = 90  # Thai or Lao letters; a headline has fewer


@lru_cache(maxsize=512)
def has_sentence(text: str) -> bool:
    """Return True if a sentence ends somewhere in the text; without a mark for it (Thai), length decides."""
    if _sentence_end().search(text) is not None or ("|" in text and _BAR.search(text) is not None):
        return True
    return len(text) >= _CLAUSE and not text.isascii() and len(_UNMARKED.findall(text)) >= _CLAUSE

"""Where a sentence ends, in any script."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.markup.lexicon import load

_CLOSERS = "\"'”’»«“‘)]）」』】》›"


@cache
def _sentence_end() -> re.Pattern[str]:
    """Matches the end of a sentence with its closing quotes and brackets; wide marks need no space behind."""
    marks = sorted({mark for line in load("marks")["sentence"].values() for mark in line})
    each = re.escape("".join(marks))  # first, since a set of characters is the fastest search
    wide = re.escape("".join(mark for mark in marks if ord(mark) > 0x3000))
    return re.compile(f"[{each}](?:(?<=[{wide}])|[{re.escape(_CLOSERS)}]*(?:\\s|$))")


@lru_cache(maxsize=512)
def ends(text: str) -> bool:
    """True where some sentence of the text ends."""
    return _sentence_end().search(text) is not None

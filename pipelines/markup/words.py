"""How texts are tidied, measured and compared. Knows no page."""

from __future__ import annotations

import re

from pipelines.markup.likeness import alike, fold
from pipelines.markup.marks import line as tidy
from pipelines.markup.marks import sound as clean_marks

__all__ = ["alike", "clean_marks", "fold", "has_words", "size_of", "tidy"]

_WIDE = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")

_UNSPACED = re.compile(f"[\u0f00-\u109f]|{_WIDE.pattern}")


def has_words(text: str) -> bool:
    """Whether there are three: bytes that are no text, or marks alone, have none, or one that never ends."""
    spaced = _UNSPACED.sub(" a ", text)  # each letter may be one where no space parts them
    return sum(any(map(str.isalpha, word)) for word in spaced.split()) > 2


def size_of(text: str) -> int:
    """How much a text says, in characters of a script with letters."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))

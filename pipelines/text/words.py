"""How texts are tidied, measured and compared. Knows no page."""

from __future__ import annotations

import re

from pipelines.markup.likeness import alike, fold
from pipelines.markup.marks import line as tidy
from pipelines.markup.marks import sound as clean_marks

__all__ = ["alike", "clean_marks", "fold", "size_of", "tidy"]

_WIDE = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def size_of(text: str) -> int:
    """How much a text says, in characters of a script with letters."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))

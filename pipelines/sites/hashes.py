"""Hashes of texts. A profile stores these, and no text of a site."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from pipelines.markup.words import fold

HASH_BYTES = 6
_SHORT = 200
"""Characters; hashes of shorter texts are cached, because menus and labels occur on many pages of a site."""


def text_hash(text: str) -> int:
    """Return 48 bits of the letters and digits of a text, the same in every process."""
    return folded_with_hash(text)[1]


def folded_with_hash(text: str) -> tuple[str, int]:
    """Return the letters and digits of a text, and their hash."""
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> tuple[str, int]:
    return _folded(text)


def _folded(text: str) -> tuple[str, int]:
    folded = fold(text)
    return folded, int.from_bytes(blake2b(folded.encode(), digest_size=HASH_BYTES).digest())

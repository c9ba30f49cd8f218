"""Hashes of texts: a profile keeps no text of a site."""

from __future__ import annotations

from hashlib import blake2b

from pipelines.markup.words import fold


def text_hash(text: str) -> int:
    """Return 48 bits of the letters and digits of a text, the same in every process."""
    return folded_hash(fold(text))


def folded_hash(folded: str) -> int:
    """Return the same for a text whose letters and digits are at hand."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=6).digest())

"""Computes the MinHash signature of a text, in any script, and compares two texts.

Hash, seed and tokens must never change, because stored signatures were made with them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from functools import cache
from typing import TYPE_CHECKING

from pipelines.db.script_runs import MARKS, UNSPACED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VALUES, BANDS = 64, 16
_SEED = 0x62726F6164736865
_STEP = 0x9E3779B97F4A7C15
_COLUMNS = 4_096
"""Shingles that are hashed at once; they take 1 MB for 64 functions."""

FEWEST = 12
"""A text with fewer shingles is too short to be compared."""

_TOKEN = re.compile(f"[{UNSPACED}]|(?:[^\\W_{UNSPACED}]|[{MARKS}])+")
_UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
_SPECIAL = re.compile(f"[{UNSPACED}{MARKS}]")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_PLAIN = re.compile(r"[^\W_]+")
_ASCII = bytes(ord(c.lower()) if c.isascii() and c.isalnum() else 32 for c in map(chr, range(256)))


def signature(text: str) -> tuple[int, ...]:
    """Return 16 band keys, each a signed 64-bit integer; () for a text that is too short.

    Two texts that share 19 of 20 words nearly always share a key; a shared key alone does not make two texts
    alike.
    """
    import numpy as np  # noqa: PLC0415 - it takes a tenth of a second, and readers do not need it

    shingles = (_shingles(text) >> np.uint64(32)).astype(np.uint32)
    if len(shingles) < FEWEST:
        return ()
    factors, terms = _functions()
    least = np.full(VALUES, 0xFFFFFFFF, dtype=np.uint32)
    for start in range(0, len(shingles), _COLUMNS):
        part = shingles[start : start + _COLUMNS]
        np.minimum(least, (factors[:, None] * part + terms[:, None]).min(axis=1), out=least)
    bands = least.astype("<u4").reshape(BANDS, VALUES // BANDS)
    return tuple(_key(number, band.tobytes()) for number, band in enumerate(bands))


def similarity(a: str, b: str) -> float:
    """Return the Jaccard similarity of two texts, 0 to 1: the share of all shingles that both have."""
    import numpy as np  # noqa: PLC0415

    first, second = np.unique(_shingles(a)), np.unique(_shingles(b))
    common = len(np.intersect1d(first, second, assume_unique=True))
    return common / max(len(first) + len(second) - common, 1)


def alike(a: str, b: str) -> bool:
    """Return True if two texts are one article, apart from small changes, a cut or another first paragraph.

    False for a news flash and its long form, and for reports that fill one template with other figures.
    """
    return a == b or (similarity(a, b) >= 0.6 and _same_figures(a, b))


def repeated(a: str, b: str) -> bool:
    """Return True if two texts have nearly the same words, and exactly the same figures."""
    return a == b or (similarity(a, b) >= 0.9 and set(_FIGURE.findall(a)) == set(_FIGURE.findall(b)))


def _same_figures(a: str, b: str) -> bool:
    """Return True if the text with fewer figures shares half of them; also if it has fewer than three."""
    first, second = set(_FIGURE.findall(a)), set(_FIGURE.findall(b))
    fewer = min(len(first), len(second))
    return fewer < 3 or len(first & second) * 2 >= fewer


def tokens(text: str) -> list[str]:
    """Return the words or, in scripts without spaces, the letters; without case, width and punctuation."""
    if text.isascii():  # what `_PLAIN` finds, in a quarter of the time
        return text.encode().translate(_ASCII).decode().split()
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    return (_PLAIN if not _SPECIAL.search(text) else _TOKEN).findall(text)


def _shingles(text: str) -> NDArray[np.uint64]:
    """Return hashes of shingles: three words each, or five letters if most of the text has no spaces."""
    import numpy as np  # noqa: PLC0415

    parts = tokens(text)
    # Tokens have no spaces, so this is a fast way to make many small byte strings.
    line = " ".join(parts)
    width = 5 if not line.isascii() and len(_UNSPACED_LETTER.findall(line)) * 2 > len(parts) else 3
    spelled = line.encode().split(b" ")
    words = np.fromiter(map(zlib.crc32, spelled), dtype=np.uint64, count=len(spelled))
    count = max(len(parts) - width + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(width):
        mixed = _mix(mixed + words[place : place + count] + np.uint64(place + 1))
    return mixed


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return values mixed by the finaliser of splitmix64: each input bit changes half the output bits."""
    import numpy as np  # noqa: PLC0415

    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@cache
def _functions() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return factors (odd) and terms of the 64 hash functions x → factor · x + term, modulo 2³²."""
    import numpy as np  # noqa: PLC0415

    seeds = [(_SEED + number * _STEP) % (1 << 64) for number in range(1, 2 * VALUES + 1)]
    numbers = (_mix(np.array(seeds, dtype=np.uint64)) >> np.uint64(32)).astype(np.uint32)
    return numbers[:VALUES] | np.uint32(1), numbers[VALUES:]


def _key(number: int, band: bytes) -> int:
    digest = hashlib.blake2b(bytes([number]) + band, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)

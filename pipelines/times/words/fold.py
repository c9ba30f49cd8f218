"""Folds text: one alphabet of digits, lower-case letters without accents, one form of each mark.

Folding keeps the length, so a position in the folded text is the same position in the original.
"""

from __future__ import annotations

import unicodedata

# Variants of Arabic letters on Persian, Urdu and Kurdish keyboards; invisible marks for direction.
_REPLACED = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ة": "ه", "ۀ": "ه", "ؤ": "و",
    "\u200c": " ", "\u200d": " ", "\u200e": " ", "\u200f": " ", "\u061c": " ", "\u200b": " ", "\u00ad": " ",
    "\n": " ", "\t": " ", "\r": " ",
    "ı": "i", "İ": "i", "ß": "s", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ς": "σ",
    "’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-",
    "：": ":", "，": ",", "．": ".", "／": "/", "、": ",", "٫": ".", "،": ",", "⁄": "/", "∕": "/", "፣": ",",
}  # fmt: skip
# In Latin, Greek and Cyrillic the accent is removed. In other scripts a mark makes a different letter.
_ACCENTED = ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000))


class _Folds(dict[int, str | int]):
    """A table for `str.translate` that adds each character when it is first needed.

    Filling it at once would take a quarter of a second.
    """

    def __missing__(self, code: int) -> str | int:
        self[code] = folded = _fold_one(chr(code)) or code
        return folded


_FOLDS = _Folds((ord(mark), replacement) for mark, replacement in _REPLACED.items())


def fold(text: str) -> str:
    """Return `text` folded. Its length stays the same if it is in composed form (see `compose`)."""
    return text.translate(_FOLDS)


def compose(text: str) -> str:
    """Return `text` with each accent and its letter as one character (Unicode's NFC), as `fold` needs it."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _fold_one(mark: str) -> str | None:
    code = ord(mark)
    category = unicodedata.category(mark)
    if category == "Nd":
        return str(unicodedata.digit(mark))
    if category == "Zs":
        return " "
    if 0xFF01 <= code <= 0xFF5E:  # full-width ASCII
        return chr(code - 0xFEE0).lower()
    if any(low <= code < high for low, high in _ACCENTED):
        mark = unicodedata.normalize("NFD", mark)[0]
    lower = mark.lower()
    return lower if len(lower) == 1 and ord(lower) != code else None

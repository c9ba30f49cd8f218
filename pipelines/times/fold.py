"""The same text in one alphabet of digits and small letters without accents.

Length is kept, so that what is found in the folded text can be cut from the text as it stood.
"""

from __future__ import annotations

import unicodedata

# Arabic letters as Persian, Urdu and Kurdish keyboards vary them; marks that only steer the line.
_SAME = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ة": "ه", "ۀ": "ه", "ؤ": "و",
    "\u200c": " ", "\u200d": " ", "\u200e": " ", "\u200f": " ", "\u061c": " ", "\u200b": " ", "\u00ad": " ",
    "\n": " ", "\t": " ", "\r": " ",
    "ı": "i", "İ": "i", "ß": "s", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ς": "σ",
    "’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-",
    "：": ":", "，": ",", "．": ".", "／": "/", "、": ",", "٫": ".", "،": ",", "⁄": "/", "∕": "/",
}  # fmt: skip
# Latin, Greek, Cyrillic: a letter with an accent is the letter. Elsewhere a mark is a letter of its own.
_ACCENTED = ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000))


class _Folds(dict[int, str | int]):
    """What `str.translate` wants, made as letters come: all at once would be a quarter of a second."""

    def __missing__(self, code: int) -> str | int:
        self[code] = folded = _fold_one(chr(code)) or code
        return folded


_FOLDS = _Folds((ord(mark), same) for mark, same in _SAME.items())


def fold(text: str) -> str:
    """Return `text` folded, of the same length (after NFC, which `compose` applies)."""
    return text.translate(_FOLDS)


def compose(text: str) -> str:
    """Return `text` with letters and their accents in one character (NFC): what `fold` wants."""
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

"""How texts are tidied, measured and compared. Knows no page."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WIDE = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_STRAYS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufff9-\ufffc"
)
_STRAY = re.compile(f"[{_STRAYS}]")
_ODD = re.compile(f"[{_STRAYS}\x80-\x9f]")
_FOLD = re.compile(r"[\W_]+")
_C1 = re.compile("[\x80-\x9f]")


def tidy(text: str) -> str:
    """One line of text without soft hyphens, control characters and stray zero-width marks."""
    return " ".join(clean_marks(text).split())


def clean_marks(text: str) -> str:
    """Take out soft hyphens, control characters and zero-width marks; ZWNJ and ZWJ stay."""
    if _ODD.search(text) is None:
        return text
    return _C1.sub(_western, _STRAY.sub("", text))


def _western(match: re.Match[str]) -> str:
    """Numeric references to C1 controls mean Windows-1252, as browsers read them."""
    return match.group().encode("latin-1").decode("cp1252", "ignore")


def fold(text: str) -> str:
    """Letters and digits alone, in lower case: what two printings of one text share."""
    return _FOLD.sub(" ", text.casefold()).strip()


def size_of(text: str) -> int:
    """How much a text says, in characters of a script with letters."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def alike(a: str, b: str, least: float = 0.3) -> float:
    """How alike two folded headlines are, 0 to 1; less than `least` may be given as 0."""
    if a == b:
        return 1.0
    if not a or not b or min(len(a), len(b)) < 0.15 * max(len(a), len(b)):
        return 0.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > least and matcher.quick_ratio() > least else 0.0

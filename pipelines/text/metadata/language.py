"""The language that a text is in, where it is long and plain enough to tell. Knows no page."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LEAST, _MOST = 300, 1_000  # characters: fewer tell little, more cost time
_SURE = 0.99
# Tags that name one written language, or so close a kin that a reader of words cannot part them.
_KIN = (
    frozenset(("no", "nb", "nn", "da")),
    frozenset(("hr", "sr", "bs", "sh", "me", "cnr")),
    frozenset(("id", "ms")),
    frozenset(("fa", "prs", "tg")),
    frozenset(("he", "iw")),
    frozenset(("gl", "pt")),
    frozenset(("zh", "yue", "cmn", "zht", "zhs")),
    frozenset(("zu", "xh", "nr", "ss")),
    frozenset(("fil", "tl")),
    frozenset(("hi", "mr", "ne")),
)


def read(text: str) -> str | None:
    """Return the language's code; None where the text is short or in doubt."""
    if (code := _by_script(text[:_MOST])) is not None:
        return code
    if len(text) < _LEAST:
        return None
    code, share = _reader().classify(text[:_MOST])
    return str(code) if share >= _SURE else None


def _by_script(text: str) -> str | None:
    """The language of a script that one language alone is written in; None for all other scripts."""
    if text.isascii():
        return None
    letters = max(1, sum(map(str.isalpha, text)))
    if letters < _LETTERS:
        return None
    for code, script, least in _SCRIPTS:
        if len(script.findall(text)) >= least * letters:
            return code
    return None


_LETTERS = 40
"""A headline has fewer: it may quote another language."""
# In this order: Japanese has Chinese characters among its kana, and Korean may have some.
_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7af]"), 0.4),
    ("ja", re.compile("[\u3041-\u30ff]"), 0.1),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.6),
    ("th", re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]"), 0.5),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), 0.6),
    ("ka", re.compile("[\u10d0-\u10ff]"), 0.6),
    ("hy", re.compile("[\u0531-\u0587]"), 0.6),
    ("km", re.compile("[\u1780-\u17b3]"), 0.5),
    ("lo", re.compile("[\u0e81-\u0edf]"), 0.5),
    ("ta", re.compile("[\u0b80-\u0bff]"), 0.5),
    ("te", re.compile("[\u0c00-\u0c7f]"), 0.5),
    ("kn", re.compile("[\u0c80-\u0cff]"), 0.5),
    ("ml", re.compile("[\u0d00-\u0d7f]"), 0.5),
    ("gu", re.compile("[\u0a80-\u0aff]"), 0.5),
    ("si", re.compile("[\u0d80-\u0dff]"), 0.5),
)


def begins_in(text: str, tag: str) -> bool:
    """True where the text's beginning shows the language that a BCP 47 tag names, in a third of the time."""
    read_as = read(text[:_LEAST])
    return read_as is not None and alike(tag, read_as)


def alike(tag: str, code: str) -> bool:
    """True where a BCP 47 tag names the language `code`, in whatever region, or a kin of it."""
    base = tag.split("-", maxsplit=1)[0].lower()
    return base == code or any({base, code} <= kin for kin in _KIN)


@cache
def _reader() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

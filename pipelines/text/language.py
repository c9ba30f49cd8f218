"""The language that a text is in, where it is long and plain enough to tell. Knows no page."""

from __future__ import annotations

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
    if len(text) < _LEAST:
        return None
    code, share = _reader().classify(text[:_MOST])
    return str(code) if share >= _SURE else None


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

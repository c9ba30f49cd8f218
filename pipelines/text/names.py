"""Names out of a printed credit: what stands before, between and behind them is data. Knows no page."""

from __future__ import annotations

import re
from functools import cache

from pipelines.text.lexicon import load
from pipelines.text.words import fold, tidy

_MAIL = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_PARENS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EDGES = " -–—|:,.·•;\"'“”/*"


def names_in(raw: str, *, printed: bool = False) -> list[str]:
    """Cut one credit ("By Ann Lee and Bo Ek, Reporter") into names.

    Roles behind a name go only where it is `printed`: structured data names "Herald staff reporter"
    on purpose.
    """
    text = _PARENS.sub(" ", _MAIL.sub(" ", tidy(raw)))
    text = _prefix().sub("", text.strip(_EDGES))
    parts = (part.strip(_EDGES) for part in _joints().split(text))
    suffix = _suffix("role" if printed else "suffix")
    names = (suffix.sub("", _prefix().sub("", part)).strip(_EDGES) for part in parts)
    return [name for name in names if _is_name(name)]


def is_credit_line(text: str) -> bool:
    """True where a line begins as a byline does ("By", "Von", "Par")."""
    return _prefix().match(text.lstrip(_EDGES)) is not None


def _is_name(name: str) -> bool:
    return (
        1 < len(name) < 60
        and len(name.split()) <= 6
        and not any(c.isdigit() or c == ":" for c in name)
        and any(c.isalpha() for c in name)
        and fold(name) not in _not_names()
    )


@cache
def _lines(kind: str) -> tuple[str, ...]:
    words = {word for lines in load("bylines")[kind].values() for word in lines}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _not_names() -> frozenset[str]:
    return frozenset(map(fold, (*_lines("role"), *_lines("prefix"), *_lines("button"))))


@cache
def _prefix() -> re.Pattern[str]:
    """Words before a name; those of two words and more may be glued to it."""
    words = [
        re.escape(w) + (r"(?:\s*:\s*|\s+|(?=[A-Z]))" if " " in w else r"(?:\s*:\s*|\s+)")
        for w in _lines("prefix")
    ]
    return re.compile(rf"^(?:(?i:{'|'.join(words)}))+")


@cache
def _suffix(kind: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, (*_lines("suffix"), *(_lines("role") if kind == "role" else ()))))
    return re.compile(rf"(?:\s+(?:{words}))+$", re.I)


@cache
def _joints() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _lines("and")))
    return re.compile(rf"\s*[,;|/•·]\s*|\s+(?:{words}|&|\+)\s+|\s+[-–—]\s+|\n", re.I)

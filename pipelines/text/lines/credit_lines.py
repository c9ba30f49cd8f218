"""Finds the credit in a line that names an author: "By Ann Lee", "2026/9/8 作者：问舟"."""

from __future__ import annotations

import re
from functools import cache

from pipelines.text.names.credit_words import EDGES, may_begin_with_prefix, prefix, prefix_of, words_of


def is_credit_line(text: str) -> bool:
    """Return True if a line begins as a byline does ("By", "Von", "Par")."""
    return prefix_of(text.lstrip(EDGES)) is not None


def after_by(text: str) -> str | None:
    """Return what follows "by" at the start of a line or behind a date: "3 March 2026 by Ann Lee"."""
    line = text.lstrip(EDGES)
    if match := prefix_of(line):
        return line[match.end() :]
    match = _by().search(line)
    return line[match.end() :] if match and any(c.isdigit() for c in line[: match.start()]) else None


def after_label(text: str) -> str | None:
    """Return what follows "Author:" in a short line of several labels: "2026/9/8 来源：海岸 作者：问舟"."""
    match = _label().search(text) if len(text) < _DATED_LINE and _COLON.search(text) else None
    return text[match.end() :] if match else None


@cache
def _label() -> re.Pattern[str]:
    words = [word for word in words_of("prefix") if word not in words_of("second") and " " not in word]
    words += words_of("colon")
    return re.compile(rf"(?:^|[\s|·]){'(?:' + '|'.join(map(re.escape, words)) + ')'}\s*[:：՝]\s*(?=\S)", re.I)


_COLONS = frozenset(":：՝")
_COLON = re.compile("[:：՝]")


_DATED_LINE = 100  # characters


def is_label(text: str) -> bool:
    """Return True if a line is nothing but words such as "Written by", or "Story:" with its colon."""
    line = text.strip(EDGES)
    label = f"{line}: "
    if len(line) < 2 or not may_begin_with_prefix(label):
        return False
    needs_colon = line.casefold() in words_of("colon") and line.casefold() not in words_of("prefix")
    return (
        not (needs_colon and text.rstrip()[-1:] not in _COLONS)
        and line.casefold() not in words_of("second")
        and prefix().fullmatch(label) is not None
    )


def is_secondary_credit(text: str) -> bool:
    """Return True if a line begins with words for people other than the author: "Edited by"."""
    return text.lstrip(EDGES).casefold().startswith(tuple(w for w in words_of("second") if " " in w))


def after_long_by(text: str) -> str | None:
    """Return what follows words such as "Written by" at the start of a line; "By" alone does not count."""
    line = text.lstrip(EDGES)
    starts, pattern = _long_by()
    match = pattern.match(line) if line[:2].casefold() in starts else None
    return line[match.end() :] if match else None


@cache
def _long_by() -> tuple[frozenset[str], re.Pattern[str]]:
    long = (word for word in words_of("prefix") if " " in word or "/" in word)
    words = [word for word in long if word not in words_of("second")]
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, words))})\s*:?\s+", re.I)
    return frozenset(word[:2] for word in words), pattern


@cache
def _by() -> re.Pattern[str]:
    words = "|".join(map(re.escape, words_of("by")))
    return re.compile(rf"(?:^|\s)(?:{words})\s+(?=\S)", re.I)

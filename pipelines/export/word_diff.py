"""Finds the differences between two texts, by words; in scripts without spaces, by letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal
from unicodedata import category

from pipelines.db.script_runs import UNSPACED

Mark = Literal["same", "gone", "new"]
Piece = tuple[Mark, str]

_WORD = re.compile(rf"\s+|[{UNSPACED}]|\w+|[^\w\s]")
_SPACED = re.compile(rf"\s+|[{UNSPACED}]\s*|\w+\s*|[^\w\s]\s*")
_LONG = 3_000
"""If both texts are at least this long, a word includes the space behind it. All spaces are equal, so without
this rule two paragraphs of 3,000 words took half a minute."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_JOINERS = "\u200c\u200d"
_SHOWN = 60
"""Letters of unchanged text that are shown on either side of a change."""
_BROKEN_END, _BROKEN_START = re.compile(r"\s+\S{0,30}\Z"), re.compile(r"\A\S{0,30}\s+")
"""A word that was cut in two; not found in text without spaces."""


def word_diff(before: str, after: str) -> list[Piece]:
    """Return pieces: without the new ones they make up `before`, and without the gone ones `after`."""
    is_long = len(before) + len(after) > _LONG
    old, new = (list(_words(text, _SPACED if is_long else _WORD)) for text in (before, after))
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[i:j])))
        else:
            pieces += change("".join(old[i:j]), "".join(new[k:m]))
    return list(_joined(pieces))


def paragraph_diff(before: str, after: str) -> Iterator[list[Piece]]:
    """Yield the paragraphs that changed, each as pieces; long unchanged parts are shortened."""
    old, new = before.split("\n\n"), after.split("\n\n")
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            # Paragraphs are compared in pairs, old and new; the rest comes after them.
            both = min(j - i, m - k)
            for place in range(both):
                yield _cut(word_diff(old[i + place], new[k + place]))
            yield from (list(change(each, "")) for each in old[i + both : j])
            yield from (list(change("", each)) for each in new[k + both : m])


def _words(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield words, each with its vowel signs, accents and joiners, which `\\w` does not match."""
    word = ""
    for token in pattern.findall(text):
        if word and not _continues(word[-1], token[0]):
            yield word
            word = ""
        word += token
    if word:
        yield word


def _continues(last: str, first: str) -> bool:
    """Return whether a word that ends with `last` goes on with `first`."""
    if last.isspace() or first.isspace():
        return False
    if _is_sign(first) or last in _JOINERS:
        return True
    return _is_sign(last) and first.isalnum() and not _UNSPACED.match(last) and not _UNSPACED.match(first)


def _is_sign(letter: str) -> bool:
    return letter in _JOINERS or category(letter).startswith("M")


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces; a space alone between two changes belongs to both:
    `old words` → `new ones` is one change."""
    gone, new = "", ""
    for place, (mark, text) in enumerate(pieces):
        if mark == "same" and (text.strip() or not 0 < place < len(pieces) - 1):
            yield from change(gone, new)
            gone, new = "", ""
            yield mark, text
        else:
            gone += text if mark != "new" else ""
            new += text if mark != "gone" else ""
    yield from change(gone, new)


def change(gone: str, new: str) -> Iterator[Piece]:
    """Yield the old and the new text as pieces; either may be empty."""
    if gone:
        yield "gone", gone
    if new:
        yield "new", new


def _cut(pieces: list[Piece]) -> list[Piece]:
    """Shorten long unchanged parts to what is next to a change."""
    cut: list[Piece] = []
    for place, (mark, text) in enumerate(pieces):
        shown = text
        if mark == "same" and len(text) > 2 * _SHOWN:
            head = _BROKEN_END.sub("", text[: _SHOWN + 1]) if place else ""
            tail = _BROKEN_START.sub("", text[-_SHOWN - 1 :]) if place < len(pieces) - 1 else ""
            shown = f"{head}… {tail}" if place == 0 else f"{head} …{' ' * bool(tail)}{tail}"
        cut.append((mark, shown))
    return cut

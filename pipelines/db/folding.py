"""Folds texts for a search, in every script. The letters that count as equal are in folds.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.db.script_runs import MARKS

_MARKS = MARKS + (
    r"\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u0816-\u082d\u0859-\u085b\u0898-\u08ff\u1712-\u1734"
    r"\u135d-\u135f\u180b-\u180f\u1885\u1886\u18a9\u1920-\u193b\u1a17-\u1a7f\u1ab0-\u1aff\u1b00-\u1b44"
    r"\u1b80-\u1bad\u1be6-\u1bf3\u1c24-\u1c37\u1dc0-\u1dff\ua802-\ua827\ua880-\ua8ff\ua926-\ua9e5"
    r"\uaa29-\uaaf6\uabe3-\uabed\ufe00-\ufe2f"
)
"""All marks that are parts of words. Signatures are made without those of scripts that few sites use."""
# A word as SQLite's tokeniser sees it.
WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
_ACCENTED = (*range(0xC0, 0x250), *range(0x370, 0x400), *range(0x900, 0xE00), *range(0x1E00, 0x2000))
"""Latin, Greek and Indic, in which an accent makes no other letter. In Cyrillic and Arabic it may."""
_PART = re.compile(rf"(?:[^\W_]|[{_MARKS}])+|(?:[\W_](?<![{_MARKS}]))+")
_CLUSTER = re.compile(r"[^\W_][\u0300-\u036f\u0653-\u0655\u3099\u309a\uff9e\uff9f]+|.", re.DOTALL)


def fold(text: str) -> str:
    """Return a text without case, widths and accents, with the letters of folds.toml replaced."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.casefold()).translate(_table())


def folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the folded text, and for each of its letters its start and end in the original text."""
    letters: list[str] = []
    positions: list[tuple[int, int]] = []
    for match in _PART.finditer(text):
        part, (start, end) = fold(match[0]), match.span()
        # Usually one letter folds to one letter; otherwise each letter with its accents is folded by itself.
        if len(part) == end - start:
            letters.append(part)
            positions += ((at, at + 1) for at in range(start, end))
            continue
        for cluster in _CLUSTER.finditer(text, start, end):
            letters.append(fold(cluster[0]))
            positions += [cluster.span()] * len(letters[-1])
    return "".join(letters), positions


def special_words(text: str) -> set[str]:
    """Return the words, in lower case, that SQLite's tokeniser does not fold as `fold` does."""
    if text.isascii() or not _special().search(text):
        return set()
    return {word.lower() for word in set(WORD.findall(text)) if _special().search(word)}


def alphabet(letter: str) -> str:
    """Return the folded letters of this letter's script; '' if folds.toml has no list for it."""
    return next((letters for letters in _alphabets() if letter in letters), "")


@cache
def _alphabets() -> tuple[str, ...]:
    return tuple("".join(dict.fromkeys(map(fold, letters))) for letters in _data()["alphabets"]["letters"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "folds.toml").read_text(encoding="utf-8"))


@cache
def _table() -> dict[int, str]:
    letters: dict[str, str] = _data()["letters"]
    marks = re.compile(f"[{''.join(_data()['marks']['dropped'])}]+")
    table = {code: "" for code in range(0x300, 0x1000) if marks.match(chr(code))}
    for code in _ACCENTED:
        parted = unicodedata.normalize("NFD", chr(code))
        if len(parted) > 1 and marks.fullmatch(parted, 1):
            table[code] = letters.get(parted[0], parted[0])
    table |= {ord(nought) + n: str(n) for nought in _data()["digits"]["noughts"] for n in range(10)}
    return table | {ord(letter): replacement for letter, replacement in letters.items()}


@cache
def _special() -> re.Pattern[str]:
    """Return a pattern for letters that SQLite's tokeniser does not fold as `fold` does; not é."""
    marks_and_forms = "".join((*_data()["marks"]["dropped"], *_data()["forms"]["other"]))
    folded_letters = {
        chr(code) for code in _table() if not unicodedata.normalize("NFD", chr(code))[0].isascii()
    }
    # ß has no capital of one letter; the capital of ı is a plain I, which SQLite knows.
    letters = folded_letters | {
        letter.upper()
        for letter in folded_letters
        if len(letter.upper()) == 1 and not letter.upper().isascii()
    }
    return re.compile(f"[{marks_and_forms}ßẞ{re.escape(''.join(sorted(letters)))}]")

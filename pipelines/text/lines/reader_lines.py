"""Which lines turn to the reader and speak of the page, by the words of data/reader.toml. Knows no place."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipelines.markup.lexicon import load

_INDIA, _OTHERS = r"\u0900-\u0dff", r"\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\uffef"
_WORD = re.compile(rf"[^\W{_INDIA}{_OTHERS}]+|(?:(?![\u0964\u0965])[{_INDIA}])+|[{_OTHERS}]+|@")
"""Words with spaces, words of India, whose vowel signs are no letters to `re`, and runs without spaces."""
_WIDE = re.compile(f"[{_OTHERS}]")
_POINTS = re.compile("[\u0591-\u05c7\u064b-\u0652\u00ad]")  # vowel points, and hyphens that do not show
_DENSE = frozenset(("ja", "ko", "zh", "th", "km", "lo", "my"))
_STEM = 3  # letters by which the beginnings of words are looked up
TOPICS = frozenset(("medium", "fault", "machine", "answer", "house", "like", "pay", "tip"))
"""Kinds that a story may well be about."""
_NAMED = TOPICS | {"piece", "channel"}
_TURNED = frozenset(("we", "you"))
_PAIRS = frozenset(
    map(
        frozenset,
        (
            ("we", "medium"), ("we", "answer"), ("we", "pay"), ("we", "tip"), ("you", "house"),
            ("you", "answer"), ("you", "like"), ("house", "fault"), ("house", "machine"), ("house", "tip"),
            ("piece", "fault"), ("piece", "machine"),
            ("summary", "machine"), ("piece", "answer"), ("piece", "like"),
            ("rules", "answer"), ("pay", "press"), ("tip", "medium"),
        ),
    )
)  # fmt: skip
"""Two kinds that say enough; any others need a third."""


def speaks_of_page(kinds: frozenset[str]) -> bool:
    """Whether the kinds of words in a line come together only where it speaks of the page."""
    if "me" in kinds:
        return False
    if any(pair <= kinds for pair in _PAIRS):
        return True
    return len(kinds) > 2 and bool(kinds & _NAMED) and bool(kinds & _TURNED)


def kinds_in(text: str) -> list[frozenset[str]]:
    """The kinds of words that a line has, for each language that most of them are of."""
    words, table = _words(text), _table()
    found: dict[str, set[str]] = {}
    for at, word in enumerate(words):
        for stem, rest, language, kind in (*table.first.get(word, ()), *table.stems.get(word[:_STEM], ())):
            if word.startswith(stem) and (not rest or _go_on(rest, words, at + 1)):
                found.setdefault(language, set()).add(kind)
    for phrase, language, kind in table.dense if _WIDE.search(text) else ():
        if phrase in text:
            found.setdefault(language, set()).add(kind)
    everywhere = found.pop("any", set())
    most = max(map(len, found.values()), default=0)  # chance words of other languages are fewer
    likely = [frozenset(kinds | everywhere) for kinds in found.values() if len(kinds) == most]
    return likely or [frozenset(everywhere)]


def may_have(kind: str, text: str) -> bool:
    """Whether a text may have a word of one kind; much faster than `kinds_in`."""
    words, stems, dense = _openings(kind)
    found = set(_words(text))
    if not words.isdisjoint(found) or any(word[:_STEM] in stems for word in found):
        return True
    return _WIDE.search(text) is not None and any(phrase in text for phrase in dense)


@cache
def _openings(kind: str) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The first words of a kind's phrases, those that are beginnings, and phrases that may stand anywhere."""
    table = _table()
    first, stems = (
        frozenset(key for key, phrases in held.items() if any(phrase[-1] == kind for phrase in phrases))
        for held in (table.first, table.stems)
    )
    return first, stems, tuple(phrase for phrase, _, of in table.dense if of == kind)


def _words(text: str) -> list[str]:
    return _WORD.findall(_POINTS.sub("", text.casefold()))


def _go_on(rest: tuple[str, ...], words: list[str], at: int) -> bool:
    """Whether words go on from a place as a phrase does, whose words may be beginnings."""
    if len(words) < at + len(rest):
        return False
    for word, wanted in zip(words[at:], rest, strict=False):
        if word != wanted and not (wanted[-1] == "*" and word.startswith(wanted[:-1])):
            return False
    return True


Phrase = tuple[str, tuple[str, ...], str, str]
"""How the first word begins, the other words, language and kind."""


class _Table(NamedTuple):
    first: dict[str, list[Phrase]]
    """Phrases by their first word."""
    stems: dict[str, list[Phrase]]
    """Phrases whose first word is a beginning, by its first letters."""
    dense: list[tuple[str, str, str]]
    """Phrases that may stand anywhere."""


@cache
def _table() -> _Table:
    table = _Table({}, {}, [])
    for kind, languages in load("reader").items():
        for language, phrases in languages.items():
            for phrase in phrases:
                if language in _DENSE and not phrase.isascii():
                    table.dense.append((phrase, language, kind))
                else:
                    _enter(table, phrase, language, kind)
    return table


def _enter(table: _Table, phrase: str, language: str, kind: str) -> None:
    first, *rest = ("".join(_words(word)) + "*" * word.endswith("*") for word in phrase.split())
    held, key = (table.stems, first[:-1][:_STEM]) if first.endswith("*") else (table.first, first)
    held.setdefault(key, []).append((first.removesuffix("*"), tuple(rest), language, kind))

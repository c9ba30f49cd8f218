"""Finds lines that speak to the reader about the page ("Join our channel"), by words of data/reader.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.markup.lexicon import load
from pipelines.markup.words import ascii_words

_INDIA, _OTHERS = r"\u0900-\u0dff", r"\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\uffef"
_WORD = re.compile(rf"[^\W{_INDIA}{_OTHERS}]+|(?:(?![\u0964\u0965])[{_INDIA}])+|[{_OTHERS}]+|@")
"""Words between spaces; Indian words, whose vowel signs are not letters for `re`; runs of other scripts."""
_WIDE = re.compile(f"[{_OTHERS}]")
_POINTS = re.compile("[\u0591-\u05c7\u064b-\u0652\u00ad]")  # vowel points and soft hyphens
_DENSE = frozenset(("ja", "ko", "zh", "th", "km", "lo", "my"))  # languages without spaces between words
_STEM = 3  # letters by which the beginnings of words are looked up
TOPICS = frozenset(("medium", "fault", "machine", "answer", "house", "like", "pay", "tip"))
"""Kinds of words that also occur in ordinary stories."""
_THINGS = TOPICS | {"piece", "channel"}
_PERSONS = frozenset(("we", "you"))
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
"""Two kinds of words that are enough together; other kinds need a third."""


def speaks_of_page(kinds: frozenset[str]) -> bool:
    """Return True if the kinds of words in a line occur together only in lines about the page."""
    if "me" in kinds:
        return False
    if any(pair <= kinds for pair in _PAIRS):
        return True
    return len(kinds) > 2 and bool(kinds & _THINGS) and bool(kinds & _PERSONS)


def kinds_in(text: str) -> list[frozenset[str]]:
    """Return the kinds of words in a line; one set for each language that has most of them."""
    by_language = kinds_by_language(text)
    return [by_language[language] for language in likely_languages(text)] or [by_language["any"]]


def kinds_by_language(text: str) -> Mapping[str, frozenset[str]]:
    """Return the kinds of words in a line by language; words of any language count for each."""
    kinds = _own_kinds(text)
    in_any = kinds.get("any", frozenset())
    return {language: own | in_any for language, own in kinds.items()} | {"any": in_any}


def likely_languages(text: str) -> list[str]:
    """Return the languages that have most kinds of words of a line; others have fewer matches, by chance."""
    kinds = {language: own for language, own in _own_kinds(text).items() if language != "any"}
    most = max(map(len, kinds.values()), default=0)
    return [language for language, own in kinds.items() if len(own) == most]


@lru_cache(maxsize=1024)  # several steps search the same lines of a page
def _own_kinds(text: str) -> Mapping[str, frozenset[str]]:
    words, table = words_in(text), _table()
    by_language: dict[str, set[str]] = {}
    for at, word in enumerate(words):
        for stem, rest, language, kind in (*table.first.get(word, ()), *table.stems.get(word[:_STEM], ())):
            if word.startswith(stem) and (not rest or _continues(rest, words, at + 1)):
                by_language.setdefault(language, set()).add(kind)
    for phrase, language, kind in table.dense if _WIDE.search(text) else ():
        if phrase in text:
            by_language.setdefault(language, set()).add(kind)
    return {language: frozenset(kinds) for language, kinds in by_language.items()}


class Match(NamedTuple):
    """A phrase in a line: its place, counted in words, or in letters of a script without spaces."""

    start: int
    end: int
    kind: str


def matches(words: Sequence[str], language: str) -> list[Match]:
    """Return the phrases of a language, or of any, by words; without those of scripts without spaces."""
    table, found = _table(), []
    for at, word in enumerate(words):
        for stem, rest, of, kind in (*table.first.get(word, ()), *table.stems.get(word[:_STEM], ())):
            is_of = of in (language, "any") and word.startswith(stem)
            if is_of and (not rest or _continues(rest, words, at + 1)):
                found.append(Match(at, at + 1 + len(rest), kind))
    return found


def dense_matches(text: str, language: str) -> list[Match]:
    """Return the phrases of a language without spaces between words, by letters."""
    phrases = ((phrase, kind) for phrase, of, kind in _table().dense if of == language and phrase in text)
    return [Match(text.index(phrase), text.index(phrase) + len(phrase), kind) for phrase, kind in phrases]


def may_have(kind: str, text: str) -> bool:
    """Return False if a text has no word of one kind; True means maybe. Much faster than `kinds_in`."""
    words, stems, dense = _openings(kind)
    text_words = set(words_in(text))
    if not words.isdisjoint(text_words) or any(word[:_STEM] in stems for word in text_words):
        return True
    return _WIDE.search(text) is not None and any(phrase in text for phrase in dense)


@cache
def _openings(kind: str) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Return the first words, the first letters of stems and the dense phrases of one kind."""
    table = _table()
    first, stems = (
        frozenset(
            key for key, phrases in phrases_by_key.items() if any(phrase[-1] == kind for phrase in phrases)
        )
        for phrases_by_key in (table.first, table.stems)
    )
    return first, stems, tuple(phrase for phrase, _, of in table.dense if of == kind)


@lru_cache(maxsize=256)  # several steps search the same lines of a page
def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case; a run of a script without spaces is one word."""
    return tuple(ascii_words(text) if text.isascii() else _WORD.findall(_POINTS.sub("", text.casefold())))


def _continues(rest: tuple[str, ...], words: Sequence[str], at: int) -> bool:
    """Return True if the words from `at` on are the rest of a phrase; "subscri*" matches any such word."""
    if len(words) < at + len(rest):
        return False
    for word, wanted in zip(words[at:], rest, strict=False):
        if word != wanted and not (wanted[-1] == "*" and word.startswith(wanted[:-1])):
            return False
    return True


Phrase = tuple[str, tuple[str, ...], str, str]
"""The first word or its beginning, the other words, language and kind."""


class _Table(NamedTuple):
    first: dict[str, list[Phrase]]
    """Phrases by their first word."""
    stems: dict[str, list[Phrase]]
    """Phrases that begin with the first letters of a word, by these letters."""
    dense: list[tuple[str, str, str]]
    """Phrases of languages without spaces: they may begin anywhere in a text."""


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
    first, *rest = ("".join(words_in(word)) + "*" * word.endswith("*") for word in phrase.split())
    index, key = (table.stems, first[:-1][:_STEM]) if first.endswith("*") else (table.first, first)
    index.setdefault(key, []).append((first.removesuffix("*"), tuple(rest), language, kind))

"""The words around the names of a credit, from data/bylines.toml."""

from __future__ import annotations

import re
from functools import cache

from pipelines.markup.lexicon import load
from pipelines.markup.words import fold

HANDLE = re.compile(r"\s*\(@\w+\)")
EDGES = " -–—|:：,.·•●∙;\"'“”/*"


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """Return the words of one kind in all languages, longest first."""
    words = {word for lines in load("bylines")[kind].values() for word in lines}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def not_names() -> frozenset[str]:
    """Return words that may be in the place of a name but are not one, folded: "Editor", "Share"."""
    return frozenset(
        fold(word) for kind in ("role", "prefix", "button", "rubric", "reading") for word in words_of(kind)
    )


def is_and(word: str) -> bool:
    """Return True for a word or sign that joins the last name of a credit to those before it: "and", "&"."""
    return word.casefold() in _ands()


@cache
def _ands() -> frozenset[str]:
    return frozenset(("&", "+", *words_of("and"))) - frozenset(words_of("joined_by_with"))


@cache
def other_labels() -> frozenset[str]:
    """Return the labels of everybody but the writer, folded: "Photo", "Translation"."""
    pictures = [word for words in load("labels")["credit"].values() for word in words]
    return frozenset(map(fold, (*words_of("helper"), *pictures))) - {""}


def prefix_of(text: str) -> re.Match[str] | None:
    """Return the words before a name with which a text begins: "By ", "Text: "."""
    return prefix().match(text) if may_begin_with_prefix(text) else None


def may_begin_with_prefix(text: str) -> bool:
    """Return False if a text does not begin with one of these words: far faster than the pattern."""
    words, start = _by_start(), caseless(text[:_LONGEST])
    return start.startswith(words.get(start[:2]) or words.get(start[:1], ()))


def caseless(text: str) -> str:
    """Return a text in a form that is equal for all texts that are equal for a pattern with `re.I`."""
    return text.translate(_DOTS).casefold()


_DOTS = str.maketrans("İı", "ii")
_LONGEST = 40  # characters; no such word is longer


@cache
def _by_start() -> dict[str, tuple[str, ...]]:
    """Return first two letters, or the only one → words."""
    words = {caseless(word) for word in ("by", *words_of("prefix"), *words_of("colon"))}
    starts = {word[:2] for word in words}
    return {start: tuple(word for word in words if start.startswith(word[:2])) for start in starts}


@cache
def prefix() -> re.Pattern[str]:
    """Return the pattern of words before a name: "By ", "Text: ".

    No space is needed behind "by by" and words such as "written by": "Written byAnn Lee".
    """
    separator = r"(?:\s*[:：՝／]\s*|\s+)"
    separator_or_capital = rf"(?:{separator}|(?=[A-Z]))"
    words = [
        re.escape(w)
        + (separator_or_capital if " " in w else f"(?:{separator})?" if w.endswith("・") else separator)
        for w in words_of("prefix")
    ]
    words += [rf"{re.escape(word)}\s*[:：՝]\s*" for word in words_of("colon")]
    return re.compile(rf"^(?:(?i:{'|'.join(words)})|By(?=[A-Z]|by\s))+")

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
    """The words of one kind in all languages, the longest first."""
    words = {word for lines in load("bylines")[kind].values() for word in lines}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def not_names() -> frozenset[str]:
    """What may stand where a name does and is none, folded."""
    return frozenset(
        map(fold, (*words_of("role"), *words_of("prefix"), *words_of("button"), *words_of("rubric")))
    )


@cache
def prefix() -> re.Pattern[str]:
    """Words before a name; those of two words and more, and a doubled "by", may be glued to it."""
    marked = r"(?:\s*[:：՝／]\s*|\s+)"
    glued = rf"(?:{marked}|(?=[A-Z]))"
    words = [
        re.escape(w) + (glued if " " in w else f"(?:{marked})?" if w.endswith("・") else marked)
        for w in words_of("prefix")
    ]
    words += [rf"{re.escape(word)}\s*[:：՝]\s*" for word in words_of("colon")]
    return re.compile(rf"^(?:(?i:{'|'.join(words)})|By(?=[A-Z]|by\s))+")

"""Tells how much of a line is about the page, and where in it the words of a kind are."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.markup.words import size_of
from pipelines.text.lines.reader_lines import (
    Match,
    dense_matches,
    kinds_by_language,
    likely_languages,
    matches,
    words_in,
)

_COUNTED = 3  # letters of a word that counts: "to" and "of" are in every line
_ENDING = 4  # letters that may follow the last word in a script without spaces: "お願いします。"
_EARLY = 0.4  # of a line
_LEAST_CLAUSE = 10  # characters
_CLAUSE = re.compile("[,;:.?!–—，、；：。？！،؛؟।]+\\s*")
VERB_LAST = frozenset(
    (
        "tr",
        "az",
        "kk",
        "uz",
        "hi",
        "mr",
        "ne",
        "bn",
        "pa",
        "gu",
        "ta",
        "te",
        "kn",
        "ml",
        "si",
        "ur",
        "fa",
        "ja",
        "ko",
    )
)
"""Languages that ask with the last word: "Kanalımıza katılın"."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The words about the page in a line, as one language reads it."""

    language: str
    size: int
    """The number of its words, or of its letters where words have no spaces between them."""
    found: tuple[Match, ...]
    kinds: frozenset[str]

    def is_early(self, kind: str, before: str | None = None) -> bool:
        """Return True if a word of a kind is near the beginning, and before all words of another."""
        first = min((m.start for m in self.found if m.kind == kind), default=self.size)
        limit = min((m.start for m in self.found if m.kind == before), default=self.size)
        return first <= min(limit, self.size * _EARLY)

    def asks(self, kinds: Collection[str]) -> bool:
        """Return True if the line begins with a word of such a kind, or ends so in some languages."""
        found = [match for match in self.found if match.kind in kinds]
        end = self.size - (_ENDING if self.language in ("ja", "ko") else 0)
        is_last = self.language in VERB_LAST and any(match.end >= end for match in found)
        return is_last or any(match.start == 0 for match in found)


def outlines(text: str) -> list[Outline]:
    """Return how each of the likely languages reads a line."""
    words, bare = words_in(text), "".join(words_in(text))
    by_language = kinds_by_language(text)
    result = []
    for language in likely_languages(text):
        found, size = matches(words, language), len(words)
        if dense := dense_matches(bare, language):
            found, size = dense, len(bare)
        result.append(Outline(language, size, tuple(found), by_language[language]))
    return result


def clauses(text: str) -> list[str]:
    """Return the parts of a line between commas and other marks; a single word is no clause."""
    return [clause for clause in _CLAUSE.split(text) if size_of(clause) >= _LEAST_CLAUSE]


def leaves_page(text: str, known: Sequence[str] = ()) -> bool:
    """Return True if a clause has no word about the page: "Follow us on Facebook, the band wrote"."""
    parts = clauses(text)
    return len(parts) > 1 and any(other_share(part, known) == 1.0 for part in parts)


def other_share(text: str, known: Sequence[str] = ()) -> float:
    """Return the share of a line's letters in words of no kind, 0 to 1. `known` phrases have none.

    Of the languages, the one that explains most of the line is taken. Short words such as "to" do not count.
    """
    rest = text.casefold().replace("’", "'")
    for phrase in sorted(known, key=len, reverse=True):
        rest = rest.replace(phrase, " ")
    words = words_in(rest)
    others = [_others(words, language) for language in kinds_by_language(rest)]
    return min(others) / max(1, _letters(words_in(text)))


def _letters(words: Sequence[str]) -> int:
    return sum(len(word) for word in words if len(word) >= _COUNTED and not word.isdigit())


def _others(words: Sequence[str], language: str) -> int:
    """Return how many letters are in words that are in no phrase of the language."""
    known = {at for match in matches(words, language) for at in range(match.start, match.end)}
    others = [word for at, word in enumerate(words) if at not in known]
    return _letters(_without(others, language))


def _without(words: Sequence[str], language: str) -> list[str]:
    """Return words without the phrases in them, in a script without spaces."""
    text = "\n".join(words)
    found = sorted(dense_matches(text, language), key=lambda match: match.start - match.end)
    for phrase in [text[match.start : match.end] for match in found]:
        text = text.replace(phrase, "\n")
    return text.split("\n")

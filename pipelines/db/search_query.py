"""Parses a search, and divides texts into the units of a search index: words, or pairs of letters.

A search is parsed once; `search_fts5` and `search_tsvector` turn it into what SQLite or PostgreSQL
understands. In scripts without spaces between words, overlapping pairs of letters can find any word. Measured
on 8,000 Chinese articles: pairs take 1.5 times the text's size and .4 ms a search, single letters .9 and
2 ms; triples take 2.5 times, and cannot find words of two letters, which are the most frequent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipelines.db.folding import WORD, fold
from pipelines.db.script_runs import UNSPACED

INDEXED = ("title", "summary", "text")

_RUN = re.compile(f"[{UNSPACED}]+")
_PART = re.compile(f"([^{UNSPACED}]+)|([{UNSPACED}]+)")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


Look = Callable[[str, Mapping[str, Any]], Sequence[tuple[Any, ...]]]
"""Runs one SELECT with its parameters and returns the rows."""


class QueryError(ValueError):
    """A search that cannot be answered; the message ends with what to write instead."""


@dataclass(frozen=True, slots=True)
class Term:
    """One or more folded words that must follow each other."""

    words: tuple[str, ...]
    """Words, or pairs of letters in a script without spaces."""
    is_spaced: bool
    """True if the script has spaces between words."""
    is_beginning: bool
    """True if the last word may be the beginning of a longer one."""
    marked: str
    """The text to highlight."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """The terms that an article must have, and those that it must not have."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search: an article is found if it fits one of the alternatives."""

    alternatives: tuple[Alternative, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms to highlight, folded."""
        return tuple(dict.fromkeys(term.marked for terms in self.alternatives for term in terms.wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits of a search; a field that is None limits nothing. Times are text, as in the columns."""

    since: str | None = None
    """Published at this time or later; for an article without a date, first seen then or later."""
    seen_since: str | None = None
    source: str | None = None


class SearchIndex(Protocol):
    """A module that answers searches for one kind of database: `search_fts5` or `search_tsvector`."""

    def best(
        self, search: Search, look: Look, bounds: Bounds, columns: Sequence[str], limit: int
    ) -> Sequence[tuple[Any, ...]]:
        """Return these columns of the articles that match, the best first."""

    def condition(self, search: Search, look: Look) -> tuple[str, dict[str, Any]]:
        """Return an SQL condition for the `id` of a matching article, and its parameters."""

    def commonest(self, words: Sequence[str], look: Look) -> str | None:
        """Return the word that most articles have; None if no article has any of them."""

    def beginning(self, start: str, look: Look) -> dict[str, int]:
        """Return stored word with this beginning → number of articles that have it."""


def parse(query: str) -> Search:
    """Parse a typed search: words that must all occur, "phrases", begin*, -without, and OR between them.

    `a b OR c` finds articles with both a and b, and articles with c. AND is allowed and changes nothing; NOT
    is a minus; a word must follow. Other operators of a search index are treated as text. Raises QueryError.
    """
    typed = _TERM.findall(query.replace("\0", " "))
    _check_operators(typed)
    alternatives = _alternatives(typed)
    parsed = tuple(_alternative(terms) for terms in alternatives)
    if any(side.unwanted and not side.wanted for side in parsed):
        raise QueryError("only words with a minus; add one that the articles must have")
    if len(parsed) > 1 and any(not term.is_spaced for side in parsed for term in side.unwanted):
        raise QueryError(_NOT_WITH_OR)
    return Search(parsed)


def has_pairs(text: str | None) -> bool:
    """Return True if a text has letters of a script without spaces."""
    return bool(_RUN.search(unicodedata.normalize("NFKC", text or "")))


def letters(text: str | None) -> str:
    """Return words, or pairs of letters in scripts without spaces: `2024年東京都` → `2024 年東 東京 京都`."""
    parts = _PART.findall(fold(text or ""))
    return " ".join(spaced.strip() or " ".join(_pairs(run)) for spaced, run in parts)


def words_of(text: str | None) -> Iterator[str]:
    """Yield a text's folded words in order; in scripts without spaces, pairs of letters."""
    for spaced, run in _PART.findall(fold(text or "")):
        yield from WORD.findall(spaced) if spaced else _pairs(run)


_NOT_WITH_OR = "-word does not go with OR in a script without spaces; search for each by itself"
_OPERATORS = ("AND", "OR", "NOT")


Typed = tuple[str, str, str]
"""Minus, phrase and word; two of them may be empty."""


def _operators(typed: Sequence[Typed]) -> list[str]:
    """Return the operator that each part of a search is, or '' for a word."""
    if all(word in _OPERATORS and not minus for minus, _, word in typed):
        return [""] * len(typed)  # `AND` alone is a word
    return [word if word in _OPERATORS and not minus else "" for minus, _, word in typed]


def _check_operators(typed: Sequence[Typed]) -> None:
    """Raise QueryError for operators and brackets that have no meaning or are not supported."""
    signs = _operators(typed)
    for before, sign, after in zip(["AND", *signs], signs, [*signs[1:], "AND"], strict=False):
        is_alone = after in ("AND", "OR") or (sign == after == "NOT")
        if sign and (is_alone or (sign != "NOT" and before)):
            sides = "after it" if sign == "NOT" else "on each side"
            raise QueryError(f'{sign} needs a word {sides}; write "{sign}" in quotes to search for it')
    words = "".join(word for _, _, word in typed)
    brackets = words.count("("), words.count(")")
    if "OR" in signs and any(brackets):
        raise QueryError("brackets do not go with OR; write 'a c OR b c' for '(a OR b) c'")
    if "NOT" in signs and any(brackets):
        raise QueryError("brackets do not go with NOT; write NOT before each word")
    if "AND" in signs and brackets[0] != brackets[1]:
        raise QueryError("a bracket has no other half; leave it out, since words are joined by AND anyway")


def _alternatives(typed: Sequence[Typed]) -> list[list[Typed]]:
    """Return the terms on each side of every OR."""
    alternatives: list[list[Typed]] = [[]]
    negated = False
    for (minus, phrase, word), operator in zip(typed, _operators(typed), strict=True):
        if operator == "OR":
            alternatives.append([])
        elif operator == "NOT":
            negated = True
        elif operator != "AND":
            alternatives[-1].append(("-" if negated else minus, phrase, word))
            negated = False
    return [terms for terms in alternatives if terms] or [[]]


def _alternative(terms: Sequence[tuple[str, str, str]]) -> Alternative:
    wanted, unwanted = list[Term](), list[Term]()
    for minus, phrase, word in terms:
        star = not phrase and word.endswith("*")
        (unwanted if minus else wanted).extend(_terms(fold(phrase or word), star))
    return Alternative(tuple(wanted), tuple(unwanted))


def _terms(term: str, star: bool) -> Iterator[Term]:
    """Yield the parts of a term with and without spaces between words: `2024年` has one of each kind."""
    for spaced, run in _PART.findall(term):
        if run:
            yield Term(tuple(_pairs(run)), False, len(run) == 1, run)
        elif words := WORD.findall(spaced):
            yield Term(tuple(words), True, star, spaced.strip(" *"))


def _pairs(run: str) -> Iterator[str]:
    return (run[place : place + 2] for place in range(max(len(run) - 1, 1)))

"""Turns a search into FTS5 queries: words for most scripts, pairs of letters for scripts without spaces.

SQLite's tokeniser takes a whole Chinese, Japanese or Thai clause for one word. So texts in such scripts are
also indexed by overlapping pairs of letters, which can find any word, and by their words in other scripts.
Measured on 8,000 Chinese articles: pairs take 1.5 times the text's size and .4 ms a search, single letters .9
and 2 ms; triples take 2.5 times, and cannot find words of two letters, and most words are.

It also distinguishes letters that readers do not, such as ё and е, ł and l. Words with such letters are noted
once for the whole file with their folded form, and a search asks for all forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from pipelines.db.connect import Database
from pipelines.db.folding import WORD, fold, special_words
from pipelines.db.script_runs import UNSPACED

INDEXED = ("title", "summary", "text")

_ADD = "INSERT INTO _letters (rowid, title, summary, text) VALUES (:id, :title, :summary, :text)"
_DELETE = """
    INSERT INTO _letters (_letters, rowid, title, summary, text)
    VALUES ('delete', :id, :title, :summary, :text)
"""

_NOTE_FORM = "INSERT INTO _forms (word, form) VALUES (:word, :form) ON CONFLICT DO NOTHING"
_FORMS = "SELECT form FROM _forms WHERE word = :word"
_FORMS_BEGIN = "SELECT form FROM _forms WHERE word >= :word AND word < :word || char(1114111) LIMIT 2000"
MOST_FORMS = 32
"""Forms of one phrase that are searched."""

_RUN = re.compile(f"[{UNSPACED}]+")
_PART = re.compile(f"([^{UNSPACED}]+)|([{UNSPACED}]+)")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


Look = Callable[[str, Mapping[str, Any]], Sequence[tuple[Any, ...]]]
"""Runs one SELECT with its parameters and returns the rows."""


class QueryError(ValueError):
    """A search that cannot be answered; the message ends with what to write instead."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search as FTS5 expressions; None where an index cannot answer it."""

    words: str | None
    """The expression for articles_fts."""
    letters: str | None
    """The expression for _letters, which has the whole text of every article with letters of such scripts."""
    without_letters: str | None
    """The expression for _letters that articles found by `words` must not match."""
    terms: tuple[str, ...]
    """The terms to highlight, folded."""


class _Terms:
    """The terms of a search in the form that each index needs."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.words: list[str] = []
        self.pairs: list[str] = []
        self.marked: list[str] = []

    def add(self, part: str, *, is_spaced: bool, star: bool) -> None:
        self.marked.append(part.strip(" *"))
        if is_spaced:
            words = WORD.findall(part)
            self.words.append(_any_form(words, star, self.look))
            self.pairs.append(_quoted(" ".join(words), star))
        else:
            self.pairs.append(_quoted(_pairs(part), len(part) == 1))

    @property
    def unspaced(self) -> list[str]:
        return [pair for pair in self.pairs if _RUN.search(pair)]


def query(asked: str, look: Look = lambda sql, values: ()) -> Query:
    """Parse what a person typed: words that must all occur, "phrases", begin*, -without, and OR between them.

    `a b OR c` finds articles with both a and b, and articles with c. AND is allowed and changes nothing; NOT
    is a minus. Anything else that FTS5 would read as an operator is text. Raises QueryError.
    """
    alternatives = _alternatives(asked)
    queries = [_query(terms, look) for terms in alternatives]
    if len(queries) == 1:
        return queries[0]
    if any(bracket in word for terms in alternatives for _, _, word in terms for bracket in "()"):
        raise QueryError("brackets do not go with OR; write 'a c OR b c' for '(a OR b) c'")
    if any(each.without_letters for each in queries):
        raise QueryError("-word does not go with OR in a script without spaces; search for each by itself")
    return Query(
        _either(each.words for each in queries),
        _either(each.letters for each in queries),
        None,
        tuple(dict.fromkeys(term for each in queries for term in each.terms)),
    )


_OPERATORS = ("AND", "OR", "NOT")


def _alternatives(asked: str) -> list[list[tuple[str, str, str]]]:
    """The terms on each side of every OR, each as minus, phrase and word."""
    found = _TERM.findall(asked.replace("\0", " "))
    has_words = any(word not in _OPERATORS or minus for minus, _, word in found)
    alternatives: list[list[tuple[str, str, str]]] = [[]]
    negated = False
    for minus, phrase, word in found:
        operator = word if has_words and not minus else ""  # `AND` alone is a word
        if operator == "OR":
            alternatives.append([])
        elif operator == "NOT":
            negated = True
        elif operator != "AND":
            alternatives[-1].append(("-" if negated else minus, phrase, word))
            negated = False
    return [terms for terms in alternatives if terms] or [[]]


def _either(expressions: Iterable[str | None]) -> str | None:
    """The alternatives that this index can answer; the other index has the rest."""
    return " OR ".join(f"({each})" for each in expressions if each) or None


def _query(terms: Sequence[tuple[str, str, str]], look: Look) -> Query:
    wanted, unwanted = _Terms(look), _Terms(look)
    for minus, phrase, word in terms:
        star = not phrase and word.endswith("*")
        for is_spaced, part in _parts(fold(phrase or word)):
            (unwanted if minus else wanted).add(part, is_spaced=is_spaced, star=star)
    if unwanted.pairs and not wanted.pairs:
        raise QueryError("only words with a minus; add one that the articles must have")
    return Query(
        None if wanted.unspaced else _expression(wanted.words, unwanted.words),
        _expression(wanted.pairs, unwanted.pairs),
        " OR ".join(unwanted.unspaced) or None,
        tuple(dict.fromkeys(wanted.marked)),
    )


def letters(text: str | None) -> str:
    """Return a text's words, and for words the pairs of letters where there are no spaces:
    `2024年東京都` → `2024 年東 東京 京都`."""
    parts = _PART.findall(fold(text or ""))
    return " ".join(spaced.strip() or _pairs(run) for spaced, run in parts)


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the index of letters, if it has such letters, and note the forms of its words."""
    _write(db, _ADD, number, row)
    words = set[str]().union(*(special_words(row[name] or "") for name in INDEXED))
    db.executemany(_NOTE_FORM, ({"word": fold(form), "form": form} for form in words))


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Remove an article from the index; `row` has the title, summary and text that were added."""
    _write(db, _DELETE, number, row)


def _write(db: Database, sql: str, number: int, row: Mapping[str, Any]) -> None:
    if any(_RUN.search(unicodedata.normalize("NFKC", row[name] or "")) for name in INDEXED):
        db.execute(sql, {"id": number, **{name: letters(row[name]) for name in INDEXED}})


def _parts(term: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a term, each with whether its script has spaces: `2024年` has one of each."""
    for spaced, run in _PART.findall(term):
        if run or WORD.search(spaced):
            yield bool(spaced), spaced or run


def _any_form(words: Sequence[str], star: bool, look: Look) -> str:
    """Return a phrase as an FTS5 expression, with all stored forms of its words."""
    *first, last = words
    forms = [[word, *(form for (form,) in look(_FORMS, {"word": word}))] for word in first]
    forms.append(
        [last, *(_beginnings(last, look) if star else (form for (form,) in look(_FORMS, {"word": last})))]
    )
    phrases = [_quoted(" ".join(each), star) for each in islice(product(*forms), MOST_FORMS)]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _beginnings(word: str, look: Look) -> Iterator[str]:
    """Yield the stored forms of words with this beginning, each cut after the beginning."""
    found = set[str]()
    for (form,) in look(_FORMS_BEGIN, {"word": word}):
        ends = range(1, len(form) + 1)
        found.add(next((form[:end] for end in ends if fold(form[:end]).startswith(word)), form))
    return iter(sorted(found - {word}))


def _expression(wanted: Sequence[str], unwanted: Sequence[str]) -> str | None:
    """Return an FTS5 expression; None without wanted words, since NOT needs something before it."""
    without = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
    return f"({' AND '.join(wanted)}){without}" if wanted else None


def _quoted(words: str, star: bool) -> str:
    return f'"{words}"{" *" if star else ""}'


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(max(len(run) - 1, 1)))

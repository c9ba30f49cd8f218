"""The search index in SQLite: FTS5 over words, and a second index over pairs of letters.

SQLite's tokeniser treats a whole Chinese, Japanese or Thai clause as one word. So texts in such scripts are
also indexed by pairs of letters, and by their words in other scripts.

It also distinguishes letters that readers do not, such as ё and е, ł and l. Words with such letters are
stored with their folded form, and a search looks for all forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice, product
from typing import Any

from pipelines.db.database import Database
from pipelines.db.folding import fold, special_words
from pipelines.db.search_query import (
    INDEXED,
    Alternative,
    Bounds,
    Look,
    Search,
    Term,
    has_pairs,
    letters,
    parse,
)

_ADD = "INSERT INTO _letters (rowid, title, summary, text) VALUES (:id, :title, :summary, :text)"
_DELETE = """
    INSERT INTO _letters (_letters, rowid, title, summary, text)
    VALUES ('delete', :id, :title, :summary, :text)
"""

_NOTE_FORM = "INSERT INTO _forms (word, form) VALUES (:word, :form) ON CONFLICT DO NOTHING"
_FORMS = "SELECT form FROM _forms WHERE word = :word"
_FORMS_BEGIN = "SELECT form FROM _forms WHERE word >= :word AND word < :word || char(1114111) LIMIT 2000"
MOST_FORMS = 32
"""At most this many forms of a phrase are searched."""

_SEARCH = """
    SELECT f.rank, a.id, {columns}
    FROM {index} AS f
    JOIN articles AS a ON a.id = f.rowid
    WHERE {index} MATCH :main AND {only}
    ORDER BY f.rank
    LIMIT :limit
"""
# No article published since then was first seen earlier, so this lower bound saves most of the search's work.
# An index answers the rest without reading articles. Without the pluses SQLite would look for the least id
# among all articles, and run the search once for each.
_SINCE = """
    f.rowid >= (SELECT min(+id) FROM articles WHERE first_seen_at >= :since)
    AND +f.rowid IN (
        SELECT id FROM articles WHERE published_at >= :since
        UNION ALL
        SELECT id FROM articles WHERE published_at IS NULL AND first_seen_at >= :since
    )
"""
_SEEN_SINCE = "f.rowid IN (SELECT id FROM articles WHERE first_seen_at >= :seen_since)"
_OF_SOURCE = "+f.rowid IN (SELECT id FROM articles WHERE source = :source)"
_WITHOUT = "f.rowid NOT IN (SELECT rowid FROM _letters WHERE _letters MATCH :without)"

_HAS_WORDS = "id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words)"
_HAS_LETTERS = "id IN (SELECT rowid FROM _letters WHERE _letters MATCH :letters)"
_HAS_NOT = "id NOT IN (SELECT rowid FROM _letters WHERE _letters MATCH :without)"

_VOCABULARY = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.spelling USING fts5vocab('main', 'articles_fts', 'row')"
)
_KNOWN_FORMS = "SELECT word FROM _forms WHERE word IN (SELECT value FROM json_each(:words))"
_KNOWN = f"""
    SELECT term, doc FROM temp.spelling WHERE term IN (SELECT value FROM json_each(:words))
    UNION ALL
    SELECT word, 1 FROM ({_KNOWN_FORMS})
    ORDER BY 2 DESC
    LIMIT 1
"""  # noqa: S608 - our own words
_BEGIN = """
    SELECT term, doc FROM temp.spelling
    WHERE term >= :start AND term < :start || char(1114111)
    LIMIT 3000
"""


@dataclass(frozen=True, slots=True)
class Query:
    """A search as FTS5 expressions; None if an index cannot answer it."""

    words: str | None
    """The expression for articles_fts."""
    letters: str | None
    """The expression for _letters, which has the whole text of every article with letters of such scripts."""
    without_letters: str | None
    """The expression for _letters that articles found by `words` must not match."""
    terms: tuple[str, ...]
    """The terms to highlight, folded."""


def query(typed: str, look: Look = lambda sql, values: ()) -> Query:
    """Parse what a person typed into FTS5 expressions. Raises QueryError."""
    return expressions(parse(typed), look)


def expressions(search: Search, look: Look) -> Query:
    """Return a search as FTS5 expressions."""
    queries = [_query(alternative, look) for alternative in search.alternatives]
    return Query(
        _joined_by_or(words for words, _, _ in queries),
        _joined_by_or(pairs for _, pairs, _ in queries),
        next((without for _, _, without in queries if without), None),  # without OR there is only one
        search.terms,
    )


def best(
    search: Search, look: Look, bounds: Bounds, columns: Sequence[str], limit: int
) -> Sequence[tuple[Any, ...]]:
    """Return these columns of the articles that match, the best first."""
    fts_query = expressions(search, look)
    values = {**asdict(bounds), "without": fts_query.without_letters, "limit": limit}
    tests = [_SINCE] * bool(bounds.since) + [_WITHOUT] * bool(fts_query.without_letters)
    tests += [_OF_SOURCE] * bool(bounds.source) + [_SEEN_SINCE] * bool(bounds.seen_since)
    of_both = {"columns": ", ".join(f"a.{name}" for name in columns), "only": " AND ".join(tests) or "1 = 1"}
    by_id: dict[int, tuple[float, tuple[Any, ...]]] = {}
    for table, main in (("articles_fts", fts_query.words), ("_letters", fts_query.letters)):
        sql = _SEARCH.format(index=table, **of_both)
        for rank, number, *row in look(sql, {**values, "main": main}) if main else ():
            by_id.setdefault(number, (rank, tuple(row)))
    return [row for _, row in sorted(by_id.values(), key=lambda ranked: ranked[0])[:limit]]


def condition(search: Search, look: Look) -> tuple[str, dict[str, Any]]:
    """Return an SQL condition for the `id` of a matching article, and its parameters."""
    fts_query = expressions(search, look)
    indexes = [_HAS_WORDS] * bool(fts_query.words) + [_HAS_LETTERS] * bool(fts_query.letters)
    sql = f"({' OR '.join(indexes) or '1 = 0'})" + f" AND {_HAS_NOT}" * bool(fts_query.without_letters)
    return sql, {"words": fts_query.words, "letters": fts_query.letters, "without": fts_query.without_letters}


def commonest(words: Sequence[str], look: Look) -> str | None:
    """Return the word that most articles have; None if no article has any of them."""
    look(_VOCABULARY, {})
    return next((term for term, _ in look(_KNOWN, {"words": json.dumps(list(words))})), None)


def beginning(start: str, look: Look) -> dict[str, int]:
    """Return stored word with this beginning → number of articles that have it."""
    look(_VOCABULARY, {})
    counts: dict[str, int] = dict(look(_BEGIN, {"start": start}))
    return counts


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the index of letters, if it has such letters, and note the forms of its words."""
    _write(db, _ADD, number, row)
    words = set[str]().union(*(special_words(row[name] or "") for name in INDEXED))
    db.executemany(_NOTE_FORM, ({"word": fold(form), "form": form} for form in words))


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Remove an article from the index; `row` has the title, summary and text that were added."""
    _write(db, _DELETE, number, row)


def _write(db: Database, sql: str, number: int, row: Mapping[str, Any]) -> None:
    if any(has_pairs(row[name]) for name in INDEXED):
        db.execute(sql, {"id": number, **{name: letters(row[name]) for name in INDEXED}})


def _query(terms: Alternative, look: Look) -> tuple[str | None, str | None, str | None]:
    """Return the expressions for words and for letters, and the one for letters that must not match."""
    has_unspaced = any(not term.is_spaced for term in terms.wanted)
    wanted, unwanted = (
        [_any_form(term, look) for term in side if term.is_spaced] for side in (terms.wanted, terms.unwanted)
    )
    return (
        None if has_unspaced else _expression(wanted, unwanted),
        _expression([_quoted(term) for term in terms.wanted], [_quoted(term) for term in terms.unwanted]),
        " OR ".join(_quoted(term) for term in terms.unwanted if not term.is_spaced) or None,
    )


def _joined_by_or(expressions: Iterable[str | None]) -> str | None:
    """Return the alternatives that this index can answer, joined by OR; the other index answers the rest."""
    answerable = [expression for expression in expressions if expression]
    if len(answerable) < 2:
        return next(iter(answerable), None)
    return " OR ".join(f"({expression})" for expression in answerable)


def _any_form(term: Term, look: Look) -> str:
    """Return a phrase as an FTS5 expression, with all stored forms of its words."""
    *first_words, last_word = term.words
    forms = [[word, *(form for (form,) in look(_FORMS, {"word": word}))] for word in first_words]
    stored = (
        _beginnings(last_word, look)
        if term.is_beginning
        else (form for (form,) in look(_FORMS, {"word": last_word}))
    )
    forms.append([last_word, *stored])
    phrases = [_phrase(words, term.is_beginning) for words in islice(product(*forms), MOST_FORMS)]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _beginnings(word: str, look: Look) -> Iterator[str]:
    """Yield the stored forms of the beginning, cut from the words that have it."""
    beginnings = set[str]()
    for (form,) in look(_FORMS_BEGIN, {"word": word}):
        ends = range(1, len(form) + 1)
        beginnings.add(next((form[:end] for end in ends if fold(form[:end]).startswith(word)), form))
    return iter(sorted(beginnings - {word}))


def _expression(wanted: Sequence[str], unwanted: Sequence[str]) -> str | None:
    """Return an FTS5 expression; None without wanted words, since NOT needs something before it."""
    without = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
    return f"({' AND '.join(wanted)}){without}" if wanted else None


def _quoted(term: Term) -> str:
    return _phrase(term.words, term.is_beginning)


def _phrase(words: Sequence[str], star: bool) -> str:
    return f'"{" ".join(words)}"{" *" if star else ""}'

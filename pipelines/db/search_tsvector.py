"""The search index in PostgreSQL: a tsvector for each article, of folded words and pairs of letters.

It is made here, without PostgreSQL's own parser and dictionaries, so that a search finds the same articles as
in SQLite, in every script. A tsvector has limits, which only very long texts reach; the rest is left out
without an error. Only the first 255 letters of a word count. A phrase is found only among the first 16,383
words, and only among the first 255 occurrences of each of its words. If the different words of a text take
more than about .7 MB, later ones are not found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

from pipelines.db.database import Database
from pipelines.db.search_query import Alternative, Bounds, Look, Search, Term, words_of

_WEIGHTS = {"title": "A", "summary": "B", "text": ""}
"""PostgreSQL's letters for the weight of a field; "" is the least weight."""
_RANKS = "ARRAY[0.125, 0.25, 0.375, 1]"
"""The weights of D, C, B and A: as with bm25 in SQLite, a title counts eight times as much as a text."""

_LAST_PLACE = 16_383
_MOST_PLACES = 255
_LONGEST_WORD = 255
_ROOM = 1_000_000
"""Bytes for words and their places; PostgreSQL's limit is 1,048,575."""

_PUT = """
    INSERT INTO articles_fts (rowid, words) VALUES (:id, CAST(:words AS tsvector))
    ON CONFLICT (rowid) DO UPDATE SET words = excluded.words
"""
_FOUND = "SELECT rowid FROM articles_fts WHERE words @@ CAST(:query AS tsquery)"
_RANKED = 10_000
"""Only this many of the latest matches are ranked: PostgreSQL has to read the whole tsvector of each."""
# Without MATERIALIZED, for a common word PostgreSQL would go through the articles, the last first, and read
# the tsvector of each; if its estimate is wrong, it would read them all.
_BEST = f"""
    WITH found AS MATERIALIZED ({_FOUND}),
        latest AS MATERIALIZED (
            SELECT f.rowid FROM found AS f JOIN articles AS a ON a.id = f.rowid
            WHERE {{only}}
            ORDER BY f.rowid DESC
            LIMIT {_RANKED}
        ),
        ranked AS (
            SELECT w.rowid, ts_rank({_RANKS}, w.words, CAST(:query AS tsquery), 1) AS rank
            FROM latest JOIN articles_fts AS w ON w.rowid = latest.rowid
            ORDER BY rank DESC, w.rowid
            LIMIT :limit
        )
    SELECT {{columns}} FROM ranked JOIN articles AS a ON a.id = ranked.rowid
    ORDER BY ranked.rank DESC, a.id
"""  # noqa: S608 - our own statements
_TESTS = {
    "since": "coalesce(a.published_at, a.first_seen_at) >= :since",
    "seen_since": "a.first_seen_at >= :seen_since",
    "source": "a.source = :source",
}
_TEXTS = "SELECT id, title, summary, text FROM articles WHERE id > :last ORDER BY id LIMIT 200"
_DIFFERING = """
    SELECT count(*)
    FROM json_to_recordset(CAST(:made AS json)) AS m (id bigint, words tsvector)
    LEFT JOIN articles_fts AS f ON f.rowid = m.id
    WHERE f.words IS DISTINCT FROM m.words
"""
_COUNTED = 500
"""Words are counted in this many articles to find the commonest one."""
_WORDS = """
    SELECT word, ndoc FROM ts_stat(:of) WHERE {only} ORDER BY ndoc DESC, word LIMIT {limit}
"""
_DELETE = "DELETE FROM articles_fts WHERE rowid = :id"


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the index, or replace its entry."""
    db.later(_PUT, {"id": number, "words": tsvector(row)})


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Remove an article from the index; its `row` is not needed here."""
    db.later(_DELETE, {"id": number})


def best(
    search: Search, look: Look, bounds: Bounds, columns: Sequence[str], limit: int
) -> Sequence[tuple[Any, ...]]:
    """Return these columns of the articles that match, the best first."""
    query = tsquery(search)
    if query is None:
        return ()
    limits = {name: value for name, value in asdict(bounds).items() if value is not None}
    only = " AND ".join(_TESTS[name] for name in limits) or "1 = 1"
    sql = _BEST.format(only=only, columns=", ".join(f"a.{name}" for name in columns))
    return look(sql, {**limits, "query": query, "limit": limit})


def condition(search: Search, look: Look) -> tuple[str, dict[str, Any]]:
    """Return an SQL condition for the `id` of a matching article, and its parameters."""
    query = tsquery(search)
    return (f"id IN ({_FOUND})", {"query": query}) if query else ("1 = 0", {})


def commonest(words: Sequence[str], look: Look) -> str | None:
    """Return the word that most articles have; None if no article has any of them."""
    if not words:
        return None
    sql = _WORDS.format(only="word IN (SELECT json_array_elements_text(CAST(:words AS json)))", limit=1)
    values = {"of": _of(" | ".join(f"'{word}'" for word in words)), "words": json.dumps(list(words))}
    return next((word for word, _ in look(sql, values)), None)


def beginning(start: str, look: Look) -> dict[str, int]:
    """Return stored word with this beginning → number of articles that have it."""
    sql = _WORDS.format(only="starts_with(word, :start)", limit=3000)
    counts: dict[str, int] = dict(look(sql, {"of": _of(f"'{start}':*"), "start": start}))
    return counts


def _of(query: str) -> str:
    """Return the statement for `ts_stat`: the words of the latest articles that a tsquery finds."""
    quoted = query.replace("'", "''")
    return f"""
        WITH found AS MATERIALIZED (
            SELECT rowid FROM articles_fts WHERE words @@ CAST('{quoted}' AS tsquery)
        )
        SELECT words FROM articles_fts
        WHERE rowid IN (SELECT rowid FROM found ORDER BY rowid DESC LIMIT {_COUNTED})
    """  # noqa: S608 - the only quotes in a word are doubled here


def differing(db: Database) -> int:
    """Return how many articles are missing in the index, or have other words there."""
    count, last_id = 0, 0
    while rows := db.all(_TEXTS, {"last": last_id}):
        last_id = rows[-1][0]
        expected = [
            {"id": number, "words": tsvector(dict(zip(_WEIGHTS, texts, strict=True)))}
            for number, *texts in rows
        ]
        count += db.all(_DIFFERING, {"made": json.dumps(expected)})[0][0]
    return count


def tsvector(row: Mapping[str, Any]) -> str:
    """Return the title, summary and text of an article in the form of PostgreSQL's tsvector."""
    places: dict[str, list[str]] = {}
    room = _ROOM
    for word, place, weight in _placed(row):
        word_places = places.get(word)
        if word_places is None:
            # A word takes an entry of 4 bytes, its letters and a count; each of its places takes 2 bytes.
            if (room := room - len(word.encode()) - 8) < 0:
                continue
            word_places = places[word] = []
        if place <= _LAST_PLACE and len(word_places) < _MOST_PLACES and (room := room - 2) >= 0:
            word_places.append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(at)}" if at else f"'{word}'" for word, at in places.items())


def tsquery(search: Search) -> str | None:
    """Return a search in the form of PostgreSQL's tsquery; None if it cannot match."""
    alternatives = [_alternative(terms) for terms in search.alternatives if terms.wanted]
    return " | ".join(f"({alternative})" for alternative in alternatives) or None


def _placed(row: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Yield each word with its place and weight. Fields are one place apart, so that no phrase spans two."""
    place = 0
    for name, weight in _WEIGHTS.items():
        place += 1
        for word in words_of(row[name]):
            place += 1
            yield _cut(word), place, weight


def _alternative(terms: Alternative) -> str:
    unwanted = (f"!{_term(term)}" for term in terms.unwanted)
    return " & ".join(chain(map(_term, terms.wanted), unwanted))


def _term(term: Term) -> str:
    words = " <-> ".join(f"'{_cut(word)}'" for word in term.words)
    return f"({words}{':*' if term.is_beginning else ''})"


def _cut(word: str) -> str:
    return word[:_LONGEST_WORD]

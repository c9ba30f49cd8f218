"""The search index in PostgreSQL: a tsvector for each article, of folded words and pairs of letters.

It is made here, without PostgreSQL's own parser and dictionaries, so that a search finds the same articles as
in SQLite, in every script. A tsvector has limits that only very long texts reach, and what is beyond them is
left out without an error. Of a word the first 255 letters count. A phrase is found among the first 16,383
words, and where each of its words stands there not more than 255 times before. If the different words of a
text take more than about .7 MB, those that come later are not found.
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
"""PostgreSQL's letters of weight, none for the least."""
_RANKS = "ARRAY[0.125, 0.25, 0.375, 1]"
"""What the letters D, C, B and A weigh: as bm25 in SQLite, a title eight times a text."""

_LAST_PLACE = 16_383
_MOST_PLACES = 255
_LONGEST_WORD = 255
_ROOM = 1_000_000
"""Bytes of words and places; PostgreSQL's own limit is 1,048,575."""

_PUT = """
    INSERT INTO articles_fts (rowid, words) VALUES (:id, CAST(:words AS tsvector))
    ON CONFLICT (rowid) DO UPDATE SET words = excluded.words
"""
_FOUND = "SELECT rowid FROM articles_fts WHERE words @@ CAST(:query AS tsquery)"
_RANKED = 10_000
"""Matches that are ranked, the latest: to rank one, PostgreSQL has to read its whole tsvector."""
# MATERIALIZED: for a common word PostgreSQL would otherwise walk through the articles, the last first, and
# read the tsvector of each; where its guess is wrong it would read them all.
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
"""Articles whose words are counted to find the commonest of some."""
_WORDS = """
    SELECT word, ndoc FROM ts_stat(:of) WHERE {only} ORDER BY ndoc DESC, word LIMIT {limit}
"""
_DELETE = "DELETE FROM articles_fts WHERE rowid = :id"


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the index, or put it in the place of what the index had of it."""
    db.later(_PUT, {"id": number, "words": tsvector(row)})


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Remove an article from the index; nothing of its `row` is needed."""
    db.later(_DELETE, {"id": number})


def best(
    search: Search, look: Look, bounds: Bounds, columns: Sequence[str], limit: int
) -> Sequence[tuple[Any, ...]]:
    """Return these columns of the articles that are found, the best first."""
    wanted = tsquery(search)
    if wanted is None:
        return ()
    given = {name: value for name, value in asdict(bounds).items() if value is not None}
    only = " AND ".join(_TESTS[name] for name in given) or "1 = 1"
    sql = _BEST.format(only=only, columns=", ".join(f"a.{name}" for name in columns))
    return look(sql, {**given, "query": wanted, "limit": limit})


def condition(search: Search, look: Look) -> tuple[str, dict[str, Any]]:
    """Return SQL that is true where `id` is that of an article that is found, and its parameters."""
    wanted = tsquery(search)
    return (f"id IN ({_FOUND})", {"query": wanted}) if wanted else ("1 = 0", {})


def commonest(words: Sequence[str], look: Look) -> str | None:
    """Return the one of these words that most articles have; None if none has any."""
    if not words:
        return None
    sql = _WORDS.format(only="word IN (SELECT json_array_elements_text(CAST(:words AS json)))", limit=1)
    values = {"of": _of(" | ".join(f"'{word}'" for word in words)), "words": json.dumps(list(words))}
    return next((word for word, _ in look(sql, values)), None)


def beginning(start: str, look: Look) -> dict[str, int]:
    """Return stored words with this beginning, each with how many articles have it."""
    sql = _WORDS.format(only="starts_with(word, :start)", limit=3000)
    found: dict[str, int] = dict(look(sql, {"of": _of(f"'{start}':*"), "start": start}))
    return found


def _of(query: str) -> str:
    """Return the statement for `ts_stat`: the words of the latest articles that a tsquery finds."""
    quoted = query.replace("'", "''")
    return f"""
        WITH found AS MATERIALIZED (
            SELECT rowid FROM articles_fts WHERE words @@ CAST('{quoted}' AS tsquery)
        )
        SELECT words FROM articles_fts
        WHERE rowid IN (SELECT rowid FROM found ORDER BY rowid DESC LIMIT {_COUNTED})
    """  # noqa: S608 - words have no signs, so no quote but those that are doubled here


def differing(db: Database) -> int:
    """Return how many articles the index lacks, or has with other words than they have now."""
    count, last = 0, 0
    while rows := db.all(_TEXTS, {"last": last}):
        last = rows[-1][0]
        made = [
            {"id": number, "words": tsvector(dict(zip(_WEIGHTS, texts, strict=True)))}
            for number, *texts in rows
        ]
        count += db.all(_DIFFERING, {"made": json.dumps(made)})[0][0]
    return count


def tsvector(row: Mapping[str, Any]) -> str:
    """Return the title, summary and text of an article as PostgreSQL writes a tsvector."""
    places: dict[str, list[str]] = {}
    room = _ROOM
    for word, place, weight in _placed(row):
        known = places.get(word)
        if known is None:
            # A word takes an entry of 4 bytes, its letters and a count; each of its places takes 2 bytes.
            if (room := room - len(word.encode()) - 8) < 0:
                continue
            known = places[word] = []
        if place <= _LAST_PLACE and len(known) < _MOST_PLACES and (room := room - 2) >= 0:
            known.append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(at)}" if at else f"'{word}'" for word, at in places.items())


def tsquery(search: Search) -> str | None:
    """Return a search as PostgreSQL writes a tsquery; None where it finds nothing."""
    alternatives = [_alternative(each) for each in search.alternatives if each.wanted]
    return " | ".join(f"({each})" for each in alternatives) or None


def _placed(row: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Yield each word with its place and weight. Between two fields a place is free: no phrase spans them."""
    place = 0
    for name, weight in _WEIGHTS.items():
        place += 1
        for word in words_of(row[name]):
            place += 1
            yield _cut(word), place, weight


def _alternative(terms: Alternative) -> str:
    unwanted = (f"!{_term(each)}" for each in terms.unwanted)
    return " & ".join(chain(map(_term, terms.wanted), unwanted))


def _term(term: Term) -> str:
    words = " <-> ".join(f"'{_cut(word)}'" for word in term.words)
    return f"({words}{':*' if term.is_beginning else ''})"


def _cut(word: str) -> str:
    return word[:_LONGEST_WORD]

"""Finds the first article with nearly the same text by the keys of its signature."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipelines.db import clock
from pipelines.db.connect import Database
from pipelines.db.signature import alike, repeated, signature, tokens

# Copies appear within days, so the newest 100 articles of each key are enough. A key that a site's template
# puts in every page must stay cheap to look up.
_NEAREST = """
    SELECT s.id
    FROM json_each(:keys) AS k
    JOIN _shingles AS s ON s.key = CAST(k.value AS BIGINT) AND s.id < :before
    WHERE s.id >= coalesce((
        SELECT id FROM _shingles
        WHERE key = CAST(k.value AS BIGINT) AND id < :before
        ORDER BY id DESC
        LIMIT 1 OFFSET 99
    ), 0)
    GROUP BY s.id
    ORDER BY count(*) DESC, s.id
    LIMIT :compared
"""

_CANDIDATE = (
    "SELECT coalesce(duplicate_of, id), source, title, published_at, text FROM articles WHERE id = :id"
)

# Without the WHERE, SQLite would read ON as a part of a join.
_REMEMBER = """
    INSERT INTO _shingles (key, id)
    SELECT CAST(value AS BIGINT), :id FROM json_each(:keys) WHERE 1 = 1
    ON CONFLICT DO NOTHING
"""

_FORGET = """
    DELETE FROM _shingles
    WHERE id = :id AND key IN (SELECT CAST(value AS BIGINT) FROM json_each(:keys))
"""

COMPARED = 6
"""At most this many candidates are compared by text; those that share most keys come first."""

_LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class ComparedArticle:
    """The values by which two articles are compared."""

    source: str
    title: str
    published_at: str | None
    """UTC, an instant or a day, as stored."""
    text: str


def original(
    db: Database, keys: Sequence[int], article: ComparedArticle, before: int | None = None
) -> int | None:
    """Return the id of the first article that is nearly the same, or None.

    `before` is the article's own id if it is stored already: only an earlier article can be its original.
    """
    values = {"keys": json.dumps(keys), "before": before or _LAST, "compared": COMPARED}
    for (number,) in db.all(_NEAREST, values):
        candidate = db.one(_CANDIDATE, {"id": number})
        if candidate and candidate[0] != before and _is_copy(article, ComparedArticle(*candidate[1:])):
            first: int = candidate[0]
            return first
    return None


def _is_copy(article: ComparedArticle, earlier: ComparedArticle) -> bool:
    """Return True if two articles are the same.

    A source's notes may share most of their text. So if the titles have little in common, or title and day
    differ, only a text that repeats nearly all words and all figures is a copy.
    """
    titles = tokens(article.title), tokens(earlier.title)
    is_other = article.source == earlier.source and (
        _common(*map(set, titles)) < _RELATED
        or (titles[0] != titles[1] and _are_apart(article.published_at, earlier.published_at))
    )
    return (repeated if is_other else alike)(article.text, earlier.text)


def _common(words: set[str], other_words: set[str]) -> float:
    return len(words & other_words) / max(len(words | other_words), 1)


_RELATED = 0.3
"""The titles of an article and of its update have at least this share of their words in common."""


def _are_apart(first: str | None, second: str | None) -> bool:
    """Return True for articles of different days, or 12 hours apart if both times are known."""
    if not first or not second:
        return False
    if min(len(first), len(second)) == len("2026-01-31"):
        return first[:10] != second[:10]
    return abs(clock.instant(first) - clock.instant(second)) >= _HALF_A_DAY


_HALF_A_DAY = timedelta(hours=12)


def remember(db: Database, article: int, keys: Sequence[int]) -> None:
    """Store an article's keys, so that later articles are compared with it."""
    db.later(_REMEMBER, {"keys": json.dumps(sorted(keys)), "id": article})


def forget(db: Database, article: int, text: str) -> None:
    """Delete an article's keys; `text` is the text from which they were made."""
    db.later(_FORGET, {"keys": json.dumps(signature(text)), "id": article})

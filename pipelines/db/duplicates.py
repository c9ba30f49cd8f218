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

# The WHERE is for SQLite, which would take ON for a part of a join.
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
"""How many candidates' texts are read; those that share most keys come first."""

_LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Told:
    """What tells two articles apart."""

    source: str
    title: str
    published_at: str | None
    """UTC, an instant or a day, as stored."""
    text: str


def original(db: Database, keys: Sequence[int], article: Told, before: int | None = None) -> int | None:
    """Return the id of the first article that is nearly the same, or None.

    `before` is the article's own id if it is stored already: only an earlier article can be its original.
    """
    values = {"keys": json.dumps(keys), "before": before or _LAST, "compared": COMPARED}
    for (number,) in db.all(_NEAREST, values):
        candidate = db.one(_CANDIDATE, {"id": number})
        if candidate and candidate[0] != before and _is_copy(article, Told(*candidate[1:])):
            first: int = candidate[0]
            return first
    return None


def _is_copy(article: Told, earlier: Told) -> bool:
    """Return whether two articles are one.

    A source's notes may share most of their text. Of two whose titles have little in common, or with other
    titles and days, one is a copy only if it repeats nearly every word and all figures.
    """
    titles = tokens(article.title), tokens(earlier.title)
    is_other = article.source == earlier.source and (
        _common(*map(set, titles)) < _RELATED
        or (titles[0] != titles[1] and _are_apart(article.published_at, earlier.published_at))
    )
    return (repeated if is_other else alike)(article.text, earlier.text)


def _common(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


_RELATED = 0.3
"""Share of their words that the titles of an article and of its update have in common, at least."""


def _are_apart(one: str | None, other: str | None) -> bool:
    """Return whether two articles are of different days, or 12 hours apart where both instants are known."""
    if not one or not other:
        return False
    if min(len(one), len(other)) == len("2026-01-31"):
        return one[:10] != other[:10]
    return abs(clock.instant(one) - clock.instant(other)) >= _HALF_A_DAY


_HALF_A_DAY = timedelta(hours=12)


def remember(db: Database, article: int, keys: Sequence[int]) -> None:
    """Let later articles be compared with this one."""
    db.later(_REMEMBER, {"keys": json.dumps(sorted(keys)), "id": article})


def forget(db: Database, article: int, text: str) -> None:
    """Undo `remember` for an article whose text was this."""
    db.later(_FORGET, {"keys": json.dumps(signature(text)), "id": article})

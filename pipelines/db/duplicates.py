"""Finds the first article with nearly the same text by the keys of its signature."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipelines.db.connect import Database
from pipelines.db.signature import alike, signature

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

_TEXT = "SELECT coalesce(duplicate_of, id), text FROM articles WHERE id = :id"

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


def original(db: Database, keys: Sequence[int], text: str, before: int | None = None) -> int | None:
    """Return the id of the first article with nearly the same text, or None.

    `before` is the article's own id if it is stored already: only an earlier article can be its original.
    """
    values = {"keys": json.dumps(keys), "before": before or _LAST, "compared": COMPARED}
    for (number,) in db.all(_NEAREST, values):
        candidate = db.one(_TEXT, {"id": number})
        if candidate and candidate[0] != before and alike(text, candidate[1]):
            first: int = candidate[0]
            return first
    return None


def remember(db: Database, article: int, keys: Sequence[int]) -> None:
    """Let later articles be compared with this one."""
    db.later(_REMEMBER, {"keys": json.dumps(sorted(keys)), "id": article})


def forget(db: Database, article: int, text: str) -> None:
    """Undo `remember` for an article whose text was this."""
    db.later(_FORGET, {"keys": json.dumps(signature(text)), "id": article})

"""Finds the first article with nearly the same text by the keys of its signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.db.connect import Database
from pipelines.db.signature import alike, signature

_NEWEST_OF_KEY = """
    SELECT id FROM _shingles
    WHERE key = :key AND id < :before
    ORDER BY id DESC
    LIMIT 100
"""
# Copies appear within days. A key that a site's template puts in every page must stay cheap to look up.

_CANDIDATE = "SELECT coalesce(duplicate_of, id), text FROM articles WHERE id = :id"

_REMEMBER = "INSERT INTO _shingles (key, id) VALUES (:key, :id) ON CONFLICT DO NOTHING"

_FORGET = "DELETE FROM _shingles WHERE key = :key AND id = :id"

COMPARED = 6
"""How many candidates' texts are read; those that share most keys come first."""

_LAST = (1 << 63) - 1


def original(db: Database, keys: Sequence[int], text: str, before: int | None = None) -> int | None:
    """Return the id of the first article with nearly the same text, or None.

    `before` is the article's own id if it is stored already: only an earlier article can be its original.
    """
    common = Counter[int]()
    for key in keys:
        rows = db.all(_NEWEST_OF_KEY, {"key": key, "before": before or _LAST})
        common.update(number for (number,) in rows)
    for number, _ in sorted(common.items(), key=lambda item: (-item[1], item[0]))[:COMPARED]:
        found = db.one(_CANDIDATE, {"id": number})
        if found and found[0] != before and alike(text, found[1]):
            first: int = found[0]
            return first
    return None


def remember(db: Database, article: int, keys: Sequence[int]) -> None:
    """Let later articles be compared with this one."""
    db.executemany(_REMEMBER, [{"key": key, "id": article} for key in keys])


def forget(db: Database, article: int, text: str) -> None:
    """Undo `remember` for an article whose text was this."""
    db.executemany(_FORGET, [{"key": key, "id": article} for key in signature(text)])

"""Stores searches under names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.db import clock
from pipelines.db.database import Database
from pipelines.db.search_query import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search with a name."""

    name: str
    words: str
    source: str | None = None
    """Only articles of this source."""


_PUT = """
    INSERT INTO _searches (name, words, source, saved_at) VALUES (:name, :words, :source, :now)
    ON CONFLICT (name) DO UPDATE SET words = excluded.words, source = excluded.source, saved_at = :now
"""
_ALL = "SELECT name, words, source FROM _searches ORDER BY name"


def put(db: Database, search: SavedSearch) -> None:
    """Save a search; replace an earlier one with this name."""
    row: dict[str, Any] = {"name": search.name, "words": search.words, "source": search.source}
    db.execute(_PUT, row | {"now": clock.now()})


def forget(db: Database, name: str) -> bool:
    """Delete a saved search; return False if there was none."""
    return db.execute("DELETE FROM _searches WHERE name = :name", {"name": name}).rowcount > 0


def all_of(look: Look) -> dict[str, SavedSearch]:
    """Return every saved search by its name. `look` runs a SELECT."""
    return {
        name: SavedSearch(name=name, words=words, source=source) for name, words, source in look(_ALL, {})
    }

"""Chooses the search index of a kind of database, and writes articles to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.db import search_fts5
from pipelines.db.connect import Database
from pipelines.db.search_query import SearchIndex


def index_of(db: Database) -> SearchIndex:
    """Return how this database answers searches."""
    return search_fts5


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the search index; `row` has its title, summary and text."""
    if db.kind == "sqlite":
        search_fts5.index(db, number, row)


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Remove an article from the search index; `row` has the title, summary and text that were added."""
    if db.kind == "sqlite":
        search_fts5.unindex(db, number, row)

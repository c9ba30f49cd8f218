"""Chooses the search index of a kind of database, and writes articles to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.db import search_fts5, search_tsvector
from pipelines.db.connect import SqliteDatabase
from pipelines.db.database import Database
from pipelines.db.search_query import SearchIndex


def index_of(kind: str) -> SearchIndex:
    """Return how this kind of database answers searches."""
    return search_fts5 if kind == "sqlite" else search_tsvector


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the search index; `row` has its title, summary and text."""
    if db.is_searched:
        (search_fts5.index if db.kind == "sqlite" else search_tsvector.index)(db, number, row)


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Remove an article from the search index; `row` has the title, summary and text that were added."""
    if db.is_searched:
        (search_fts5.unindex if db.kind == "sqlite" else search_tsvector.unindex)(db, number, row)


def leave_out(db: SqliteDatabase) -> None:
    """Index no article from now on, for a file that nobody will search: a third of what storing one costs."""
    db.is_searched = False
    for event in ("insert", "update", "delete"):
        db.execute(f"DROP TRIGGER articles_fts_{event}")

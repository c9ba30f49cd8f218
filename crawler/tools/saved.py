"""Saved searches: kept under a name in the database, for `search`, `export` and NEW_ARTICLES_SEARCH."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.errors import BroadsheetError, unknown
from crawler.sources import checks
from crawler.spiders.arguments import ArgumentError
from pipelines.db import open_articles, open_database, saved_searches
from pipelines.db.saved_searches import SavedSearch


def named(database: Path | str, name: str, option: str = "--search") -> SavedSearch:
    """Return the saved search of that name. Raises ArgumentError with the most similar name."""
    with open_articles(database) as articles:
        saved = articles.searches()
    if name not in saved:
        see = "'scrapy search WORDS --save NAME' saves one"
        raise ArgumentError(f"{option}: {unknown('saved search', name, saved, see=see)}")
    return saved[name]


def save(database: Path | str, name: str, words: str, source: str | None) -> str:
    """Save a search; return the line to print. Raises ArgumentError for what is no name."""
    try:
        name = checks.name(name)
    except checks.InvalidValue as error:
        raise ArgumentError(f"--save: {error}") from error
    with open_database(database) as db:
        saved_searches.put(db, SavedSearch(name=name, words=words, source=source))
    return f"saved as {name}: 'scrapy search --search {name}' runs it"


def forget(database: Path | str, name: str) -> str:
    """Delete a saved search; return the line to print. Raises ArgumentError."""
    named(database, name, "--forget")
    with open_database(database) as db:
        if not saved_searches.forget(db, name):
            raise BroadsheetError(f"{name} was deleted meanwhile")
    return f"{name} is forgotten"


def lines(database: Path | str) -> Iterator[str]:
    """Return a line for each saved search."""
    with open_articles(database) as articles:
        saved = articles.searches()
    for each in saved.values():
        yield f"{each.name}: {each.words}" + (f" (source {each.source})" if each.source else "")
    if not saved:
        yield "no search is saved; 'scrapy search WORDS --save NAME' saves one"

"""The demo's database: chooses its file, prepares it, and reads what the crawl has stored."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.tools.demo.world_server import SOURCES
from pipelines.db import DatabaseError, StoredArticle, open_articles, open_database
from pipelines.db.rawpages import is_ours, pages_file

NAMES = tuple(sorted(path.stem for path in SOURCES.glob("*.toml")))
"""The sources of the demo's world."""
DATABASE = "demo.db"
_RUN = "SELECT pages, new + changed + same, drops, errors FROM runs ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How the pages of the last run ended: articles, drops and errors add up to `pages`."""

    pages: int
    articles: int
    drops: Mapping[str, int]
    errors: Mapping[str, int]


def choose() -> tuple[Path, str | None]:
    """Return `demo.db` in this directory if it is free and writable, or else in a new temporary directory.

    The text says why it is not here.
    """
    here = Path(DATABASE)
    why = None
    if not os.access(Path.cwd(), os.W_OK):
        why = "you may not write into this folder"
    elif here.exists() and not holds_only(here, NAMES):
        why = f"{here} holds more than a demo and is left alone"
    elif here.exists() and not os.access(here, os.W_OK):
        why = f"{here} is not yours to write"
    if why is None:
        return here, None
    path = Path(tempfile.mkdtemp(prefix="scrapy-demo-")) / DATABASE
    return path, f"{why}; this demo is in {path} (--keep names another file)"


def clear(path: Path) -> None:
    """Create an empty database at `path`, replacing an earlier demo's.

    Raises DatabaseError if it cannot be written, or if the file is not an earlier demo's.
    """
    for file, ours in ((path, holds_only(path, NAMES)), (pages_file(path), is_ours(pages_file(path)))):
        if file.exists() and not ours:
            cure = "name another file; this one is left as it is"
            raise DatabaseError(file, "is not the database of a demo", cure)
    try:
        for file in (path, pages_file(path)):
            for part in ("", "-wal", "-shm"):
                file.with_name(file.name + part).unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseError(path, f"cannot be replaced ({error.strerror})") from error
    open_database(path).close()


def read(path: Path) -> tuple[list[StoredArticle], Run | None]:
    """Return all articles of the database, newest first, and its last run. Raises DatabaseError."""
    with open_articles(path) as articles:
        newest = sorted(articles, key=lambda one: (one.published_at or "", -one.id), reverse=True)
        row = articles.conn.execute(_RUN).fetchone()
    open_database(path).close()  # reading alone leaves `-wal` and `-shm` files beside it
    if row is None:
        return newest, None
    pages, count, drops, errors = row
    return newest, Run(pages=pages, articles=count, drops=json.loads(drops), errors=json.loads(errors))


def holds_only(path: Path, sources: Collection[str]) -> bool:
    """Return whether a file is one of our databases and contains only these sources."""
    try:
        with open_articles(path) as articles:
            return set(articles.sources()) <= set(sources)
    except DatabaseError:
        return False

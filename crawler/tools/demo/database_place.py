"""Chooses and prepares the demo's database file, without touching any other file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from crawler.tools.demo import stored_rows
from crawler.tools.demo.world_server import SOURCES
from pipelines.db import open_database
from pipelines.db.file_errors import DatabaseError
from pipelines.db.rawpages import beside, is_ours

NAMES = tuple(sorted(path.stem for path in SOURCES.glob("*.toml")))
"""The sources of the demo's world."""
DATABASE = "demo.db"


def choose() -> Path:
    """Return `demo.db` in this directory if it is free and writable, or else in a new temporary directory."""
    here = Path(DATABASE)
    free = not here.exists() or stored_rows.holds_only(here, frozenset(NAMES))
    if free and os.access(Path.cwd(), os.W_OK):
        return here
    return Path(tempfile.mkdtemp(prefix="scrapy-demo-")) / DATABASE


def clear(path: Path) -> None:
    """Create an empty database at `path`, replacing an earlier demo's.

    Raises DatabaseError if it cannot be written, or if the file is not an earlier demo's.
    """
    for file, ours in (
        (path, stored_rows.holds_only(path, frozenset(NAMES))),
        (beside(path), is_ours(beside(path))),
    ):
        if file.exists() and not ours:
            cure = "name another file; this one is left as it is"
            raise DatabaseError(file, "is not the database of a demo", cure)
    try:
        for file in (path, beside(path)):
            for part in ("", "-wal", "-shm"):
                file.with_name(file.name + part).unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseError(path, f"cannot be replaced ({error.strerror})") from error
    open_database(path).close()


def tidy(path: Path) -> None:
    """Leave only one file: reading alone leaves `-wal` and `-shm` files beside it."""
    open_database(path).close()

"""Makes a Datasette for one database, with the plugin, templates and stylesheet of this package."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils.sqlite import sqlite3

from crawler.tools.browse import plugin
from crawler.tools.browse.browse_reader import open_browse_reader
from pipelines.db.columns import public_tables

HERE = Path(__file__).parent
_FACETS = {"articles": ["source", "language"], "revisions": ["reason"], "sources": ["state"]}
_LABELS = {"articles": "title", "sources": "name"}
_NEWEST = {"articles": "id", "revisions": "seen_at", "runs": "id"}
"""Columns by which a table is sorted, the last first; each has an index."""


class _File(Database):  # type: ignore[misc]  # Datasette is not typed
    """A database file that is only read. Datasette's own class treats `?` and `#` in a name as its end."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        how = "mode=ro" if self.is_mutable else "immutable=1"
        conn = sqlite3.connect(f"{Path(self.path).as_uri()}?{how}", uri=True, check_same_thread=False)
        self._all_file_connections.append(conn)
        return conn


def application(path: str | Path, hosts: Collection[str] | None = None) -> Datasette:
    """Return the Datasette that shows the database at `path`; its `.app()` is the ASGI application.

    `hosts`: host names that requests may use; None: any. Raises a DatabaseError if the file cannot be read.
    """
    path = Path(path).expanduser().absolute()
    with open_browse_reader(path) as reader:
        is_still = reader.is_still
    if not pm.is_registered(plugin):
        pm.register(plugin)
    datasette = Datasette(
        memory=True,
        metadata={**_metadata(), "plugins": {plugin.FOLDER: {"hosts": sorted(hosts) if hosts else None}}},
        template_dir=str(HERE / "templates"),
        static_mounts=[(f"-/{plugin.FOLDER}", str(HERE / "static"))],
        settings={"allow_download": False, "suggest_facets": False, "default_cache_ttl": 0},
    )
    datasette.remove_database("_memory")
    datasette.add_database(_File(datasette, str(path), is_mutable=not is_still), name=plugin.DATABASE)
    return datasette


def close(datasette: Datasette) -> None:
    datasette.executor.shutdown()
    for database in datasette.databases.values():
        database.close()


def _metadata() -> dict[str, Any]:
    # Datasette hides every table whose name begins with the name of a hidden one: here only private tables.
    tables: dict[str, Any] = {"_": {"hidden": True}, "sqlite_": {"hidden": True}}
    for table, about in public_tables().items():
        tables[table] = {"description": about, "size": 50}
        tables[table] |= {"facets": _FACETS[table]} if table in _FACETS else {}
        tables[table] |= {"label_column": _LABELS[table]} if table in _LABELS else {}
        tables[table] |= {"sort_desc": _NEWEST[table]} if table in _NEWEST else {}
    about = "The tables behind the pages. Those without a leading underscore change only by adding."
    database = {"description": about, "tables": tables}
    return {"title": "Broadsheet", "databases": {plugin.DATABASE: database}}

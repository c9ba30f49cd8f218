"""Makes the tables of the cluster, and says where they are missing."""

from __future__ import annotations

from pathlib import Path

from procrastinate.schema import SchemaManager

from crawler.errors import BroadsheetError
from pipelines.db import Database

# A number of ours: of two that set up at once, one waits.
_LOCK = "SELECT pg_advisory_xact_lock(7216002)"
_HAS = "SELECT to_regclass(:name) IS NOT NULL"
JOBS, HOSTS = "procrastinate_jobs", "_cluster_hosts"


def set_up(db: Database) -> bool:
    """Make Procrastinate's tables and ours; return whether any was missing. The store has its own already."""
    with db.transaction():
        db.all(_LOCK)
        missing = [name for name in (JOBS, HOSTS) if not _has(db, name)]
        if JOBS in missing:
            db.execute(SchemaManager.get_schema())
        db.execute(Path(__file__).with_name("schema.sql").read_text(encoding="utf-8"))
    return bool(missing)


def check(db: Database) -> None:
    """Raises BroadsheetError where the tables are not there."""
    if not (_has(db, JOBS) and _has(db, HOSTS)):
        cure = "make them once: scrapy cluster setup -s DATABASE=…"
        raise BroadsheetError(f"{db.path} has no tables for jobs; {cure}")


def _has(db: Database, name: str) -> bool:
    return bool(db.all(_HAS, {"name": name})[0][0])

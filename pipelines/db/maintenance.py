"""Checks, copies, prunes and tidies a database. All of this can run during a crawl."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.db import clock, search_tsvector
from pipelines.db.database import Database
from pipelines.db.file_errors import Damaged, Missing, Unwritable, translated
from pipelines.db.migrations import check as check_version
from pipelines.db.readonly import SIZES
from pipelines.db.schema import Schema, news

AT_ONCE = 2_000
"""Rows that are read in one transaction, which takes a few milliseconds, so that a crawl does not wait."""


@dataclass(frozen=True, slots=True)
class _UnneededRows:
    """Rows that no crawl needs. The table is read once, in the order of its key."""

    table: str
    key: str
    where: str

    @property
    def until(self) -> str:
        """The SQL for the last key of the next part."""
        keys = f"SELECT {self.key} AS k FROM {self.table} WHERE {self.key} > :after"  # noqa: S608
        return f"SELECT max(k) FROM ({keys} ORDER BY k LIMIT :most) AS part"  # noqa: S608

    @property
    def delete(self) -> str:
        return f"DELETE FROM {self.table} WHERE {self.key} > :after AND {self.key} <= :until AND {self.where}"  # noqa: S608


_PRUNE = {
    # article_urls has the links to stored articles, so the frontier need not keep them too.
    "links to stored articles": _UnneededRows(
        "_frontier",
        "id",
        """
            state = 'done' AND rank = 1 AND acknowledged_at < :month
            AND EXISTS (SELECT 1 FROM article_urls AS u WHERE u.url = _frontier.url)
        """,
    ),
    # A page that was not an article, or failed: if a page still links to it half a year later, it is tried
    # again.
    "old drops and failures": _UnneededRows(
        "_frontier", "id", "state IN ('dropped', 'failed') AND rank = 1 AND acknowledged_at < :half_year"
    ),
    "validators of pages long gone": _UnneededRows("_fetches", "url", "fetched_at < :half_year"),
    "pauses that are over": _UnneededRows("_hosts", "host", "not_before < :month"),
    "empty queues": _UnneededRows(
        "_queues",
        "source",
        "ready = 0 AND NOT EXISTS (SELECT 1 FROM _frontier AS f WHERE f.source = _queues.source)",
    ),
}

_PROBLEMS = {
    "articles without a seq": "SELECT count(*) FROM articles WHERE seq IS NULL",
    "articles whose seq is beyond the counter": """
        SELECT count(*) FROM articles WHERE seq > (SELECT value FROM _seq)
    """,
    "articles whose own address leads elsewhere": """
        SELECT count(*) FROM articles AS a LEFT JOIN article_urls AS u ON u.url = a.url
        WHERE u.article_id IS DISTINCT FROM a.id
    """,
}
_FILE_PROBLEMS = {"references that lead nowhere": "SELECT count(*) FROM pragma_foreign_key_check"}

CURES = {
    "sqlite": "restore a backup, or try sqlite3's .recover on a copy",
    "postgresql": "restore a backup that pg_dump has made",
}
"""What to do if `problems` finds some, by the kind of database."""

_SEARCH_TABLES = ("articles_fts", "_letters")
_MERGE = "INSERT INTO {table} ({table}, rank) VALUES ('merge', 500)"
_CHECK = "INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', :depth)"


def problems(db: Database) -> list[str]:
    """Return the problems of the database, one line for each; an empty list if there are none.

    It reads everything once, which takes about a minute for each gigabyte. The storage of PostgreSQL is
    checked by PostgreSQL's own tools.
    """
    is_file = db.kind == "sqlite"
    lines = [line for (line,) in db.all("PRAGMA integrity_check") if line != "ok"] if is_file else []
    for description, sql in {**_PROBLEMS, **(_FILE_PROBLEMS if is_file else {})}.items():
        ((count,),) = db.all(sql)
        lines += [f"{description}: {count}"] if count else []
    if is_file:
        return lines + list(_search_problems(db))
    count = search_tsvector.differing(db)
    return lines + [f"articles that the search index does not agree with: {count}"] * bool(count)


def size(db: Database) -> int:
    """Return the bytes of the database."""
    return int(db.all(SIZES[db.kind])[0][0])


def prune(db: Database, now: datetime) -> dict[str, int]:
    """Delete rows that no crawl needs, in short transactions; return how many of each kind."""
    values = {
        "month": clock.text(now - timedelta(days=30)),
        "half_year": clock.text(now - timedelta(days=180)),
    }
    deleted = {kind: sum(_walk(db, unneeded, values)) for kind, unneeded in _PRUNE.items()}
    return {kind: count for kind, count in deleted.items() if count}


def _walk(db: Database, unneeded: _UnneededRows, values: Mapping[str, str]) -> Iterator[int]:
    """Delete part by part, each in a transaction; yield how many rows were deleted."""
    after: int | str = 0 if unneeded.key == "id" else ""
    while (until := db.all(unneeded.until, {"after": after, "most": AT_ONCE})[0][0]) is not None:
        yield db.execute(unneeded.delete, {**values, "after": after, "until": until}).rowcount
        after = until


def tidy(db: Database) -> None:
    """Merge the search indexes in small steps, refresh the planner's statistics, and empty the log."""
    if db.kind == "postgresql":
        db.execute("VACUUM (ANALYZE)")
        return
    for table in _SEARCH_TABLES:
        before = -2
        # FTS5 returns nothing, but a merge with nothing left to do changes fewer than two rows.
        while _changed(db) - before >= 2:
            before = _changed(db)
            db.execute(_MERGE.format(table=table))
    db.execute("PRAGMA analysis_limit = 1000")
    db.execute("PRAGMA optimize")
    db.all("PRAGMA wal_checkpoint(TRUNCATE)")


def _changed(db: Database) -> int:
    """Return how many rows this connection has written since it was opened."""
    return int(db.all("SELECT total_changes()")[0][0])


def backup(path: str | Path, target: str | Path, schema: Schema | None = None) -> int:
    """Copy the database as it is now, while a crawl may write to it; return the size of the copy in bytes.

    The copy gets its name only when it is complete, and then replaces an older one. Without `schema` the
    database is one of articles.

    Raises a DatabaseError: Missing, NotOurs, Unwritable, Full.
    """
    path, target = Path(path).expanduser().absolute(), Path(target).expanduser().absolute()
    if not path.is_file():
        raise Missing(path)
    if not target.parent.is_dir():
        raise Missing(target, f"there is no directory {target.parent}", "make it, or name a file elsewhere")
    part = target.with_name(target.name + ".part")
    _delete(part)
    try:
        _copy(path, part, schema or news())
        part.replace(target)
    finally:
        _delete(part)
    return target.stat().st_size


def _delete(part: Path) -> None:
    with suppress(OSError):  # on a read-only file system, the copy itself raises a clear error
        part.unlink(missing_ok=True)


def _copy(path: Path, part: Path, schema: Schema) -> None:
    with translated(path), closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)) as source:
        check_version(source, path, schema)
        with translated(part):
            _create(part)
            with closing(sqlite3.connect(part)) as copy:
                # In one step: a copy in many steps starts again each time the crawl writes.
                source.backup(copy)
                # Without WAL the copy can be read from a read-only directory.
                copy.execute("PRAGMA journal_mode = DELETE")


def _create(part: Path) -> None:
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644))
    except OSError as error:
        raise Unwritable(part, f"{Unwritable.cause} ({error.strerror})") from error


def _search_problems(db: Database) -> Iterator[str]:
    for table, depth in zip(_SEARCH_TABLES, (1, 0), strict=True):
        try:
            db.execute(_CHECK.format(table=table), {"depth": depth})
        except Damaged:
            yield f"the search index {table} does not agree with the articles"

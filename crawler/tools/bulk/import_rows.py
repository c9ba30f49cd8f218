"""The work of `scrapy import`: stores the articles of Parquet files in the database. It can be run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from crawler.errors import BroadsheetError, is_empty
from pipelines.article_fields import ArticleFields, values_of
from pipelines.db import Database, StoredArticle, clock, open_database
from pipelines.db.articles import Outcome, remove, store
from pipelines.db.signature import signature
from pipelines.export import columnar
from pipelines.items import Article

_BATCH = 200
"""Articles in one transaction: a crawl that writes to the same file waits less than a second."""


class ImportFailed(BroadsheetError):
    """A file cannot be read; the articles of the files before it are stored."""


def parquet_files(names: Iterable[str]) -> list[Path]:
    """Return the Parquet files that are named, or that stand in a folder. Raises ImportFailed."""
    found: list[Path] = []
    for name in names:
        path = Path(name).expanduser()
        files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            raise ImportFailed(
                f"{name}: no Parquet file is there; `scrapy bulk` and `scrapy export` write some"
            )
        found += files
    return found


def import_files(database: str | Path, files: Iterable[Path]) -> Iterator[tuple[Path, Counter[str]]]:
    """Store each file's articles and yield how many are new, changed and the same as before.

    Raises ImportFailed or DatabaseError.
    """
    with open_database(database) as db:
        for file in files:
            if is_empty(file):
                cure = "write it again with `scrapy bulk` or `scrapy export`, or name another"
                raise ImportFailed(f"{file}: is empty (0 bytes); {cure}")
            try:
                yield file, _store(db, columnar.read(file))
            except (OSError, ValueError, TypeError) as error:  # pyarrow's errors are ValueErrors
                cause = str(error).splitlines()[0]
                raise ImportFailed(
                    f"{file}: is no Parquet file of articles ({cause}); name another"
                ) from error


def _store(db: Database, rows: Iterator[StoredArticle]) -> Counter[str]:
    outcomes = Counter[str]()
    while batch := list(islice(rows, _BATCH)):
        with db.transaction():
            outcomes.update(_store_one(db, row) for row in batch)
    return outcomes


def _store_one(db: Database, row: StoredArticle) -> Outcome:
    """Store an article. One that has been removed since stays removed, here and in the file."""
    known = db.one(_REMOVED, {"url": row.url})
    if known and known[0] and row.last_seen_at <= known[0]:
        return "same"
    outcome = store(db, _article(row))
    if row.removed_at:
        remove(db, row.url, clock.instant(row.removed_at))
    return outcome


_REMOVED = """
    SELECT a.removed_at
    FROM article_urls AS u
    JOIN articles AS a ON a.id = u.article_id
    WHERE u.url = :url
"""


def _article(row: StoredArticle) -> Article:
    return Article(
        **values_of(ArticleFields, row),
        seen_at=clock.instant(row.last_seen_at),
        signature=signature(row.text),
    )

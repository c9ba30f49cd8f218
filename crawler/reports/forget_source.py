"""Forgets what crawls learned about a source, and says what goes and what stays."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from crawler.errors import BroadsheetError, UnknownNameError, some, unknown
from crawler.sources.source import Source
from pipelines.db import Database, open_database
from pipelines.db.crawl import forgetting
from pipelines.db.file_errors import Missing
from pipelines.db.rawpages import open_pages, pages_file
from pipelines.db.readonly import is_there
from pipelines.export.printable import counted

_ONE = {"addresses": "address"}


class CrawlRunsError(BroadsheetError):
    """A crawl is writing to the database."""


def forget(
    database: str,
    names: Sequence[str],
    sources: Iterable[Source],
    *,
    with_articles: bool,
    raw_pages: object = True,
) -> Iterator[str]:
    """Forget the sources of these names; for each, first yield a line that says what goes and what stays.

    `sources` are those with a file, `raw_pages` is the setting. Raises UnknownNameError or CrawlRunsError
    before anything is forgotten, or a DatabaseError.
    """
    former = {source.name: source.former for source in sources}
    if not is_there(database):
        raise Missing(database, cure="name the file that a crawl has written with -s DATABASE=path")
    kept = pages_file(database, raw_pages).expanduser()
    with open_database(database) as db:
        learned = {name: _learned(db, name) for name in names}
        if forgetting.running(db):
            cure = "stop it first; one that was killed still counts for half a minute"
            raise CrawlRunsError(f"a crawl is writing to {db.path}; {cure}")
        for name, known in learned.items():
            kept_under = filter(None, (name, former.get(name)))
            pages = sum(_delete_pages(kept, each) for each in kept_under) if with_articles else 0
            yield f"{name}: {_description(known, pages, with_articles)}"
            forgetting.forget(db, name, with_articles=with_articles)


def _learned(db: Database, name: str) -> forgetting.StoredCounts:
    known = forgetting.stored_counts(db, name)
    if known is None:
        names = [each for (each,) in db.all("SELECT name FROM sources ORDER BY name")]
        raise UnknownNameError(unknown("source of this database", name, names, see=f"it has {some(names)}"))
    return known


def _delete_pages(kept: Path, name: str) -> int:
    """Delete the kept pages of a source from their file; return how many there were."""
    if not kept.is_file():
        return 0
    with open_pages(kept, max_bytes=sys.maxsize, max_age=timedelta.max) as pages:
        return pages.delete(name)


def _description(known: forgetting.StoredCounts, pages: int, with_articles: bool) -> str:
    counts = {what: count for what, count in known.learned.items() if count}
    learned = [counted(n, _ONE.get(what, what.removesuffix("s")), what) for what, n in counts.items()]
    stored = [counted(known.articles, "article")] if known.articles else []
    if with_articles:
        gone = [*stored, *([counted(pages, "kept page")] if pages else []), *learned]
        return f"{', '.join(gone) or 'its name'} deleted"
    forgotten = f"{', '.join(learned)} forgotten" if learned else "nothing was learned about it"
    return "; ".join((forgotten, *(f"{articles} kept" for articles in stored)))

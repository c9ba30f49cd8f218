"""What is said of a source that is forgotten, and the doing of it. Reads no source file, asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crawler.errors import BroadsheetError, UnknownNameError, unknown
from pipelines.db import Database, open_database
from pipelines.db.crawl import forgetting
from pipelines.db.file_errors import Missing
from pipelines.db.rawpages import beside, open_kept
from pipelines.export.printable import counted

_MANY = {"addresses": "address"}


class CrawlRunsError(BroadsheetError):
    """Somebody writes to the database."""


def forget(
    database: str, names: Sequence[str], former: Mapping[str, str], *, with_articles: bool
) -> Iterator[str]:
    """Forget these sources; yields a line of what goes and what stays of each, before it goes.

    `former` says what a site was called before it had a file → its source: pages were kept under that name.
    Raises UnknownNameError, CrawlRunsError or a DatabaseError, the first two before anything is forgotten.
    """
    path = Path(database).expanduser().absolute()
    if not path.is_file():
        raise Missing(path, cure="name the file that a crawl has written with -s DATABASE=path")
    with open_database(path) as db:
        known = {name: _known(db, name) for name in names}
        if forgetting.running(db):
            cure = "end it first; one that was killed counts for half a minute"
            raise CrawlRunsError(f"a crawl writes to {database}; {cure}")
        for name, found in known.items():
            called = [name, *(old for old, new in former.items() if new == name)]
            pages = sum(_pages(path, each) for each in called) if with_articles else 0
            yield f"{name}: {_told(found, pages, with_articles)}"
            forgetting.forget(db, name, with_articles=with_articles)


def _known(db: Database, name: str) -> forgetting.Known:
    found = forgetting.known(db, name)
    if found is None:
        names = [each for (each,) in db.all("SELECT name FROM sources ORDER BY name")]
        see = "'scrapy sources --health' shows what it has"
        raise UnknownNameError(unknown("source of this database", name, names, see=see))
    return found


def _pages(path: Path, name: str) -> int:
    """Delete the kept pages of a source; returns how many there were."""
    if not beside(path).is_file():
        return 0
    with open_kept(path) as pages:
        return pages.delete(name)


def _told(found: forgetting.Known, pages: int, with_articles: bool) -> str:
    learned = [
        counted(n, _MANY.get(what, what.removesuffix("s")), what) for what, n in found.learned.items() if n
    ]
    stored = [counted(found.articles, "article")] if found.articles else []
    if with_articles:
        gone = [*stored, *([counted(pages, "kept page")] if pages else []), *learned]
        return f"{', '.join(gone) or 'its name'} deleted"
    told = f"{', '.join(learned)} forgotten" if learned else "nothing was learned of it"
    return "; ".join((told, *(f"{articles} kept" for articles in stored)))

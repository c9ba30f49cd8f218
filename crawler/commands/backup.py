"""`scrapy backup TARGET`: a copy of the database as it is at this moment, also beside a crawl."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import say

if TYPE_CHECKING:
    import argparse

    from pipelines.db.schema import Schema


class BackupError(BroadsheetError):
    """Nothing was copied, and why."""


class Command(DatabaseCommand):
    """Exit code 1: nothing was copied."""

    takes = 1
    wants = "give the file, or the directory, to copy to"

    def syntax(self) -> str:
        return "<file|directory>"

    def short_desc(self) -> str:
        return "Copy the database, while a crawl may write to it"

    def long_desc(self) -> str:
        return (
            "Copy the articles, by SQLite's own backup. The copy has its name only when it is whole, and"
            " takes the place of an older one. --pages copies the kept pages too, into a file beside it."
            " Examples: `scrapy backup /mnt/backup/ --pages`;"
            " `scrapy backup monday.db -s DATABASE=news.db`."
        )

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--pages", action="store_true", help="the kept pages too: monday.pages.db")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from pipelines.db.rawpages import beside
        from pipelines.db.schema import news, pages
        from pipelines.db.upkeep import backup

        database, target = self.database, Path(args[0]).expanduser().absolute()
        target = target / database.name if target.is_dir() else target
        # The pages last: each comes before its article, so that none of an article in the copy is missing.
        files = [(database, target, news())]
        if opts.pages:
            files.append((_kept(database), beside(target), pages()))
        for _, copy, schema in files:
            _refuse_what_is_in_use(copy, database, schema)
        for file, copy, schema in files:
            say(f"{copy}: {backup(file, copy, schema) / 1e6:,.1f} MB")
        return 0


def _kept(database: Path) -> Path:
    from pipelines.db.rawpages import beside

    path = beside(database)
    if not path.is_file():
        raise BackupError(f"{path}: no pages are kept there; leave --pages out")
    return path


def _refuse_what_is_in_use(copy: Path, database: Path, schema: Schema) -> None:
    """The files of this database, and any file that is not an older copy of the same kind."""
    from pipelines.db.rawpages import beside, is_ours

    used = [path for path in (database, beside(database)) if path.exists()]
    if copy.exists() and (any(map(copy.samefile, used)) or not is_ours(copy, schema)):
        cause = "is in use as it is" if any(map(copy.samefile, used)) else "is there, and is no older copy"
        raise BackupError(f"{copy}: {cause}; name another file")

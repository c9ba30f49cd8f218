"""`scrapy backup TARGET`: a copy of the database as it is at this moment, also beside a crawl."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crawler.command import DatabaseCommand
from crawler.errors import BroadsheetError

if TYPE_CHECKING:
    import argparse


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
            " takes the place of an older one. The kept pages are not in it. Examples:"
            " 'scrapy backup /mnt/backup/'; 'scrapy backup monday.db -s DATABASE=news.db'."
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from pipelines.db.rawpages import is_ours
        from pipelines.db.upkeep import backup

        database, target = self.database, Path(args[0]).expanduser().absolute()
        target = target / database.name if target.is_dir() else target
        if target.exists() and (target.samefile(database) or is_ours(target)):
            raise BackupError(f"{target}: is in use as it is; name another file")
        size = backup(database, target)
        print(f"{target}: {size / 1e6:,.1f} MB")
        return 0

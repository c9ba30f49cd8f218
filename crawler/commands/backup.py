"""`scrapy backup TARGET`: copies the database as it is now, also while a crawl writes to it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import say

if TYPE_CHECKING:
    from pipelines.db.schema import Schema


class BackupError(BroadsheetError):
    """Nothing was copied; the message says why."""


class Command(DatabaseCommand):
    """Copy the articles with SQLite's own backup. The copy gets its name only when it is complete, and
    replaces an older copy. --pages also copies the kept pages, to a second file beside it. Examples:
    `scrapy backup /mnt/backup/ --pages`; `scrapy backup monday.db -s DATABASE=news.db`.

    Exit code 1: nothing was copied.
    """

    arguments = (1, 1)
    arguments_hint = "give the file, or the directory, to copy to"
    usage = "<file|directory>"
    summary = "Copy the database, also while a crawl writes to it"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--pages", action="store_true", help="copy the kept pages too: monday.pages.db")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.guard.progress import growing
        from pipelines.db.maintenance import backup
        from pipelines.db.rawpages import pages_file
        from pipelines.db.schema import news, pages

        database = self.file(
            "PostgreSQL has a program for this: pg_dump --format=custom --file=monday.dump ADDRESS"
        )
        target = Path(args[0]).expanduser().absolute()
        target = target / database.name if target.is_dir() else target
        # Pages last: a crawl stores a page before its article, so every article in the copy has its page.
        files = [(database, target, news())]
        if opts.pages:
            files.append((_kept_pages(database, self.settings["RAW_PAGES"]), pages_file(target), pages()))
        for _, copy, schema in files:
            _check_target(copy, (database, pages_file(database, self.settings["RAW_PAGES"])), schema)
        for file, copy, schema in files:
            replaced = ", in place of the older copy" if copy.exists() else ""
            part = copy.with_name(copy.name + ".part")
            with growing(part, copy.name, file.stat().st_size):
                size = backup(file, copy, schema)
            say(f"{copy}: {size / 1e6:,.1f} MB{replaced}")
        return 0


def _kept_pages(database: Path, raw_pages: object) -> Path:
    from pipelines.db.rawpages import pages_file

    path = pages_file(database, raw_pages)
    if not path.is_file():
        raise BackupError(f"{path}: no pages are kept there; leave --pages out")
    return path


def _check_target(copy: Path, used: tuple[Path, ...], schema: Schema) -> None:
    """Raises BackupError for a file that is in use, and for any file that is not an older copy."""
    from pipelines.db.rawpages import is_ours

    if not copy.exists():
        return
    in_use = any(copy.samefile(path) for path in used if path.exists())
    if in_use or not is_ours(copy, schema):
        cause = "is in use as it is" if in_use else "is there, and is not an older copy"
        raise BackupError(f"{copy}: {cause}; name another file")

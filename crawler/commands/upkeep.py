"""`scrapy upkeep`: what a database needs now and then, also beside a crawl."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain, say
from pipelines.export.printable import counted

if TYPE_CHECKING:
    import argparse


class Command(DatabaseCommand):
    """Exit code 1: the file is not sound."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Prune, tidy and check the database"

    def long_desc(self) -> str:
        return (
            "Forget what no crawl will miss, drop kept pages that are too old or too many, tidy the indexes"
            " and look whether the file is sound. A crawl may run meanwhile. Examples:"
            " `scrapy upkeep --no-check` after a crawl; `scrapy upkeep --check` only looks."
        )

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, only look")
        parser.add_argument("--no-check", action="store_true", help="do not look whether the file is sound")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.spiders.arguments import ArgumentError
        from pipelines.db import open_database, upkeep

        if opts.check and opts.no_check:
            raise ArgumentError("--check and --no-check do not go together")
        database = self.database
        with open_database(database) as db:
            if not opts.check:
                for what, count in upkeep.prune(db, datetime.now(UTC)).items():
                    say(f"{what}: {count} forgotten")
                self._prune_pages()
                upkeep.tidy(db)
                say("indexes tidied")
            found = [] if opts.no_check else upkeep.problems(db)
        for line in found:
            complain(f"scrapy upkeep: {database}: {line}")
        if found:
            complain("restore a backup, or try sqlite3's .recover on a copy")
        elif not opts.no_check:
            say(f"{database} is sound")
        return int(bool(found))

    def _prune_pages(self) -> None:
        from pipelines.db.rawpages import beside, open_pages

        assert self.settings is not None
        path = beside(self.database)
        if not path.is_file():
            return
        max_age = timedelta(days=self.settings.getfloat("RAW_PAGES_DAYS"))
        max_bytes = int(self.settings.getfloat("RAW_PAGES_MEGABYTES") * 1e6)
        with open_pages(path, max_bytes=max_bytes, max_age=max_age) as pages:
            if gone := pages.prune(datetime.now(UTC)):
                say(f"{counted(gone, 'kept page')} forgotten")

"""`scrapy upkeep`: prunes, tidies and checks the database, also while a crawl runs."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain, say
from pipelines.export.printable import counted

if TYPE_CHECKING:
    from pipelines.db import Database


class Command(DatabaseCommand):
    """Delete what no crawl needs any more, delete kept pages that are too old or too many, tidy the indexes,
    and check that the file is not damaged. A crawl may run meanwhile. Examples: `scrapy upkeep
    --no-check` after a crawl; `scrapy upkeep --check` changes nothing.

    Exit code 1: the file is damaged.
    """

    summary = "Prune, tidy and check the database"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, only check the file")
        parser.add_argument("--no-check", action="store_true", help="do not check the file")

    def typed_as_options(self) -> dict[str, str]:
        return {"--prune": "'scrapy upkeep' alone, which prunes"}

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        if opts.check and opts.no_check:
            return "--check and --no-check do not go together"
        return super().usage_mistake(args, opts)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.guard.progress import progress
        from pipelines.db import maintenance as upkeep
        from pipelines.db import open_database

        with open_database(self.database) as db:
            if not opts.check:
                with progress("looking for what no crawl needs"):
                    forgotten = upkeep.prune(db, datetime.now(UTC))
                say(*(f"{what}: {count} forgotten" for what, count in forgotten.items()))
                asyncio.run(self._expire(db))
                self._prune_pages()
                with progress("tidying the indexes"):
                    upkeep.tidy(db)
                say("indexes tidied")
            with progress(f"checking {upkeep.size(db) / 1e9:.1f} GB, about a minute for each GB"):
                problems = [] if opts.no_check else upkeep.problems(db)
        for line in problems:
            complain(f"scrapy upkeep: {db.path}: {line}")
        if problems:
            complain(upkeep.CURES[db.kind])
        elif not opts.no_check:
            say(f"{db.path} is sound")
        return int(bool(problems))

    async def _expire(self, db: Database) -> None:
        from crawler.frontier import expiry
        from crawler.sources.source import load_sources

        sources, broken = load_sources(self.sources_directory)
        complain(*(f"left out: {error}" for error in broken if error.name))
        async for source, count in expiry.expire(db, sources):
            say(expiry.line(source, count))

    def _prune_pages(self) -> None:
        from pipelines.db.rawpages import open_pages, pages_file

        path = pages_file(self.database, self.settings["RAW_PAGES"])
        if not path.is_file():
            return
        max_age = timedelta(days=self.settings.getfloat("RAW_PAGES_DAYS"))
        max_bytes = int(self.settings.getfloat("RAW_PAGES_MEGABYTES") * 1e6)
        with open_pages(path, max_bytes=max_bytes, max_age=max_age) as pages:
            if count := pages.prune(datetime.now(UTC)):
                say(f"{counted(count, 'kept page')} forgotten")

"""`scrapy demo`: crawl a small invented world with the ordinary spider, and tell what came of it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import unknown_option
from crawler.guard.terminal import complain

_SAID = SETTINGS_PRIORITIES["cmdline"]
"""The priority of what the user said with `-s`."""


class Command(CheckedCommand):
    """`scrapy demo [--keep PATH]`. Exit code 1: nothing was stored, or the database could not be written."""

    requires_project = True

    def syntax(self) -> str:
        return "[--keep PATH]"

    def short_desc(self) -> str:
        return "Crawl a small invented news world on this machine, and show what is stored"

    def long_desc(self) -> str:
        return (
            "Crawl two invented news sites, which this command itself serves on loopback, and show what is"
            " stored of them. It takes a few seconds and no network. The database is demo.db; an earlier"
            " demo's is replaced, any other file is left alone. Examples: `scrapy demo`;"
            " `scrapy demo --keep world.db` names another file."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.add_argument("--keep", metavar="PATH", type=Path, help="write the database to PATH")
        self._options = tuple(parser._option_string_actions)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Say where things are before Scrapy reads it; what `-s` says of other settings wins."""
        super().process_options(args, opts)
        if args:
            wrong = unknown_option(args, self._options) or f"'{args[0]}' means nothing to this command"
            raise UsageError(wrong, print_help=False)
        from crawler.tools.demo import place
        from crawler.tools.demo.server import SOURCES

        assert self.settings is not None
        said = self.settings["DATABASE"] if self.settings.getpriority("DATABASE") == _SAID else None
        self.database = Path(opts.keep or said or place.choose())
        self.settings.set("DATABASE", str(self.database), priority="cmdline")
        self.settings.set("SOURCES", str(SOURCES), priority="cmdline")
        # The world's robots.txt files name a delay, and its server is our own.
        for name, value in (("DOWNLOAD_DELAY", 0), ("TELL_ACCOUNT", False), ("LOG_LEVEL", "ERROR")):
            self.settings.set(name, value, priority=_SAID - 1)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        import sqlite3

        from crawler.tools.demo import place, report, rows
        from pipelines.db.errors import DatabaseError

        try:
            place.clear(self.database)
        except DatabaseError as error:
            self._fail(str(error))
            return
        self._crawl()
        try:
            stored, run = rows.read(self.database)
        except sqlite3.Error as error:
            self._fail(f"{self.database} cannot be read: {error}")
            return
        place.tidy(self.database)
        if not stored or run is None:
            self._fail("the crawl stored nothing; run it again with -L INFO to see why")
            return
        report.show(stored, run, self.database, report.console())

    def _crawl(self) -> None:
        from crawler.tools.demo.place import NAMES
        from crawler.tools.demo.server import serving

        assert self.crawler_process is not None
        with serving() as proxy, _environment(http_proxy=proxy, no_proxy=""):
            self.crawler_process.crawl("news", source=",".join(NAMES))
            self.crawler_process.start()

    def _fail(self, why: str) -> None:
        complain(f"scrapy demo: {why}")
        self.exitcode = 1


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables while the block lasts."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

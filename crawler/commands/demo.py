"""`scrapy demo`: crawls a small invented world with the ordinary spider and shows what is stored."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.base import BaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import complain

_COMMAND_LINE = SETTINGS_PRIORITIES["cmdline"]
"""The priority of settings that the user gave with `-s`."""


class DemoError(BroadsheetError):
    """The demo stored nothing; the message says why."""


class Command(BaseCommand):
    """Crawl two invented news sites, which this command serves on this machine, and show what is stored. It
    takes a few seconds and needs no network. The database is demo.db; an earlier demo's is replaced, any
    other file is left alone. Examples: `scrapy demo`; `scrapy demo --keep world.db` names another file.

    Exit code 1: nothing was stored, or the database could not be written.
    """

    usage = "[--keep PATH]"
    summary = "Crawl a small invented news world on this machine, and show what is stored"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--keep", metavar="PATH", type=Path, help="write the database to PATH")

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        return f"'{args[0]}' means nothing to this command" if args else None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Set the demo's own settings before Scrapy reads them; a user's `-s` wins except for the places."""
        super().process_options(args, opts)
        from crawler.tools.demo import demo_database
        from crawler.tools.demo.world_server import SOURCES
        from pipelines.db.address import is_address

        is_given = self.settings.getpriority("DATABASE") == _COMMAND_LINE
        if is_given and is_address(self.settings["DATABASE"]):
            raise UsageError("the demo writes a file of its own; name one with --keep demo.db")
        named = opts.keep or (self.settings["DATABASE"] if is_given else None)
        self.database, self.note = (Path(named), None) if named else demo_database.choose()
        self.settings.set("DATABASE", str(self.database), priority="cmdline")
        self.settings.set("SOURCES", str(SOURCES), priority="cmdline")
        # The demo's server is our own and needs no delay; its robots.txt files name one.
        for name, value in (("DOWNLOAD_DELAY", 0), ("TELL_ACCOUNT", False), ("LOG_LEVEL", "ERROR")):
            self.settings.set(name, value, priority=_COMMAND_LINE - 1)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools.demo import demo_database, report
        from crawler.tools.demo.world_server import serving

        if self.note:
            complain(f"scrapy demo: {self.note}")
        demo_database.clear(self.database)
        with serving() as proxy:
            os.environ.update(http_proxy=proxy, no_proxy="")
            self.crawler_process.crawl("news", source=",".join(demo_database.NAMES))
            self.crawler_process.start()
        stored, run = demo_database.read(self.database)
        if not stored or run is None:
            raise DemoError("the crawl stored nothing; run it again with -L INFO to see why")
        report.show(stored, run, self.database, report.console())
        return 0

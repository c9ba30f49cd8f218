"""Scrapy's own `crawl`, but a mistake is told in one line, and a crawl that failed has exit code 1."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import BroadsheetError, UnknownNameError, unknown_option
from crawler.guard.terminal import complain
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler


class Command(CheckedCommand, crawl.Command):
    """`scrapy crawl news|archive|SOURCE [-a NAME=VALUE]`.

    Exit code 1: what was named could not be read, or nothing could be stored; 2: the command is mistyped;
    3: a source has turned for the worse.
    """

    crawler: Crawler | None = None

    def short_desc(self) -> str:
        return "Crawl sources, any address, or WARC files: `crawl news -a url=https://site/`"

    def long_desc(self) -> str:
        return (
            "Crawl and store articles. Examples: "
            "`scrapy crawl news -a url=https://example.org/ -a limit=100` stores articles of any site; "
            "`scrapy crawl archive -a path='pages/*.warc.gz' -s DATABASE=old.db` reads archived pages."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from pipelines.db import DatabaseError

        complaint = unknown_option(args, ("-a", "-s", "-o", "-O", "-L", "--nolog", "--logfile", "--set"))
        if len(args) > 1 and not complaint:
            complaint = f"'{args[1]}' is one word too many; give arguments as -a url=https://…, -a limit=20"
        if complaint:
            raise UsageError(complaint, print_help=False)
        try:
            idle = self._check(args, opts.spargs)
        except (BroadsheetError, DatabaseError) as error:
            complain(f"scrapy crawl: {error}")
            self.exitcode = 2 if isinstance(error, ArgumentError | UnknownNameError) else 1
            return
        if idle:
            if self.settings is not None and self.settings.getbool("TELL_ACCOUNT"):
                complain(idle)
            return
        from crawler.compat import set_stop_messages

        set_stop_messages(self.crawler_process, _told, _told_again)
        super().run(args, opts)
        stats = self.crawler.stats if self.crawler is not None else None
        if stats is not None and stats.get_value("run/failed"):
            self.exitcode = 1
        elif stats is not None and stats.get_value("run/turned"):
            self.exitcode = 3

    def _check(self, args: list[str], spargs: dict[str, str]) -> str | None:
        """Find what a person can mend before anything starts. Raises BroadsheetError or DatabaseError.

        Returns what to say where there is nothing to do, so that nothing need start at all.
        """
        from pipelines.db import open_database

        if len(args) != 1:
            return None  # Scrapy says what is wrong
        assert self.crawler_process is not None
        assert self.settings is not None
        spider: Any = self.crawler_process.spider_loader.load(args[0])
        spider.check(spargs, self.settings)
        open_database(self.settings["DATABASE"]).close()
        idle: str | None = spider.idle_line(spargs, self.settings) if hasattr(spider, "idle_line") else None
        return idle

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self.crawler = super()._create_crawler(spidercls)
        return self.crawler


def _told(number: int) -> None:
    """Scrapy says this in its log, which nobody who presses Ctrl-C sees."""
    cause = "interrupted" if number == signal.SIGINT else "told to stop"
    complain(f"{cause}: finishing what is in hand (press again to stop at once)")


def _told_again(_: int) -> None:
    complain("stopping at once; what was in hand is fetched again by the next run")

"""Scrapy's own `crawl`, but a mistake is told in one line, and a crawl that failed has exit code 1."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.arguments import ArgumentError
from crawler.errors import BroadsheetError, UnknownNameError, unknown_option
from pipelines.db import DatabaseError, open_database

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler


class Command(crawl.Command):
    """`scrapy crawl news|archive|SOURCE [-a NAME=VALUE]`. Exit code 1: what was named
    could not be read; 2: the command is mistyped.
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

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        complaint = unknown_option(args, ("-a", "-s", "-o", "-O", "-L", "--nolog", "--logfile", "--set"))
        if complaint:
            raise UsageError(complaint, print_help=False)
        try:
            self._check(args, opts.spargs)
        except (BroadsheetError, DatabaseError) as error:
            print(f"scrapy crawl: {error}", file=sys.stderr)
            self.exitcode = 2 if isinstance(error, ArgumentError | UnknownNameError) else 1
            return
        super().run(args, opts)
        if self.crawler is not None and self.crawler.stats.get_value("run/failed"):
            self.exitcode = 1

    def _check(self, args: list[str], spargs: dict[str, str]) -> None:
        """Find what a person can mend before anything starts. Raises BroadsheetError or DatabaseError."""
        if len(args) != 1:
            return  # Scrapy says what is wrong
        assert self.crawler_process is not None
        assert self.settings is not None
        spider: Any = self.crawler_process.spider_loader.load(args[0])
        spider.check(spargs, self.settings)
        open_database(self.settings["DATABASE"]).close()

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self.crawler = super()._create_crawler(spidercls)
        return self.crawler

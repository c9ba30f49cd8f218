"""Scrapy's own `crawl`, with mistakes reported in one line and exit code 1 for a crawl that failed."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.cli import output_check
from crawler.cli.base import BaseCommand
from crawler.guard.terminal import complain

if TYPE_CHECKING:
    from crawler.run_context import Plan

INTERRUPTED = 128 + signal.SIGINT
"""The exit code that shells give a command that Ctrl-C ended."""


class Command(BaseCommand, crawl.Command):
    """Crawl and store articles. From a configured source, fetch what is new in its feeds, news sitemaps and
    sections. From the address of a home page, fetch all that the site lists, with its sitemaps and the
    further pages of its sections. With -a whole=1 the crawl follows the site's own links to every
    article. Examples: `scrapy crawl news -a url=https://example.org/ -a limit=100` stores articles of any
    site; `scrapy crawl archive -a path='pages/*.warc.gz' -s DATABASE=old.db` reads archived pages.

    Exit code 1: what you named could not be read, a WARC not to its end, or it has neither an article nor
    links, nothing could be stored, or `crawl news` left out a source file with a mistake; 2: the command is
    mistyped; 3: a source is failing, changed or dead now and was not before; 130: Ctrl-C.
    """

    arguments = (1, 1)
    crawler: Crawler | None = None
    is_interrupted = False
    usage = "[options] <news|archive|source>"
    summary = "Crawl sources, any address, or WARC files: `crawl news -a url=https://site/`"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Raises UsageError; of the formats of files, before Scrapy does in words of its own."""
        if message := output_check.mistake(_outputs(opts), self.settings):
            raise UsageError(message)
        super().process_options(args, opts)

    def typed_as_options(self) -> dict[str, str]:
        from crawler.spiders import archive, plan

        return {f"--{name}": f"-a {name}=" for name in (*plan.ARGUMENTS, *archive.ARGUMENTS)}

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        if not args:
            return "say what to crawl: news, archive or a source's name"
        if len(args) > 1:
            return f"'{args[1]}' is one word too many; give arguments as -a url=https://…, -a limit=20"
        return None

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        output_check.check_writable(_outputs(opts))
        idle = self._check(args[0], opts.spargs)
        is_short = self._tell_left_out(args[0], opts.spargs)
        if idle:
            if self.settings.getbool("TELL_ACCOUNT"):
                complain(idle)
            return int(is_short)
        self._tell_start(args[0], opts.spargs)
        from crawler.compat import set_stop_messages

        set_stop_messages(self.crawler_process, self._on_first_signal, _on_second_signal)
        crawl.Command.run(self, args, opts)
        if self.is_interrupted:
            return INTERRUPTED
        stats = self.crawler.stats if self.crawler is not None else None
        if stats is None or stats.get_value("run/failed") or self.crawler_process.bootstrap_failed:
            return 1
        return 3 if stats.get_value("run/turned") else int(is_short)

    def _check(self, name: str, arguments: dict[str, str]) -> str | None:
        """Find what a user can fix before anything starts. Raises BroadsheetError or DatabaseError.

        Returns a message where nothing is due, so that no worker and no request need start.
        """
        from crawler.reports import new_articles
        from pipelines.db import open_database

        spider: Any = self.crawler_process.spider_loader.load(name)
        check: Callable[..., None] | None = getattr(spider, "check", None)  # a spider of one's own has none
        if check:
            check(arguments, self.settings)
        new_articles.receivers(self.settings)
        with open_database(self.settings["DATABASE"]) as db:
            new_articles.selection(self.settings, db)
        idle_line: Callable[..., str | None] | None = getattr(spider, "idle_line", None)
        return idle_line(arguments, self.settings) if idle_line else None

    def _tell_start(self, name: str, arguments: dict[str, str]) -> None:
        spider: Any = self.crawler_process.spider_loader.load(name)
        start_line: Callable[..., str | None] | None = getattr(spider, "start_line", None)
        if start_line and self.settings.getbool("TELL_ACCOUNT"):
            complain(*filter(None, [start_line(arguments, self.settings)]))

    def _tell_left_out(self, name: str, arguments: dict[str, str]) -> bool:
        """Name the source files that have mistakes; return whether one of them was to be crawled."""
        from crawler.sources.shared_listings import read_twice

        spider: Any = self.crawler_process.spider_loader.load(name)
        make_plan: Callable[..., Plan] | None = getattr(spider, "plan", None)
        plan = make_plan(arguments, self.settings) if make_plan else None
        if plan is None:
            return False
        complain(*(f"left out: {line}" for line in plan.left_out), *read_twice(plan.sources))
        return plan.takes_all and bool(plan.left_out)

    def _on_first_signal(self, number: int) -> None:
        self.is_interrupted = number == signal.SIGINT
        cause = "interrupted" if self.is_interrupted else "told to stop"
        complain(f"{cause}: finishing what is in hand (press again to stop at once)")

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self.crawler = super()._create_crawler(spidercls)
        return self.crawler


def _outputs(opts: argparse.Namespace) -> list[output_check.Output]:
    appended, overwritten = opts.output or (), opts.overwrite_output or ()
    return [*(("-o", file) for file in appended), *(("-O", file) for file in overwritten)]


def _on_second_signal(_: int) -> None:
    complain("stopping at once; what was in hand will be fetched again by the next run")

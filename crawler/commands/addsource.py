"""`scrapy addsource URL`: looks at a site and writes its source file. Crawls no articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import BroadsheetError, unknown_option
from crawler.guard.terminal import complain, say
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    import argparse


class Command(CheckedCommand):
    """Exit code 1: nothing was written; 2: the command is mistyped."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <url>"

    def short_desc(self) -> str:
        return "Look at a news site and write its source file"

    def long_desc(self) -> str:
        return (
            "Find the feeds, sitemaps, sections, language and time zone of a site; write its file. Examples:"
            " `scrapy addsource https://www.herald.example/`;"
            " `scrapy addsource https://herald.example/sport/ --name herald-sport --print`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.add_argument("--name", help="the source's name (default: from the address)")
        parser.add_argument("--print", action="store_true", help="print the file, write nothing")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        self._options = tuple(parser._option_string_actions)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Only errors are logged, unless the user asks for more: what went wrong is told in one line."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.set("LOG_LEVEL", "ERROR", priority=SETTINGS_PRIORITIES["cmdline"] - 1)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        complaint = unknown_option(args, self._options)
        if complaint or len(args) != 1:
            raise UsageError(complaint or "give one address", print_help=not complaint)
        from crawler.tools.addsource.task import add_source

        assert self.crawler_process is not None
        try:
            say(
                add_source(
                    self.crawler_process,
                    args[0],
                    name=opts.name,
                    only_print=opts.print,
                    force=opts.force,
                    said=opts.set,
                )
            )
        except BroadsheetError as error:
            complain(f"scrapy addsource: {error}")
            self.exitcode = 2 if isinstance(error, ArgumentError) else 1

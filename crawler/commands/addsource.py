"""`scrapy addsource URL`: looks at a site and writes its source file."""

from __future__ import annotations

import argparse

from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.base import BaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import complain, say
from crawler.spiders.arguments import ArgumentError


class Command(BaseCommand):
    """Find the feeds, sitemaps, sections, language and time zone of a site, and write its source file. It
    stores no articles. Of several addresses, and of a file with one on each line (- is standard input), each
    that fails is told, and the others are added. From an OPML file it writes a file for each site without
    looking at it; folders become tags. Examples: `scrapy addsource https://www.herald.example/`; `scrapy
    addsource https://herald.example/sport/ --name herald-sport --print`; `scrapy addsource
    subscriptions.opml`; `scrapy addsource addresses.txt`. Feeds, sitemaps and sections that another source
    file names are left out.

    Exit code 1: an address was not added; 2: other source files read it already, or it is mistyped.
    """

    arguments = (1, 10_000)
    arguments_hint = "give an address, an OPML file, a file of addresses, or - for standard input"
    usage = "[options] <url|file|-> ..."
    summary = "Look at news sites and write their source files"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--name", help="the source's name (default: from the address)")
        parser.add_argument("--print", action="store_true", help="print the file instead of writing it")
        parser.add_argument("--force", action="store_true", help="overwrite an existing file")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Log only errors, unless the user asks for more: one line already says what went wrong."""
        super().process_options(args, opts)
        self.settings.set("LOG_LEVEL", "ERROR", priority=SETTINGS_PRIORITIES["cmdline"] - 1)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools.addsource.given_addresses import read_words
        from crawler.tools.addsource.private import is_allowed_here_alone
        from crawler.tools.addsource.subscriptions import add_subscriptions
        from crawler.tools.addsource.task import add_sources

        named = read_words(args)
        files, urls = named.opml, named.urls
        if opts.name and (files or len(urls) > 1):
            raise ArgumentError("--name goes with one address; give it alone")
        failed: list[object] = [*named.failed]
        how = {"only_print": opts.print, "force": opts.force}
        for file in files:
            private = is_allowed_here_alone(self.settings)
            try:
                written, wrong = add_subscriptions(
                    file, self.sources_directory, may_be_private=private, **how
                )
            except BroadsheetError as error:
                written, wrong = [], [str(error)]
            say(*written)
            failed += wrong
        if urls:
            written, errors = add_sources(
                self.crawler_process, urls, name=opts.name, assignments=opts.set, **how
            )
            if errors and args == urls[:1]:  # a single one, whose kind of error decides the exit code
                raise errors[0]
            say(*written)
            failed += errors
        complain(*(f"scrapy addsource: {line}" for line in failed))
        return int(bool(failed))

"""`scrapy addsource URL`: looks at a site and writes its source file."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.base import BaseCommand
from crawler.guard.terminal import complain, say
from crawler.spiders.arguments import ArgumentError


class Command(BaseCommand):
    """Find the feeds, sitemaps, sections, language and time zone of a site, and write its source file. It
    stores no articles. Of several addresses, and of a file with one on each line (- is standard input), each
    that fails is told, and the others are added. From an OPML file it writes a file for each site without
    looking at it; folders become tags. Examples: `scrapy addsource https://www.herald.example/`; `scrapy
    addsource https://herald.example/sport/ --name herald-sport --print`; `scrapy addsource
    subscriptions.opml`; `scrapy addsource addresses.txt`.

    Exit code 1: an address was not added.
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
        from crawler.tools.addsource.subscriptions import add_subscriptions
        from crawler.tools.addsource.task import add_sources, addresses_in

        files = [word for word in args if word.lower().endswith(".opml") and "://" not in word]
        urls = list(dict.fromkeys(addresses_in(word for word in args if word not in files)))
        if not (files or urls):
            raise ArgumentError("no address was given; write one on each line")
        if opts.name and (files or len(urls) != 1):
            raise ArgumentError("--name goes with one address; give it alone")
        failed: list[object] = []
        for file in files:
            written, wrong = add_subscriptions(Path(file), self.sources_directory, force=opts.force)
            say(*written)
            failed += wrong
        if urls:
            how = {"name": opts.name, "only_print": opts.print, "force": opts.force}
            written, errors = add_sources(self.crawler_process, urls, assignments=opts.set, **how)
            if errors and args == urls[:1]:  # a single one, whose kind of error decides the exit code
                raise errors[0]
            say(*written)
            failed += errors
        complain(*(f"scrapy addsource: {line}" for line in failed))
        return int(bool(failed))

"""`scrapy addsource URL`: looks at a site and writes its source file."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli.base import BaseCommand
from crawler.guard.terminal import complain, say


class Command(BaseCommand):
    """Find the feeds, sitemaps, sections, language and time zone of a site, and write its source file. It
    stores no articles. From an OPML file it writes a file for each site. Examples: `scrapy addsource
    https://www.herald.example/`; `scrapy addsource https://herald.example/sport/ --name herald-sport
    --print`; `scrapy addsource subscriptions.opml`.

    Exit code 1: nothing was written.
    """

    arguments = (1, 1)
    arguments_hint = "give one address, or one OPML file"
    usage = "[options] <url|file.opml>"
    summary = "Look at a news site and write its source file"

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
        from crawler.tools.addsource.task import add_source

        if args[0].lower().endswith(".opml") and "://" not in args[0]:
            written, failed = add_subscriptions(Path(args[0]), self.sources_directory, force=opts.force)
            say(*written)
            complain(*(f"scrapy addsource: {line}" for line in failed))
            return int(bool(failed))
        say(
            add_source(
                self.crawler_process,
                args[0],
                name=opts.name,
                only_print=opts.print,
                force=opts.force,
                assignments=opts.set,
            )
        )
        return 0

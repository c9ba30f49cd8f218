"""`scrapy clean URL|FILE`: shows what each stage makes of a page, and what it removed and why."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.cli.base import BaseCommand
from crawler.guard.terminal import say
from pipelines.export.printable import as_json


class Command(BaseCommand):
    """Fetch an address, or read a file, and show the result of each stage. It stores nothing. If the
    database has articles of the site, it also shows what they change on this page; -s LEARN=0 leaves them
    out. A crawl also uses what a feed says of the page. Examples: `scrapy clean
    https://example.org/a-story --html story.html` shows what was cut, in colour; `scrapy clean page.html
    --url https://example.org/a-story --json` prints it for a program.

    Exit code 1: the page could not be fetched or read, or is not an article.
    """

    arguments = (1, 1)
    arguments_hint = "give one address or one file"
    usage = "[options] <url|file>"
    summary = "Show what the cleaner makes of one page, and what it removed and why"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--html", metavar="FILE", help="write one HTML file that shows it in colour")
        parser.add_argument("--json", action="store_true", help="print JSON, for programs")
        parser.add_argument(
            "--url",
            help="the address from which a file was saved; by default the one that the page gives for itself",
        )
        parser.add_argument("--timezone", help="IANA zone for dates without an offset, such as Asia/Tehran")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools.explain import html, plain
        from crawler.tools.explain.one_page import load_page, write_text
        from crawler.tools.explain.reading import known_profile, read

        page, source_file = load_page(
            self.crawler_process, args[0], self.sources_directory, url=opts.url, timezone=opts.timezone
        )
        profile = known_profile(self.settings["DATABASE"], page.site.name, page.url)
        profile = profile if self.settings.getbool("LEARN") else None
        reading = read(page, source_file, profile, place=args[0])
        if opts.json:
            say(as_json(plain.data(reading), indent=2))
        elif opts.html:
            write_text(Path(opts.html), html.html(reading))
            say(f"open {opts.html} in a browser")
        else:
            say(*plain.lines(reading))
        return 1 if reading.refusal else 0

"""`scrapy savepage SOURCE URL`: keeps a page as a test of its source; `--again` runs all kept pages."""

from __future__ import annotations

import argparse

from crawler.cli.base import BaseCommand
from crawler.errors import SEE_SOURCES, UnknownNameError, unknown
from crawler.guard.terminal import complain, say


class Command(BaseCommand):
    """Keep a page, and what is made of it now, beside the source files. After a change of rules, see which
    pages come out differently. Examples: `scrapy savepage herald https://www.herald.example/a-story`;
    `scrapy savepage --again` runs every kept page and shows the differences; with --accept the new
    results are expected from then on.

    Exit code 1: the page could not be fetched, or a kept page differs from what is expected.
    """

    usage = "<source> <url> | --again [source]"
    summary = "Keep a page as a test of its source, or run all kept pages"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="run the kept pages and show what differs")
        parser.add_argument("--accept", action="store_true", help="with --again: expect the new results")

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        if not (len(args) <= 1 if opts.again else len(args) == 2):
            return "give a source and an address, or --again"
        return "--accept goes with --again" if opts.accept and not opts.again else None

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.sources.source import load_sources
        from crawler.tools.explain.saved_pages import compare, keep

        found, errors = load_sources(self.sources_directory)
        sources = {source.name: source for source in found}
        name = args[0] if args else None
        wrong_files = [error for error in errors if name in (None, error.name)]
        complain(*wrong_files)  # a source has no rules until its file is in order
        if name and wrong_files:
            return 1
        if name and name not in sources:
            raise UnknownNameError(unknown("source", name, sources, see=SEE_SOURCES))
        if name and not opts.again:
            say(keep(self.crawler_process, self.sources_directory, sources[name], args[1]))
            say("check the file: it says what is expected from now on; correct by hand what is wrong")
            return 0
        differing, line = compare(self.sources_directory, sources, name, accept=opts.accept)
        say(line)
        return int(bool(wrong_files or (differing and not opts.accept)))

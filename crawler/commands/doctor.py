"""`scrapy doctor`: whether all that a crawl stands on is as it should be, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import SEE_SOURCES, unknown, unknown_option

if TYPE_CHECKING:
    import argparse

    from crawler.errors import SourceError
    from crawler.sources.source import Source
    from crawler.tools.doctor.finding import Finding


class Command(CheckedCommand):
    """Exit code 1: something is bad."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] [source ...]"

    def short_desc(self) -> str:
        return "Check Python, SQLite, disk, database, sources and sites, and say what to do"

    def long_desc(self) -> str:
        return (
            "Check what a crawl stands on: `ok` is well, `look` worth a thought, `bad` stops something from"
            " working. Each site is asked for its robots.txt and its front page. Examples:"
            " `scrapy doctor --offline` asks no site; `scrapy doctor lemonde nrk` asks these two."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.add_argument("--offline", action="store_true", help="ask no site anything")
        self._options = tuple(parser._option_string_actions)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.guard.terminal import say, until_seen_enough
        from crawler.sources.source import DIRECTORY, load_sources
        from pipelines.export.printable import harmless

        if wrong := unknown_option(args, self._options):
            raise UsageError(wrong, print_help=False)
        assert self.settings is not None
        directory = Path(self.settings["SOURCES"] or DIRECTORY)
        sources, errors = load_sources(directory)
        names = [source.name for source in sources]
        for name in args:
            if name not in names:
                raise UsageError(unknown("source", name, names, see=SEE_SOURCES), print_help=False)
        asked = [source for source in sources if not args or source.name in args]
        self.exitcode = 0
        with until_seen_enough():
            for finding in self._findings(directory, sources, errors, [] if opts.offline else asked):
                say(harmless(str(finding)))
                self.exitcode |= finding.state == "bad"

    def _findings(
        self,
        directory: Path,
        sources: tuple[Source, ...],
        errors: tuple[SourceError, ...],
        asked: list[Source],
    ) -> Iterator[Finding]:
        from crawler.tools.doctor import data, machine

        assert self.settings is not None
        database = Path(self.settings["DATABASE"]).expanduser().absolute()
        yield from machine.machine(database)
        yield from data.database(database)
        yield data.contact(self.settings["CONTACT"])
        yield from data.sources(directory, sources, errors)
        if asked:
            yield from self._sites(asked)

    def _sites(self, asked: list[Source]) -> Iterator[Finding]:
        from crawler.tools.doctor import sites
        from crawler.tools.fetch_once import fetch_all

        assert self.crawler_process is not None
        answers = fetch_all(self.crawler_process, [source.url for source in asked], asked)
        yield from sites.reach(asked, answers)
        if clock := sites.clock(answers, datetime.now(UTC)):
            yield clock

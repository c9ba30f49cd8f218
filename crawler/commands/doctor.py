"""`scrapy doctor`: checks everything that a crawl needs, and says what to do where something is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli.base import BaseCommand
from crawler.errors import SEE_SOURCES, UnknownNameError, unknown
from crawler.guard.terminal import say
from crawler.sources.source import Source

if TYPE_CHECKING:
    from crawler.tools.doctor.finding import Finding


class Command(BaseCommand):
    """Check what a crawl needs: `ok` is fine, `look` deserves a look, `bad` keeps something from working. It
    fetches each site's robots.txt and front page. Examples: `scrapy doctor --offline` asks no site;
    `scrapy doctor lemonde nrk` asks these two.

    Exit code 1: a check found something bad.
    """

    arguments = (0, 10_000)
    usage = "[options] [source ...]"
    summary = "Check Python, SQLite, disk, database, sources and sites, and say what to do"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--offline", action="store_true", help="fetch nothing")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.sources.source import load_sources
        from crawler.tools.doctor import data_checks, machine_checks
        from crawler.tools.doctor.finding import conclusion
        from pipelines.db.address import name_of
        from pipelines.db.rawpages import pages_file
        from pipelines.export.printable import harmless

        sources, errors = load_sources(self.sources_directory)
        names = [source.name for source in sources]
        for name in args:
            if name not in names:
                raise UnknownNameError(unknown("source", name, names, see=SEE_SOURCES))
        database, raw_pages = self.settings["DATABASE"], self.settings["RAW_PAGES"]
        file = name_of(database)
        file = file if isinstance(file, Path) else pages_file(database, raw_pages).absolute()
        chosen = [source for source in sources if not args or source.name in args]

        def findings() -> Iterator[Finding]:
            yield from machine_checks.machine(file, self.settings["JAVASCRIPT_BROWSER"])
            yield from data_checks.database(database, raw_pages)
            yield data_checks.contact(self.settings["CONTACT"])
            yield from data_checks.sources(self.sources_directory, sources, errors)
            if chosen and not opts.offline:
                yield from self._sites(chosen)

        shown = []
        for finding in findings():
            say(*map(harmless, filter(None, (str(finding), finding.next_step))))
            shown.append(finding)
        say("", harmless(conclusion(shown)))
        return int(any(finding.state == "bad" for finding in shown))

    def _sites(self, sources: list[Source]) -> Iterator[Finding]:
        from crawler.tools.doctor import site_checks
        from crawler.tools.fetch_once import fetch_all

        answers = fetch_all(self.crawler_process, [source.url for source in sources], sources)
        yield from site_checks.reach(sources, answers)
        if clock := site_checks.clock(answers, datetime.now(UTC)):
            yield clock

"""`scrapy reclean`: runs today's cleaner over the kept pages, without fetching them again."""

from __future__ import annotations

import argparse

from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain, say


class Command(DatabaseCommand):
    """Clean the kept pages again, with today's rules and today's source files. A row that comes out
    differently gets its new values, and a revision whose reason names the cleaner's version; removed
    articles stay removed. Examples: `scrapy reclean --source tagesschau --dry-run`; `scrapy reclean
    --since 30d`.

    Exit code 1: no pages are kept, or some could not be cleaned.
    """

    summary = "Run today's cleaner over the kept pages, without fetching them again"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("--source", metavar="NAME", help="only pages of this source")
        add("--since", metavar="WHEN", help="only pages fetched since then: 2026-01-31, 7d or 12h")
        add(
            "--dry-run",
            action="store_true",
            help="store nothing, only print which rows would change, and how",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools.reclean_kept import reclean

        since = options.instant("--since", opts.since)
        summary, lines = reclean(
            self.settings,
            self.database,
            self.sources_directory,
            source=opts.source,
            since=since,
            trial=opts.dry_run,
        )
        say(*lines)
        for kind, count in summary.errors.most_common():
            complain(f"  error: {kind} {count}: {summary.examples[kind]}")
        return int(bool(summary.errors))

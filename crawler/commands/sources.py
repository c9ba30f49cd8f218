"""`scrapy sources`: which sites are configured, every mistake in their files, how they fare, and how one is
forgotten. Asks no site anything."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from crawler.cli.base import CheckedCommand
from crawler.cli.help_text import HelpFormatter
from crawler.errors import (
    SEE_SOURCES,
    BroadsheetError,
    SourceError,
    UnknownNameError,
    unknown,
    unknown_option,
)
from crawler.guard.terminal import complain, say
from crawler.sources.source import DIRECTORY, Source, former_names, load_sources
from pipelines.export.printable import as_json, counted

_HEAD = ("NAME", "URL", "LANGUAGE", "ZONE", "FEEDS", "SITEMAPS", "SECTIONS")


class Command(CheckedCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [name ...]"

    def short_desc(self) -> str:
        return "List the sources, or check their files"

    def long_desc(self) -> str:
        return (
            "List the configured sources, all or those named. Files with mistakes are told on standard error,"
            " and the exit code is then 1. `scrapy sources --check` prints nothing but the mistakes;"
            " `scrapy sources --json herald` prints one source for a program; `scrapy sources --health` tells"
            " how they fare, also what was crawled by its address alone, and the exit code is 1 where one is"
            " failing, changed or dead. `scrapy sources --forget herald` forgets what crawls learned of a"
            " source and keeps its articles; with --articles they go too. It asks nothing."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.add_argument("--check", action="store_true", help="print nothing but mistakes")
        parser.add_argument("--health", action="store_true", help="print how they fare, by the database")
        parser.add_argument("--json", action="store_true", help="print sources and mistakes as JSON")
        parser.add_argument(
            "--forget", action="store_true", help="forget the sources named; keep their articles"
        )
        parser.add_argument(
            "--articles", action="store_true", help="with --forget: delete their articles too"
        )
        self._options = tuple(parser._option_string_actions)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if wrong := unknown_option(args, self._options) or _amiss(args, opts):
            raise UsageError(wrong, print_help=False)
        assert self.settings is not None
        directory = Path(self.settings.get("SOURCES") or DIRECTORY)
        sources: Sequence[Source]
        errors: Sequence[SourceError]
        sources, errors = load_sources(directory)
        if opts.health or opts.forget:
            self.exitcode = self._by_database(args, opts, sources)
            return
        sources, errors = _named(args, sources, errors)
        if opts.json:
            say(_json(sources, errors))
        elif opts.check:
            fine = f"{counted(len(sources), 'source')} in {directory}, no mistakes"
            say(*errors) if errors else say(fine)
        else:
            say(*_table(sources))
            complain(*errors)
        self.exitcode = int(bool(errors))

    def _by_database(self, args: Sequence[str], opts: argparse.Namespace, sources: Sequence[Source]) -> int:
        from pipelines.db import DatabaseError

        try:
            return self._forget(args, sources, opts.articles) if opts.forget else self._health(args, sources)
        except UnknownNameError as error:
            raise UsageError(str(error), print_help=False) from error
        except (BroadsheetError, DatabaseError) as error:
            complain(f"scrapy sources: {error}")
            return 1

    def _health(self, args: Sequence[str], sources: Sequence[Source]) -> int:
        """Print how sources fare; 1 where one is failing, changed or dead."""
        from crawler.reports import health_table as view

        assert self.settings is not None
        found = view.states(self.settings["DATABASE"], [source.name for source in sources], args)
        table = _aligned(view.table(found))
        is_narrow = sys.stdout.isatty() and max(map(len, table)) > shutil.get_terminal_size().columns
        say(*view.compact(found) if is_narrow else table)
        return int(not view.is_well(found))

    def _forget(self, args: Sequence[str], sources: Sequence[Source], articles: bool) -> int:
        """Say what goes and what stays of each source, and let it go."""
        from crawler.reports import forget_source as forget

        assert self.settings is not None
        for line in forget.sources(
            self.settings["DATABASE"], args, former_names(sources), with_articles=articles
        ):
            say(line)
        for name in (source.name for source in sources if source.name in args):
            say(f"{name}: its file stays, so the next crawl begins anew; delete the file to end that")
        return 0


def _amiss(args: Sequence[str], opts: argparse.Namespace) -> str | None:
    if opts.forget and not args:
        return "--forget: say which source, as in 'scrapy sources --forget herald'"
    if opts.articles and not opts.forget:
        return "--articles goes with --forget"
    given = [name for name in ("check", "health", "json", "forget") if getattr(opts, name)]
    return f"--{given[0]} and --{given[1]} do not go together" if len(given) > 1 else None


def _named(
    names: Sequence[str], sources: Sequence[Source], errors: Sequence[SourceError]
) -> tuple[Sequence[Source], Sequence[SourceError]]:
    known = [*(one.name for one in sources), *(one.name for one in errors)]
    for name in names:
        if name not in known:
            raise UsageError(unknown("source", name, known, see=SEE_SOURCES), print_help=False)
    if not names:
        return sources, errors
    return [one for one in sources if one.name in names], [one for one in errors if one.name in names]


def _table(sources: Sequence[Source]) -> list[str]:
    return _aligned([_HEAD, *map(_row, sources)])


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _row(source: Source) -> tuple[str, ...]:
    counts = (len(found) for found in (source.feeds, source.sitemaps, source.sections))
    return (source.name, source.url, source.language or "-", source.timezone or "-", *map(str, counts))


def _json(sources: Sequence[Source], errors: Sequence[SourceError]) -> str:
    mistakes = [asdict(mistake) for error in errors for mistake in error.mistakes]
    shown = {"sources": [source.to_dict() for source in sources], "mistakes": mistakes}
    return as_json(shown, indent=2)

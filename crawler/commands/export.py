"""`scrapy export`: writes articles, or the pages they come from, as a file that other programs read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain
from crawler.spiders.arguments import ArgumentError

_BINARY = ("parquet", "warc")


class Command(DatabaseCommand):
    """Write articles to a file, or without -o to standard output. Examples: `scrapy export -o week.csv
    --since 7d --source tagesschau`; `scrapy export --since-seq 1200 | jq .title`. Articles are ordered by
    their last change: keep the last one's seq for the next --since-seq. Atom and JSON Feed hold full texts,
    newest first (undated ones by when they were first seen), without removed articles, and without
    near-duplicates unless you add --duplicates; they hold 100 articles unless --limit says otherwise, and a
    message says how many there are. In the other formats `duplicate_of` and `removed_at` tell which
    articles these are. In CSV, a cell that begins with = + - or @ gets a leading ' so that no spreadsheet
    runs it. WARC holds the kept pages; --since and --until then mean the time of the fetch.

    Exit code 1: nothing was written.
    """

    arguments_hint = "takes no words; name the file with -o FILE"
    summary = "Write articles as JSON Lines, CSV, Parquet, Atom or JSON Feed, or pages as WARC"

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        from pipelines.export import FORMATS

        add = parser.add_argument
        add("-o", "--output", metavar="FILE", default="-", help="the file to write; - is standard output")
        add("--format", metavar="NAME", help=f"{', '.join(FORMATS)} (default: by FILE's ending, else jsonl)")
        add(
            "--since",
            metavar="WHEN",
            help="by the day of publication (undated: when first seen), then or later: 2026-01-31, 7d",
        )
        add("--until", metavar="WHEN", help="published before this time")
        add("--seen-since", metavar="WHEN", help="first seen at this time or later, whenever published")
        add("--search", metavar="NAME", help="only what a saved search finds (scrapy search --save NAME)")
        add("--source", metavar="NAME", help="only this source")
        add("--language", metavar="TAG", help="only this language; en includes en-GB")
        add("--since-seq", metavar="N", help="only articles that changed after this seq")
        add("--limit", metavar="N", help="at most this many")
        add("--duplicates", action="store_true", help="near-duplicates too, which feeds leave out")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.tools import export_file

        kind = export_file.format_name(opts.format, opts.output)
        if kind in _BINARY and opts.output == "-" and sys.stdout.isatty():
            raise ArgumentError(f"{kind} cannot be shown on a terminal; name a file with -o FILE")
        if kind == "warc":
            write = export_file.pages(opts, self.database, self.sources_directory, self.settings["RAW_PAGES"])
        else:
            write = export_file.articles(opts, kind, self.database)
        replaced = ", in place of the older file" if Path(opts.output).expanduser().is_file() else ""
        with export_file.output(opts.output) as out:
            written = write(out)
        what = ("page" if kind == "warc" else "article") + "s" * (written.matching != 1)
        into = "" if opts.output == "-" else f" in {opts.output}{replaced}"
        if written.matching > written.count:
            cure = f"the newest; --limit {written.matching} writes them all"
            complain(f"{written.count} of {written.matching} {what}{into}, {cure}")
        elif into:
            complain(f"{written.count} {what}{into}")
        if written.copies:
            ending = "s" * (written.copies != 1)
            complain(f"{written.copies} near-duplicate{ending} left out; --duplicates includes them")
        return 0

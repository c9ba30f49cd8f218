"""`scrapy bulk`: cleans many WARC files into Parquet files, on this machine or on a Dask cluster."""

from __future__ import annotations

import argparse

from crawler.cli import options
from crawler.cli.base import BaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import complain, say

_INSTALL = "pip install -e '.[bulk]', or pipx install --force '.[bulk]'"
_NEEDED = f"Dask or pyarrow is not installed; run in the clone: {_INSTALL}"


class Command(BaseCommand):
    """Exit code 1: a WARC could not be read, or not all of it; what can be read is done."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - as in Scrapy
    arguments = (1, 1_000_000)
    arguments_hint = "name the WARC files: `scrapy bulk 'warcs/*.warc.gz' --out articles/`"

    def syntax(self) -> str:
        return "FILES --out FOLDER [options]"

    def short_desc(self) -> str:
        return "Clean many WARC files into Parquet files, on one machine or many"

    def long_desc(self) -> str:
        return (
            "Write a Parquet file of articles for each WARC file. A file that is there is done: the same"
            " command run again does only what is missing. FOLDER/counts.csv says what became of the pages."
            " Examples: `scrapy bulk 'warcs/*.warc.gz' --out articles/`;"
            " `scrapy bulk 'warcs/*.warc.gz' --out articles/ --scheduler tcp://10.0.0.5:8786`."
            " `scrapy import articles/` brings the articles into a database."
        )

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("--out", metavar="FOLDER", help="where the Parquet files go")
        add("--workers", metavar="N", help="processes on this machine (default: one for each core)")
        add("--scheduler", metavar="ADDRESS", help="a Dask scheduler: tcp://HOST:8786")
        add("--timezone", metavar="ZONE", help="for sites whose source file has none: Asia/Tehran")

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        if not opts.out:
            return "name the folder for the Parquet files: --out articles/"
        if opts.workers and opts.scheduler:
            return "--workers and --scheduler do not go together: a scheduler has workers of its own"
        return super().usage_mistake(args, opts)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from pipelines.export import MissingExtraError

        try:
            from crawler.tools.bulk import archives
        except (ImportError, MissingExtraError) as error:
            raise BroadsheetError(_NEEDED) from error
        report = archives.clean(
            args,
            opts.out,
            self.settings,
            self.sources_directory,
            timezone=options.zone("--timezone", opts.timezone),
            scheduler=opts.scheduler,
            workers=options.count("--workers", opts.workers),
        )
        say(*report.lines())
        for message in report.mistakes():
            complain(f"  error: {message}")
        return int(bool(report.failed or report.damaged))

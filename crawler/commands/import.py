"""`scrapy import`: stores the articles of Parquet files in the database."""

from __future__ import annotations

import argparse
from collections import Counter

from crawler.cli.base import DatabaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import say


class Command(DatabaseCommand):
    """Exit code 1: a file could not be read; what stands before it is stored."""

    arguments = (1, 1_000_000)
    arguments_hint = "name the Parquet files, or their folder: `scrapy import articles/`"

    def syntax(self) -> str:
        return "FILES|FOLDER"

    def short_desc(self) -> str:
        return "Store the articles of Parquet files in the database"

    def long_desc(self) -> str:
        return (
            "Store the articles of Parquet files, as `scrapy bulk` and `scrapy export` write them. They get"
            " new ids; near-duplicates are found as in a crawl. An article that is stored already stays,"
            " unless the file has a later version of it, so the same command can be run again."
            " Examples: `scrapy import articles/`; `scrapy import week.parquet -s DATABASE=all.db`."
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from pipelines.db.address import without_password
        from pipelines.export import MissingExtraError

        try:
            from crawler.tools.bulk import import_rows
        except MissingExtraError as error:
            raise BroadsheetError(str(error)) from error
        database = self.settings["DATABASE"]
        total = Counter[str]()
        for file, outcomes in import_rows.import_files(database, import_rows.parquet_files(args)):
            say(f"{file}: {_text(outcomes)}")
            total += outcomes
        say(f"{total.total()} articles: {_text(total)}; database: {without_password(database)}")
        return 0


def _text(outcomes: Counter[str]) -> str:
    return f"{outcomes['new']} new, {outcomes['changed']} changed, {outcomes['same']} as before"

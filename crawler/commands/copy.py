"""`scrapy copy SOURCE TARGET`: copies a database from SQLite to PostgreSQL, or back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.cli.base import BaseCommand
from crawler.errors import BroadsheetError
from crawler.guard.terminal import say

if TYPE_CHECKING:
    from pipelines.db.copying import CopiedTable


class CopyError(BroadsheetError):
    """The copy was refused, or is not complete; the message says why."""


class Command(BaseCommand):
    """Copy a database with its ids, its change feed and what a crawl needs to continue: from a file to
    PostgreSQL, or back. Examples: `scrapy copy news.db postgresql://news@db.example/news`; `scrapy copy
    postgresql://news@db.example/news mirror.db`. A crawl may write to the source meanwhile, but must not use
    the target. If it was stopped, run it again: it goes on. Later, the same command brings the copy up to
    date. Kept pages are not copied. Other users of this machine can see what you type, so put a password into
    ~/.pgpass: an address with one is refused.

    Exit code 1: the target has other articles, or is not equal to the source.
    """

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    arguments = (2, 2)
    arguments_hint = (
        "give the database to copy, and where to: a file or an address, postgresql://user@host/name"
    )
    usage = "<source> <target>"
    summary = "Copy a database from SQLite to PostgreSQL, or back"

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        from crawler.cli.settings_check import database_mistake

        mistakes = map(database_mistake, args, ("the source", "the target"))
        return super().usage_mistake(args, opts) or next(filter(None, mistakes), None)

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from crawler.guard.progress import progress
        from pipelines.db import copying, open_database
        from pipelines.db.address import name_of
        from pipelines.db.readonly import open_to_read

        started = monotonic()
        source_name, target_name = (name_of(each) for each in args)
        if _is_same(source_name, target_name):
            raise CopyError(f"{target_name}: is the source itself; name another database")
        try:
            with (
                open_to_read(args[0]) as source,
                open_database(args[1]) as target,
                source.snapshot(),
                progress("rows", 2 * copying.count(source)) as tell,
            ):
                copied = copying.copy(source, target, tell)
        except copying.NotCopied as error:
            raise CopyError(str(error)) from error
        say(*_lines(copied, f"{target_name} is equal to {source_name}", monotonic() - started))
        return 0


def _lines(copied: Sequence[CopiedTable], equal: str, seconds: float) -> list[str]:
    from crawler.reports.source_list import aligned

    table = [
        (each.table, f"{each.rows:,}", f"{each.written:,}", each.digest[:16])
        for each in copied
        if each.rows or each.written
    ]
    rows, written = sum(each.rows for each in copied), sum(each.written for each in copied)
    return [
        *aligned([("table", "rows", "written", "SHA-256 of both"), *table]),
        *(_left_out(each) for each in copied if each.left_out),
        f"{equal}: {rows:,} rows, {written:,} of them written, in {seconds:.0f} s",
    ]


def _left_out(table: CopiedTable) -> str:
    from pipelines.export.printable import harmless

    example = harmless(" ".join(map(str, table.example or ())))[:100]
    cause = "their key is too long for PostgreSQL or has a NUL character"
    return f"left out: {table.left_out:,} rows of {table.table}, for example {example}: {cause}"


def _is_same(source: Path | str, target: Path | str) -> bool:
    if isinstance(source, Path) and isinstance(target, Path):
        return target.exists() and source.exists() and source.samefile(target)
    return source == target

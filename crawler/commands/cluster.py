"""`scrapy cluster`: makes the tables that workers share, and shows what they do."""

from __future__ import annotations

import argparse

from crawler.cli.base import BaseCommand
from crawler.cli.cluster_database import NEEDED, postgres
from crawler.errors import BroadsheetError, nearest
from crawler.guard.terminal import say

WORDS = ("setup", "status")


class Command(BaseCommand):
    """Make the tables that workers share, once (again does nothing), or say what is due, which process is at
    which host, what is stuck and what failed last. Examples:
    `scrapy cluster setup -s DATABASE=postgresql://news@db.example/news`;
    `scrapy cluster status -s DATABASE=postgresql://news@db.example/news`.

    Exit code 1: a job is stuck, or the database cannot be used.
    """

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - as in Scrapy
    arguments = (1, 1)
    arguments_hint = "say what to do: setup or status"
    usage = "[options] <setup|status>"
    summary = "Set up the tables for several machines, or show what their workers do"

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        mistake = super().usage_mistake(args, opts)
        if mistake or args[0] in WORDS:
            return mistake
        similar = nearest(args[0], WORDS)
        return f"{self.arguments_hint}{f'; did you mean {similar}?' if similar else ''}"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        try:
            from crawler.cluster import setup, status
            from crawler.cluster.cluster_settings import read_settings
        except ImportError as error:
            raise BroadsheetError(NEEDED) from error
        address = postgres(self.settings)
        from pipelines.db import open_database

        stale = read_settings(self.settings).stale
        with open_database(address) as db:
            if args[0] == "setup":
                made = setup.set_up(db)
                state = "are made" if made else "were there already"
                say(f"{db.path}: the tables {state}; next: `scrapy worker` on each machine")
                return 0
            setup.check(db)
            say(*status.lines(db, stale))
            return int(status.is_stuck(db, stale))

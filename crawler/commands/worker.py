"""`scrapy worker`: crawls, beside workers on other machines, what is due of all sources."""

from __future__ import annotations

import argparse
from typing import Any, cast

from crawler.cli.base import BaseCommand
from crawler.cli.cluster_database import NEEDED, postgres
from crawler.errors import BroadsheetError


class Command(BaseCommand):
    """Take jobs until told to stop, and crawl several hosts at once. Start one or more on each machine, all
    with the same source files and the same DATABASE. The first step is `scrapy cluster setup`. Keep the
    password out of the command line, which everybody on the machine can see: in PGPASSWORD or in the file
    ~/.pgpass.
    Examples: `scrapy worker -s DATABASE=postgresql://news@db.example/news`;
    `scrapy worker -s DATABASE=postgresql://news@db.example/news -s CLUSTER_HOSTS=4`.

    Exit code 1: the database is gone, and stays away for CLUSTER_RETURN seconds; or it refuses what a worker
    must do.
    """

    summary = "Crawl what is due, beside workers on other machines (PostgreSQL)"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        try:
            from crawler.cluster import setup
            from crawler.cluster.cluster_settings import read_settings
            from crawler.cluster.worker_process import Worker
        except ImportError as error:
            raise BroadsheetError(NEEDED) from error
        address = postgres(self.settings)
        from crawler.reports import new_articles
        from pipelines.db import open_database

        chosen = read_settings(self.settings)
        spider: Any = self.crawler_process.spider_loader.load("news")
        spider.check({}, self.settings)
        new_articles.receivers(self.settings)
        with open_database(address) as db:
            setup.check(db)
            new_articles.selection(self.settings, db)
        limits = {
            "CLOSESPIDER_TIMEOUT": 60 * self.settings.getfloat("CLUSTER_JOB_MINUTES"),
            "CLOSESPIDER_PAGECOUNT": self.settings.getint("CLUSTER_JOB_URLS"),
            "TELL_ACCOUNT": False,  # each job has a line, and its account is in table `runs`
        }
        self.crawler_process.settings.setdict(limits, "cmdline")
        return Worker(cast("Any", self.crawler_process), chosen).run()

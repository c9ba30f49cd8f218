"""Crawls the demo's world with the ordinary spider and prints what was stored."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scrapy.crawler import CrawlerProcessBase

from crawler.errors import BroadsheetError
from crawler.tools.demo import database_place, report, stored_rows
from crawler.tools.demo.world_server import serving


class DemoError(BroadsheetError):
    """The demo stored nothing; the message says why."""


def run_demo(process: CrawlerProcessBase, database: Path) -> None:
    """Crawl the world into `database` and print the report. Raises DemoError or DatabaseError."""
    database_place.clear(database)
    with serving() as proxy, _environment(http_proxy=proxy, no_proxy=""):
        process.crawl("news", source=",".join(database_place.NAMES))
        process.start()
    try:
        stored, run = stored_rows.read(database)
    except sqlite3.Error as error:
        raise DemoError(f"{database} cannot be read: {error}") from error
    database_place.tidy(database)
    if not stored or run is None:
        raise DemoError("the crawl stored nothing; run it again with -L INFO to see why")
    report.show(stored, run, database, report.console())


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables while the block runs."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

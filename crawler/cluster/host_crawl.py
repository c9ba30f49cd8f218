"""Crawls one host in a process that crawls others at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from crawler.cluster import claims
from crawler.cluster.connection import connect
from crawler.cluster.options import Options
from crawler.guard.terminal import complain
from crawler.run_context import share_claim
from pipelines.db import Database, DatabaseError
from pipelines.db.crawl.holders import me
from pipelines.stages.resources import lend
from pipelines.worker.page_workers import PageWorkers


class HostCrawls:
    """The crawls of one process: they share its connection to the store and its processes that clean pages.

    All of them run on one thread and no transaction waits for anything else, so one connection is enough.
    """

    def __init__(self, runner: AsyncCrawlerRunner, options: Options) -> None:
        self.runner, self.options = runner, options
        self.workers = PageWorkers.from_settings(runner.settings)
        self._database: Database | None = None

    def database(self) -> Database:
        """Return the open connection; a new one if the last one broke. Raises DatabaseError."""
        try:
            if self._database is not None:
                self._database.one("SELECT 1")
                return self._database
        except DatabaseError:
            pass  # the server was restarted, or ended the connection of a process that stood still
        self._database = connect(self.runner.settings["DATABASE"], self.options)
        return self._database

    async def crawl(self, host: str, sources: Sequence[str], job: int) -> None:
        """Crawl what is due at a host, within the job's limits. If cancelled, it stops within seconds."""
        db, started = self.database(), monotonic()
        claims.take(db, host, job, me(), datetime.now(UTC))
        crawler = self.runner.create_crawler("news")
        lend(crawler, db, self.workers)
        share_claim(crawler, claims.Claim(db, job, self.options.beat / 2))
        try:
            await self._run(crawler, host=host, source=",".join(sources))
        finally:
            next_at = datetime.now(UTC) + timedelta(seconds=self.options.pause)
            claims.free(self.database(), host, job, next_at)
            complain(_line(host, job, crawler, monotonic() - started))

    async def _run(self, crawler: Crawler, **given: str) -> None:
        running = asyncio.Event()

        def begun() -> None:  # it has a name since a signal keeps no reference to its receiver
            running.set()

        crawler.signals.connect(begun, signals.engine_started)
        crawling = self.runner.crawl(crawler, **given)
        try:
            await asyncio.shield(crawling)  # to cancel what waits for a crawl does not stop the crawl
        except asyncio.CancelledError:
            starting = asyncio.ensure_future(running.wait())
            await asyncio.wait([crawling, starting], return_when=asyncio.FIRST_COMPLETED)
            starting.cancel()
            await crawler.stop_async()
            await crawling
            raise

    async def close(self) -> None:
        """End the processes and the connection."""
        await asyncio.to_thread(self.workers.close)
        if self._database is not None:
            self._database.close()


def _line(host: str, job: int, crawler: Crawler, seconds: float) -> str:
    stats: dict[str, Any] = crawler.stats.get_stats() if crawler.stats is not None else {}
    asked, stored = (stats.get(name, 0) for name in ("downloader/request_count", "item_scraped_count"))
    reason = stats.get("finish_reason", "not started")
    return f"{host}: {asked} requests, {stored} articles in {seconds:.0f} s: {reason} (job {job})"

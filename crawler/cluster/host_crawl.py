"""Crawls one host in a process that crawls others at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from crawler.cluster import claims
from crawler.cluster.cluster_settings import ClusterSettings
from crawler.cluster.procrastinate_app import HaltedError
from crawler.cluster.worker_database import connect, server_time, wait_for_locks
from crawler.compat import of_begun
from crawler.fetch.throttle import SENT, delay_of, rest_of
from crawler.guard.terminal import complain
from crawler.run_context import share_claim
from pipelines.db import Database, DatabaseError
from pipelines.db.crawl.holders import this_process
from pipelines.stages.resources import lend
from pipelines.worker.page_workers import PageWorkers


class HostCrawls:
    """The crawls of one process: they share its connection to the store and its processes that clean pages.

    All of them run on one thread and no transaction waits for anything else, so one connection is enough.
    """

    def __init__(self, runner: AsyncCrawlerRunner, options: ClusterSettings) -> None:
        self.runner, self.options = runner, options
        self.workers = PageWorkers.from_settings(runner.settings)
        self._database: Database | None = None

    def database(self) -> Database:
        """Return the open connection; a new one if the last one broke. Raises DatabaseError."""
        try:
            if self._database is not None:
                self._database.one("SELECT 1")
                return self._calm(self._database)
        except DatabaseError:
            pass  # the server was restarted, or ended the connection of a process that stood still
        self._database = connect(self.runner.settings["DATABASE"], self.options)
        return self._database

    def _calm(self, db: Database) -> Database:
        """Let a connection wait for locks again, once that is over for which it was told to hurry.

        A crawl that ends because of a lock makes all others of its process hurry: if they waited in turn, the
        worker could give no sign of life meanwhile.
        """
        since = monotonic() - db.hurried_at
        if self.options.stale < since < float("inf"):
            wait_for_locks(db, self.options.patience)
            db.hurried_at = -float("inf")
        return db

    async def crawl(self, host: str, sources: Sequence[str], job: int) -> None:
        """Crawl what is due at a host, within the job's limits. If cancelled, it stops within seconds.

        Raises HaltedError where the database has ended the crawl, or another worker has taken the job over
        before it began.
        """
        db, started = self.database(), monotonic()
        if not claims.take(db, host, job, this_process(), server_time(db)):
            complain(f"{host}: not begun: another worker has taken job {job} over")
            raise HaltedError("taken over")
        crawler = self.runner.create_crawler("news")
        lend(crawler, db, self.workers)
        share_claim(
            crawler, claims.Claim(db, host, job, self.options.beat / 2, partial(delay_of, crawler, host))
        )
        fault = None
        try:
            await self._run(crawler, host=host, source=",".join(sources))
        except Exception as error:
            fault = str(error) or type(error).__name__
            raise
        finally:
            with suppress(DatabaseError):  # it has ended this crawl, which has said so
                self._end(crawler, host, job, fault)
            complain(_line(host, job, crawler, monotonic() - started))

    def _end(self, crawler: Crawler, host: str, job: int, fault: str | None) -> None:
        """Free the host. After a fault it rests longer: the next crawl may meet that again."""
        pause = max(self.options.back_off if fault else self.options.pause, rest_of(crawler, host))
        db = self.database()
        now = server_time(db)
        claims.free(db, host, job, now + timedelta(seconds=pause), delay_of(crawler, host))
        if fault:
            claims.note_fault(db, host, fault, now)

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
        if halted := crawler.stats and crawler.stats.get_value("run/halted"):
            raise HaltedError(halted)

    async def close(self) -> None:
        """End the processes and the connection."""
        await asyncio.to_thread(self.workers.close)
        if self._database is not None:
            self._database.close()


def _line(host: str, job: int, crawler: Crawler, seconds: float) -> str:
    collector = of_begun(crawler, "stats")
    stats: dict[str, Any] = collector.get_stats() if collector is not None else {}
    asked, stored = (stats.get(name, 0) for name in (SENT, "item_scraped_count"))
    reason = stats.get("finish_reason", "not started")
    return f"{host}: {asked} requests, {stored} articles in {seconds:.0f} s: {reason} (job {job})"

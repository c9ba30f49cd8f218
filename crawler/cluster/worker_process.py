"""One worker process: it takes jobs and crawls several hosts at once, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

import psycopg
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from scrapy.crawler import AsyncCrawlerProcess

from crawler.cluster.cluster_settings import ClusterSettings
from crawler.cluster.dispatcher import QUEUE
from crawler.cluster.host_crawl import HostCrawls
from crawler.cluster.keeper import Keeper
from crawler.cluster.procrastinate_app import KEEPING, jobs_of, make_app
from crawler.cluster.waiting import Outage, is_passing
from crawler.errors import BroadsheetError
from crawler.guard.terminal import complain
from pipelines.export.printable import counted

STOPS = (signal.SIGTERM, signal.SIGINT)

GRACE = 0.1
"""Seconds that Procrastinate waits for jobs to end; then it cancels them, and they stop their crawls."""

FORGET_WORKER = 86_400.0
"""Seconds without a sign of life after which a worker's row is deleted. The sweep has had its jobs long
before; one that wakes within a day can go on."""


class Worker:
    """Runs on the process's asyncio reactor. `run` returns the exit code."""

    def __init__(self, process: AsyncCrawlerProcess, options: ClusterSettings) -> None:
        self.process, self.options = process, options
        self.address: str = process.settings["DATABASE"]
        self.crawls = HostCrawls(process, options)
        self.keeper = Keeper(process.settings, options)
        self.outage = Outage(self.address, options.return_wait)
        self.stopping = asyncio.Event()
        self.code = 1

    @property
    def reactor(self) -> Any:
        from twisted.internet import reactor  # noqa: PLC0415 - the process has installed it just now

        return reactor

    def run(self) -> int:
        """Work until a signal comes (0), or the database stays away or refuses what a worker must do (1)."""
        for name in ("procrastinate", "psycopg"):  # what matters is said in one line here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.reactor.callWhenRunning(self._begin)
        self.process.start(stop_after_crawl=False, install_signal_handlers=False)
        return self.code

    def _begin(self) -> None:
        task = asyncio.ensure_future(self._work())
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Future[Any]) -> None:
        if error := task.exception():
            complain(f"scrapy worker: {error}")
        self.reactor.stop()

    async def _work(self) -> None:
        """Take jobs. Without handlers for the signals, a stop would leave jobs that nobody does any more."""
        loop = asyncio.get_running_loop()
        for number in STOPS:
            loop.add_signal_handler(number, self._told_to_stop)
        try:
            while await self._take_jobs():
                pass
        finally:
            await self.crawls.close()
        self.code = 0

    async def _take_jobs(self) -> bool:
        """Crawl until a signal comes (False), or the server is back that was lost meanwhile (True).

        Raises DatabaseError or BroadsheetError.
        """
        app = make_app(self.address, crawl=self._crawl, keep=self._keep, options=self.options)
        try:
            async with app.open_async():
                complain(f"the worker is ready for {counted(self.options.hosts, 'host')} at once")
                await self._until_stopped(app)
        except (ConnectorException, psycopg.Error) as error:
            if self.stopping.is_set() and is_passing(error):
                return False
            return await self.outage.wait(error, self.stopping)
        return False

    async def _crawl(self, host: str, sources: list[str], job: int) -> None:
        await self.crawls.crawl(host, sources, job)
        self.outage.end()

    def _keep(self) -> None:
        self.keeper.keep()
        self.outage.end()

    async def _until_stopped(self, app: App) -> None:
        """Crawl, and keep the others going, each with a place of its own, until a signal or a failure."""
        crawling = self._worker(app, QUEUE, self.options.hosts)
        keeping = self._worker(app, KEEPING, 1)
        stopping: asyncio.Future[Any] = asyncio.ensure_future(self.stopping.wait())
        tasks = (crawling, keeping, stopping)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:  # Procrastinate ends in order when its task is cancelled
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        if not self.stopping.is_set():
            raise jobs_of(app).failure or BroadsheetError("the worker ended by itself; please report it")

    def _worker(self, app: App, queue: str, places: int) -> asyncio.Future[Any]:
        return asyncio.ensure_future(
            app.run_worker_async(
                queues=[queue],
                name=queue,
                concurrency=places,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE,
                update_heartbeat_interval=self.options.beat,
                stalled_worker_timeout=FORGET_WORKER,
                fetch_job_polling_interval=float(self.options.sweep),
                delete_jobs="successful",
            )
        )

    def _told_to_stop(self) -> None:
        complain("told to stop: finishing what is in hand (again: at once)")
        for number in STOPS:  # the next signal ends the process; the others take over what it held
            asyncio.get_running_loop().remove_signal_handler(number)
        self.stopping.set()

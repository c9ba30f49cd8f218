"""Procrastinate's application: the job that crawls a host, and the one that keeps all of them going."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager, NotificationCallback
from psycopg import AsyncConnection

from crawler.cluster.cluster_settings import ClusterSettings
from crawler.cluster.dispatcher import QUEUE, TASK
from crawler.cluster.worker_database import STANDSTILL
from crawler.errors import BroadsheetError
from pipelines.db import DatabaseError
from pipelines.db.postgres.connection import conninfo

KEEPING = "keep"
"""The queue of the jobs that sweep and dispatch. They never wait behind a crawl: each worker has a place for
one."""

FORGET_AFTER = 7 * 24
"""Hours for which a failed job can be looked at."""

AGAIN_AFTER = (0.2, 1.0, 3.0)
"""Seconds until it is tried again to note that a job has ended. After that the sweep does it."""

logger = logging.getLogger(__name__)

Crawl = Callable[[str, list[str], int], Awaitable[None]]


class HaltedError(Exception):
    """The database has ended a crawl, or it has not begun, and has said so itself."""


class Jobs(JobManager):
    """Procrastinate's own, for a process that was frozen or cut off: its jobs may have failed meanwhile.

    What a worker does beside its jobs ends it, too, when it fails; but Procrastinate only logs why, and
    returns as if all were well. So `failure` keeps that.
    """

    failure: Exception | None = None

    async def update_heartbeat(self, worker_id: int) -> None:
        with self._kept():
            await super().update_heartbeat(worker_id)

    async def defer_periodic_job(self, job: Job, periodic_id: str, defer_timestamp: int) -> int | None:
        with self._kept():
            return await super().defer_periodic_job(job, periodic_id, defer_timestamp)

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        with self._kept():
            await super().listen_for_jobs(on_notification=on_notification, queues=queues)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except AlreadyEnqueued:
            raise
        except Exception as error:
            self.failure = error
            raise

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        said = ""
        for pause in AGAIN_AFTER:
            try:
                await super().finish_job(job, status, delete_job)
            except ConnectorException as error:
                if await self._is_given_up(job):
                    return
                said = (str(error.__cause__ or error).splitlines() or [""])[0]
                await asyncio.sleep(pause)
            else:
                return
        logger.error("the end of job %d could not be noted, so it will count as failed: %s", job.id, said)

    async def _is_given_up(self, job: Job) -> bool:
        """Return whether the sweep has ended a job, or will: there is no server."""
        assert job.id is not None
        try:
            state = await self.get_job_status_async(job.id)
        except ConnectorException:
            return True
        if state != Status.DOING:
            logger.warning("the sweep has ended job %d already", job.id)
        return state != Status.DOING


def jobs_of(app: App) -> Jobs:
    """Return what `make_app` has given an application."""
    assert isinstance(app.job_manager, Jobs)
    return app.job_manager


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """Log what fails, since Procrastinate's own log would tell of each retry and each beat too."""
    try:
        yield
    except HaltedError:
        raise
    except (BroadsheetError, DatabaseError) as error:
        logger.error("%s failed: %s", what, error)
        raise
    except Exception:
        logger.exception("%s failed; please report it", what)
        raise


def make_app(address: str, *, crawl: Crawl, keep: Callable[[], Any], options: ClusterSettings) -> App:
    """Return the application. `crawl` gets host, sources and job; `keep` is called in a thread.

    Where the server does not answer for the stale time, or ten seconds, what runs the application ends.

    The job that keeps has no lock: if its worker died, the lock would keep all others from taking over. Two
    at once do no harm. The queueing lock lets one wait at most.
    """
    standstill = STANDSTILL.format(milliseconds=round(1000 * options.job_standstill)).encode()

    async def configure(connection: AsyncConnection) -> None:
        # A worker that is frozen while it makes the next job to sweep would keep all others from making one.
        await connection.execute(standstill)
        await connection.commit()

    pool: dict[str, Any] = {"min_size": 1, "max_size": 4, "timeout": max(10.0, options.stale)}
    app = App(connector=PsycopgConnector(conninfo=conninfo(address), configure=configure, **pool))
    app.job_manager = Jobs(app.connector)

    @app.task(name=TASK, queue=QUEUE, pass_context=True)
    async def crawl_host(context: JobContext, host: str, sources: list[str]) -> None:
        assert context.job.id is not None
        with _reported(f"the crawl of {host}"):
            await crawl(host, sources, context.job.id)

    @app.periodic(cron=options.cron)
    @app.task(name="keep_going", queue=KEEPING, queueing_lock=KEEPING)
    async def keep_going(timestamp: int) -> None:
        with _reported("sweeping and dispatching"):
            await asyncio.to_thread(keep)

    @app.periodic(cron="7 * * * *")
    @app.task(name="forget_jobs", queue=KEEPING, queueing_lock="forget")
    async def forget_jobs(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(
            FORGET_AFTER, include_failed=True, include_aborted=True, include_cancelled=True
        )

    return app

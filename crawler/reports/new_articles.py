"""Hands new articles to the operator's command and webhook, in batches, while a crawl runs and at its end.

A crawl of a whole site hands them on at its end alone, once rows that are no articles are deleted.
What a receiver does not take waits in the database; a later run sends it again, with the same key.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import shlex
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.spider import DefaultSpider

from crawler.errors import BroadsheetError, unknown
from crawler.fetch.site_requests import NoSecretError, secret
from crawler.fetch.stopping import halting
from crawler.guard.terminal import complain
from crawler.reports import notify
from crawler.run_context import run_context
from pipelines.db import Database, DatabaseError, Only, open_database
from pipelines.db.crawl import deliveries
from pipelines.db.crawl.deliveries import Batch
from pipelines.db.saved_searches import all_of
from pipelines.db.stored_article import row_of
from pipelines.export.printable import as_json, counted
from pipelines.stages.resources import resources

LOOK_EVERY = 5.0
"""Seconds between two looks for new articles."""
AT_END = 60.0
"""The most seconds for which the end of a run waits; what is left then is sent by the next run."""
HOLD = timedelta(seconds=3 * notify.TIMEOUT)
"""How long no other run sends a batch that this one sends."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""Until a receiver that failed is tried again: doubled each time."""

Send = Callable[[Batch], None]
logger = logging.getLogger(__name__)


def receivers(settings: BaseSettings) -> Mapping[str, Send]:
    """Return how each receiver gets a batch, by the name of its setting. Raises BroadsheetError."""
    command, webhook = settings["NEW_ARTICLES_COMMAND"], settings["NEW_ARTICLES_WEBHOOK"]
    found: dict[str, Send] = {}
    if command:
        _check(command)
        found["NEW_ARTICLES_COMMAND"] = lambda batch: notify.run(command, message(batch))
    if webhook:
        if not webhook.startswith(("http://", "https://")):
            raise BroadsheetError("NEW_ARTICLES_WEBHOOK is not a web address; write it with https://")
        try:
            key = secret(settings["NEW_ARTICLES_SECRET"] or "").encode()
        except NoSecretError as error:
            raise BroadsheetError(f"NEW_ARTICLES_SECRET: {error}") from error
        found["NEW_ARTICLES_WEBHOOK"] = lambda batch: _post(webhook, batch, key)
    return found


def _check(command: str) -> None:
    """Raises BroadsheetError for a command that cannot be started; its other words may be secrets."""
    try:
        program = next(iter(shlex.split(command)), "")
    except ValueError as error:
        raise BroadsheetError(f"NEW_ARTICLES_COMMAND: {error}; quote it as for a shell") from error
    if shutil.which(program) is None:
        cure = "name a program by its whole path, and make it executable"
        raise BroadsheetError(f"NEW_ARTICLES_COMMAND: there is no program '{program}'; {cure}")


def selection(settings: BaseSettings, db: Database) -> Only:
    """Return which new articles are sent. Raises BroadsheetError for a search that is not saved."""
    name = settings["NEW_ARTICLES_SEARCH"]
    if not name:
        return Only()
    saved = all_of(db.all)
    if name not in saved:
        see = "'scrapy search WORDS --save NAME' saves one"
        raise BroadsheetError(f"NEW_ARTICLES_SEARCH: {unknown('saved search', name, saved, see=see)}")
    return Only(words=saved[name].words, source=saved[name].source)


def message(batch: Batch) -> bytes:
    """Return a batch as JSON: its key, and each article with its columns."""
    return as_json({"key": batch.key, "articles": [row_of(each) for each in batch.articles]}).encode()


def _post(address: str, batch: Batch, key: bytes) -> None:
    body = message(batch)
    headers = {"Idempotency-Key": batch.key}
    if key:
        headers["X-Broadsheet-Signature"] = "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()
    notify.post(address, body, headers)


def deliver(path: str, receiver: str, send: Send, settings: BaseSettings, stop: Event) -> None:
    """Send what is due, batch by batch, until nothing is, `stop` is set or the receiver fails.

    It has a connection of its own, for a thread. Raises DatabaseError.
    """
    with open_database(path) as db:
        only = selection(settings, db)
        while not stop.is_set():
            now = datetime.now(UTC)
            batch = deliveries.take(db, receiver, only, now=now, hold=HOLD)
            if batch is None:
                return
            try:
                if batch.articles:
                    send(batch)
            except notify.FAILURES as error:
                problem = notify.cause(error)
                now = datetime.now(UTC)
                deliveries.failed(db, batch, problem, now, least=FIRST_WAIT, most=LONGEST_WAIT)
                return
            deliveries.done(db, batch)


class NewArticles:
    """Hands on what the run stores; a receiver that fails does not hold up the crawl."""

    def __init__(self, crawler: Crawler, to: Mapping[str, Send]) -> None:
        self.crawler = crawler
        self.path: str = crawler.settings["DATABASE"]
        self.to = to
        self.stop = Event()
        self.busy: dict[str, asyncio.Future[None]] = {}
        self.looking = create_looping_call(self.look_meanwhile)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> NewArticles:
        to = receivers(crawler.settings)
        if not to or crawler.spidercls is DefaultSpider:
            raise NotConfigured
        self = cls(crawler, to)
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)
        return self

    @halting
    def opened(self) -> None:
        for receiver in self.to:
            deliveries.begin(resources(self.crawler).database, receiver)
        self.looking.start(LOOK_EVERY, now=False)

    def look_meanwhile(self) -> None:
        """Look, unless the run's end may delete some of what is new: nobody can take back what is sent."""
        context = run_context(self.crawler)
        if context is None or not context.plan.judges_at_end:
            self.look()

    def look(self) -> None:
        """Start to send what is new, to each receiver that has nothing in hand."""
        for receiver, send in self.to.items():
            last = self.busy.get(receiver)
            if last is None or last.done():
                work = lambda to=receiver, by=send: self.work(to, by)  # noqa: E731
                self.busy[receiver] = asyncio.wrap_future(notify.in_thread(work))

    def work(self, receiver: str, send: Send) -> None:
        """In a thread: send what is due."""
        try:
            deliver(self.path, receiver, send, self.crawler.settings, self.stop)
        except (DatabaseError, BroadsheetError) as error:
            logger.warning("%s gets no new articles now: %s", receiver, error)

    async def closed(self) -> None:
        """Send the rest, for a limited time, and say what waits."""
        if not self.looking.running:
            return
        self.looking.stop()
        end = monotonic() + AT_END
        for _ in range(2):  # what began before the last article was stored, and once more
            if self.busy:
                await asyncio.wait(self.busy.values(), timeout=max(end - monotonic(), 0))
            if not self.crawler.stats.get_value("run/halted"):
                self.look()
        if self.busy:
            await asyncio.wait(self.busy.values(), timeout=max(end - monotonic(), 0))
        self.stop.set()
        self.tell()

    @halting
    def tell(self) -> None:
        """Say what a receiver has not taken."""
        db = resources(self.crawler).database
        problems = dict(deliveries.problems(db))
        try:
            only = selection(self.crawler.settings, db)
        except BroadsheetError:  # its search was deleted; `work` has logged it
            only = Only()
        for receiver in self.to:
            if count := deliveries.waiting(db, receiver, only):
                what = f"{counted(count, 'new article')} {'waits' if count == 1 else 'wait'} for {receiver}"
                why = f", which failed: {problems[receiver]}" if receiver in problems else ""
                complain(f"{what}{why}; a later run sends them again")

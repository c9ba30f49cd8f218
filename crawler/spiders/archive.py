"""Reads pages from WARC files instead of the network, for the same stages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cached_property
from glob import glob
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.discover.warc import Damage, NotAWarc, Record, records_at
from crawler.run_context import Plan, RunContext, share
from crawler.signals import page_dropped, page_failed, page_requested
from crawler.sources.lookup import Sites
from crawler.sources.source import directory_of, load_sources
from crawler.spiders import arguments
from crawler.spiders.archived_page import DAMAGED, page_of
from pipelines.items import Article, Page
from pipelines.stages.resources import resources

ARGUMENTS = ("path", "timezone", "since", "limit")
IN_FLIGHT = 16
"""Pages between file and database: enough to keep the workers busy, few enough to keep memory flat."""


class ArchiveSpider(Spider):
    """`scrapy crawl archive -a path='pages/*.warc.gz' [-a timezone=Asia/Tehran] [-a since=2026-01-01]`."""

    name = "archive"

    def __init__(
        self, path: str = "", timezone: str = "", since: str = "", limit: str = "", _job: str = ""
    ) -> None:
        super().__init__()
        self.given = {"path": path, "timezone": timezone, "since": since, "limit": limit}
        self.path = path
        self.timezone = arguments.zone("timezone", timezone)
        self.since = arguments.time("since", since)
        self.limit = arguments.count("limit", limit)
        self._read, self._size = 0, 0  # bytes of the files
        self._in_flight = 0
        self._stored = 0
        self._has_ended = asyncio.Event()

    @classmethod
    def check(cls, given: Mapping[str, str], settings: BaseSettings) -> None:
        """Raises BroadsheetError for a mistake that a user can fix before the crawl starts."""
        arguments.known(given, ARGUMENTS)
        _check_readable(cls(**given).files())

    @classmethod
    def plan(cls, given: Mapping[str, str], settings: BaseSettings) -> Plan:
        """Return what is wanted of the pages, and which source files describe no site of theirs."""
        left_out = tuple(
            error.line for error in load_sources(directory_of(settings["SOURCES"]))[1] if error.name
        )
        return Plan(since=arguments.time("since", given.get("since", "")), left_out=left_out)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArchiveSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        share(crawler, RunContext(cls.plan(spider.given, crawler.settings), arguments=spider.given))
        resources(crawler).since = spider.since
        crawler.signals.connect(spider._count_stored, signals.item_scraped)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider._count_ended, signal)
        return spider

    def files(self) -> list[Path]:
        """Return the files that `path` names (patterns, separated by commas), sorted.

        Raises ArgumentError if there is none.
        """
        # Path.glob accepts no absolute pattern.
        if not self.path.strip():
            raise arguments.ArgumentError("-a path= is missing; give one or more WARC files")
        files = sorted(Path(name) for each in self.path.split(",") for name in glob(each.strip()))  # noqa: PTH207
        if not files:
            raise arguments.ArgumentError(f"-a path={self.path}: no such file; give one or more WARC files")
        return files

    @cached_property
    def sites(self) -> Sites:
        sources, _ = load_sources(directory_of(self.settings["SOURCES"]))
        return Sites(sources, timezone=self.timezone)

    def read_share(self) -> float | None:
        """Return which share of the files' bytes was read, for the progress of the run."""
        return min(self._read / self._size, 1.0) if self._size else None

    async def start(self) -> AsyncIterator[Page]:
        files = self.files()
        self._size = sum(file.stat().st_size for file in files)
        for file in files:
            for answer in self._answers(file):
                if not await self._room():
                    return
                page = self._page(answer)
                if page is not None:
                    self._in_flight += 1
                    yield page

    async def _room(self) -> bool:
        """Wait until another page may be in flight; return False if `limit` articles are new or changed."""
        while self._in_flight >= self._most():
            if self._most() <= 0:
                return False
            self._has_ended.clear()
            await self._has_ended.wait()
        return True

    def _most(self) -> int:
        """Return how many pages may be in flight; with `limit`, no more than may still be stored."""
        return IN_FLIGHT if self.limit is None else min(IN_FLIGHT, self.limit - self._stored)

    def _answers(self, file: Path) -> Iterator[Record | Damage]:
        try:
            before = self._read
            for position, answer in records_at(file):
                self._read = before + position
                yield answer
            self._read = before + file.stat().st_size
        except NotAWarc as error:
            self._send(page_requested, url=str(file))
            self._send(page_failed, url=str(file), kind="NotAWarc", message=str(error))
            self._fail()

    def _page(self, answer: Record | Damage) -> Page | None:
        """Return the page of an archived answer; an answer without one is counted."""
        page = page_of(answer, self.sites)
        self._send(page_requested, url=page.url)
        if isinstance(page, Page):
            return page
        if page.is_error:
            if page.kind == DAMAGED:
                self._fail()
            self._send(page_failed, url=page.url, kind=page.kind, message=page.message)
        else:
            self._send(page_dropped, url=page.url, reason=page.kind)
        return None

    def _fail(self) -> None:
        """Let the command end with exit code 1: a file could not be read, or not to its end."""
        self.crawler.stats.set_value("run/failed", True)

    def _send(self, signal: object, **what: Any) -> None:
        self.crawler.signals.send_catch_log(signal, spider=self, **what)

    def _count_stored(self, item: Article) -> None:
        self._stored += item.outcome != "same"

    def _count_ended(self) -> None:
        self._in_flight -= 1
        self._has_ended.set()


def _check_readable(files: Sequence[Path]) -> None:
    """Raises NotAWarc if none of the files is a WARC file, so that no database is made for them."""
    errors: list[NotAWarc] = []
    for file in files:
        try:
            next(records_at(file), None)
        except NotAWarc as error:
            errors.append(error)
        else:
            return
    raise errors[0]

"""The account of a run: pages = articles + drops by reason + errors by kind, kept in `runs` and told at the end."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.signals import listing_read, page_asked, page_dropped, page_failed
from pipelines.db import open_database, runs
from pipelines.drops import PageError
from pipelines.items import Article

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

SAVE_EVERY = 10.0
"""Seconds between two savings of the account, so that a killed run has one too."""


@dataclass
class Account:
    """What became of the pages of a run."""

    pages: int = 0
    listings: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    drops: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """One URL or message a kind of error."""

    @property
    def settled(self) -> int:
        """Pages whose end is known."""
        return self.articles.total() + self.drops.total() + self.errors.total()

    def lines(self, seconds: float, database: str) -> list[str]:
        """The account, as a person reads it."""
        new, changed, same = (self.articles[each] for each in ("new", "changed", "same"))
        told = [
            f"{self.pages} pages in {seconds:.0f} s: {self.articles.total()} articles ({new} new, {changed} changed,"
            f" {same} as before), {self.drops.total()} no article, {self.errors.total()} errors"
        ]
        told += [f"  no article: {_counts(self.drops)}"] if self.drops else []
        told += [f"  error: {kind} {n}, such as {self.examples[kind]}" for kind, n in self.errors.most_common()]
        return [*told, f"  database: {database}"]


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counter.most_common())


class RunAccount:
    """Counts how each page ends, writes it to `runs`, tells it on standard error."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.account = Account()
        self.path = crawler.settings["DATABASE"]
        self.started = monotonic()
        self._saving = create_looping_call(self.save)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunAccount:
        self = cls(crawler)
        for handler, signal in (
            (self.opened, signals.spider_opened),
            (self.closed, signals.spider_closed),
            (self.scraped, signals.item_scraped),
            (self.dropped, signals.item_dropped),
            (self.crashed, signals.item_error),
            (self.asked, page_asked),
            (self.refused, page_dropped),
            (self.failed, page_failed),
            (self.listed, listing_read),
        ):
            crawler.signals.connect(handler, signal)
        return self

    def opened(self, spider: Spider) -> None:
        self.db = open_database(self.path)
        self.run = runs.start(self.db, spider.name)
        self._saving.start(SAVE_EVERY, now=False)

    def closed(self, spider: Spider, reason: str) -> None:
        if self._saving.running:
            self._saving.stop()
        self.save()
        runs.finish(self.db, self.run, reason)
        self.db.close()
        for line in self.account.lines(monotonic() - self.started, self.path):
            print(line, file=sys.stderr)

    def save(self) -> None:
        """Write what is counted so far."""
        account = self.account
        runs.save(
            self.db,
            self.run,
            pages=account.pages,
            listings=account.listings,
            articles=account.articles,
            drops=account.drops,
            errors=account.errors,
            requests=self.crawler.stats.get_value("downloader/request_count", 0),
        )

    def asked(self) -> None:
        self.account.pages += 1

    def listed(self) -> None:
        self.account.listings += 1

    def scraped(self, item: Article) -> None:
        self.account.articles[item.outcome or "same"] += 1

    def dropped(self, exception: BaseException) -> None:
        kind = type(exception).__name__
        if isinstance(exception, PageError):
            self.failed(kind=kind, message=str(exception))
        else:
            self.account.drops[kind] += 1

    def refused(self, reason: str) -> None:
        self.account.drops[reason] += 1

    def crashed(self, failure: Failure) -> None:
        self.failed(kind=type(failure.value).__name__, message=failure.getErrorMessage())

    def failed(self, kind: str, message: str) -> None:
        self.account.errors[kind] += 1
        self.account.examples.setdefault(kind, message)

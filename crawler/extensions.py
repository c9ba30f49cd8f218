"""The account of a run: pages = articles + drops + errors, by reason; kept in `runs`, told at the end."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.signals import (
    listing_bounded,
    listing_gap,
    listing_read,
    page_asked,
    page_dropped,
    page_failed,
    page_same,
    source_turned,
)
from crawler.stopping import halt, halting
from pipelines.db import Database, DatabaseError, open_database, runs
from pipelines.drops import NotStored, PageError
from pipelines.items import Article

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

_PASSWORD = re.compile(r"//[^/@\s]*@")
"""What stands before the host of an address is a secret, and `runs` is public."""

SAVE_EVERY = 10.0
"""Seconds between two savings of the account, so that a killed run has one too."""

NOTES = 20
"""Lines of notes at most."""


@dataclass
class Tally:
    """What became of the pages of a run."""

    pages: int = 0
    listings: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    """new, changed, same"""
    drops: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """One message a kind of error."""
    notes: list[str] = field(default_factory=list)
    """What else is worth a line: gaps, bounds, sources that turned."""

    def account(self, requests: int) -> runs.Account:
        """The same, as `runs` keeps it."""
        return runs.Account(
            requests=requests, pages=self.pages, drops=self.drops, errors=self.errors, **self.articles
        )

    def lines(self, seconds: float, database: str) -> list[str]:
        """The same, as a person reads it."""
        new, changed, same = (self.articles[each] for each in ("new", "changed", "same"))
        listings = f"{_number(self.listings, 'listing')} and " if self.listings else ""
        told = [
            f"{listings}{_number(self.pages, 'page')} in {seconds:.0f} s:"
            f" {_number(self.articles.total(), 'article')} ({new} new, {changed} changed, {same} as before),"
            f" {self.drops.total()} no article, {_number(self.errors.total(), 'error')}"
        ]
        told += [f"  no article: {_counts(self.drops)}"] if self.drops else []
        told += [f"  error: {kind} {n}: {self.examples[kind]}" for kind, n in self.errors.most_common()]
        told += [f"  {note}" for note in self.notes[:NOTES]]
        told += [f"  and {len(self.notes) - NOTES} notes more"] if len(self.notes) > NOTES else []
        return [*told, f"  database: {database}"]


def _number(count: int, of: str) -> str:
    return f"{count} {of}{'' if count == 1 else 's'}"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counter.most_common())


class RunAccount:
    """Counts how each page ends, writes it to `runs`, tells it on standard error."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.tally = Tally()
        self.path: str = crawler.settings["DATABASE"]
        self.started = monotonic()
        self.db: Database | None = None
        self.run = 0
        self.tell = crawler.settings.getbool("TELL_ACCOUNT")
        self.told = (0, 0)
        self.saving = create_looping_call(self.save)

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
            (self.same, page_same),
            (self.listed, listing_read),
            (self.gap, listing_gap),
            (self.bounded, listing_bounded),
            (self.turned, source_turned),
        ):
            crawler.signals.connect(handler, signal)
        return self

    @halting
    def opened(self, spider: Spider) -> None:
        self.db = open_database(self.path)
        given = getattr(spider, "given", {})
        self.run = runs.start(
            self.db, spider.name, {name: _PASSWORD.sub("//", given[name]) for name in given}
        )
        self.saving.start(SAVE_EVERY, now=False)

    def closed(self, reason: str) -> None:
        if self.saving.running:
            self.saving.stop()
        if self.db is not None:
            self._end(self.db, reason)
        if self.tell:
            print(*self.tally.lines(monotonic() - self.started, self.path), sep="\n", file=sys.stderr)

    def _end(self, db: Database, reason: str) -> None:
        try:
            runs.finish(db, self.run, self._account(), reason)
        except DatabaseError as error:
            if not self.crawler.stats.get_value("run/halted"):
                print(f"the account of this run is not kept: {error}", file=sys.stderr)
        db.close()

    @halting
    def save(self) -> None:
        """Write what is counted so far, and tell it, so that nobody wonders whether the crawl still runs."""
        if self.db is not None:
            runs.update(self.db, self.run, self._account())
        tally = self.tally
        if self.tell and (tally.pages, tally.listings) != self.told:
            self.told = (tally.pages, tally.listings)
            seen = f"{tally.listings} listings, {tally.pages} pages, {tally.articles.total()} articles"
            print(f"{monotonic() - self.started:.0f} s: {seen} so far", file=sys.stderr)

    def _account(self) -> runs.Account:
        return self.tally.account(self.crawler.stats.get_value("downloader/request_count", 0))

    def asked(self) -> None:
        self.tally.pages += 1

    def listed(self) -> None:
        self.tally.listings += 1

    def gap(self, url: str, interval: timedelta) -> None:
        minutes = interval.total_seconds() / 60
        note = f"{url}: all it has is new, so it may have dropped entries unseen"
        self.tally.notes.append(f"{note}; a look every {minutes:.0f} min would have met them")

    def bounded(self, url: str, message: str) -> None:
        self.tally.notes.append(f"{url}: not followed: {message}")

    def turned(self, turn: object) -> None:
        self.tally.notes.append(str(turn))

    def scraped(self, item: Article) -> None:
        self.tally.articles[item.outcome or "same"] += 1

    def dropped(self, item: Any, exception: BaseException) -> None:
        kind = type(exception).__name__
        if isinstance(exception, NotStored):
            self.failed(kind=kind, message=f"{item.url}: it is fetched again")
            halt(self.crawler, exception)
        elif isinstance(exception, PageError):
            self.failed(kind=kind, message=str(exception))
        else:
            self.tally.drops[kind] += 1

    def same(self) -> None:
        self.tally.articles["same"] += 1

    def refused(self, reason: str) -> None:
        self.tally.drops[reason] += 1

    def crashed(self, failure: Failure) -> None:
        self.failed(kind=type(failure.value).__name__, message=failure.getErrorMessage())

    def failed(self, kind: str, message: str) -> None:
        self.tally.errors[kind] += 1
        self.tally.examples.setdefault(kind, message)

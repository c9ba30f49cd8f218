"""Samples the pages of a crawl, judges its sources, and notifies the operator when a source changes state."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from crawler.fetch.stopping import halting
from crawler.frontier.schedule import OLD
from crawler.reports import source_state
from crawler.reports.notify import notify
from crawler.run_context import RunContext, run_context
from crawler.signals import page_failed, source_state_changed
from pipelines.db.crawl import health as rows
from pipelines.db.crawl.health import Sample
from pipelines.drops import NotStored, PageError
from pipelines.items import STAGED, Article
from pipelines.stages.resources import resources

LOOK_EVERY = 900.0
"""Seconds between two judgements in a run that stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A source that has changed its state."""

    source: str
    url: str
    state: str
    was: str | None
    reason: str | None
    at: str

    def __str__(self) -> str:
        return f"{self.source} is {self.state}" + (f": {self.reason}" if self.reason else "")


class Watchdog:
    """Judges every source of a crawl by its own past.

    When sources change their state, `command` is run and `webhook` gets a POST, both with a JSON array of
    them.
    """

    def __init__(self, crawler: Crawler, *, command: str | None, webhook: str | None) -> None:
        self.crawler = crawler
        self.command = command
        self.webhook = webhook
        self.samples: dict[str, list[Sample]] = defaultdict(list)
        self.dead_links: dict[str, list[Sample]] = defaultdict(list)
        self.counted = Counter[str]()
        self.looking = create_looping_call(self.look)
        self.notifications = set[asyncio.Task[None]]()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Watchdog:
        settings = crawler.settings
        self = cls(crawler, command=settings["HEALTH_COMMAND"], webhook=settings["HEALTH_WEBHOOK"])
        for handler, signal in (
            (self.opened, signals.spider_opened),
            (self.closed, signals.spider_closed),
            (self.scraped, signals.item_scraped),
            (self.dropped, signals.item_dropped),
            (self.failed, page_failed),
        ):
            crawler.signals.connect(handler, signal)
        return self

    def opened(self) -> None:
        if self._context is not None and self._context.database is not None:
            self.looking.start(LOOK_EVERY, now=False)

    def scraped(self, item: object) -> None:
        if isinstance(item, Article) and item.outcome != "same":
            sample = Sample(
                outcome="article",
                is_dated=item.published_at is not None,
                is_authored=bool(item.authors),
                words=item.word_count,
                method=item.method,
                is_old=_is_old(item),
            )
            self._count(item.source, sample)

    def dropped(self, item: Any, exception: BaseException) -> None:
        if isinstance(exception, NotStored) or not isinstance(item, STAGED):
            return
        page: Any = getattr(item, "page", item)
        is_error = isinstance(exception, PageError)
        self._count(page.site.name, Sample(outcome=type(exception).__name__, is_error=is_error))

    def failed(self, kind: str, source: str | None = None, is_dead_link: bool = False) -> None:
        """Count a page that failed, but not an archived page that has no source.

        Dead links are set aside: they are failures only if no page of the source can be read.
        """
        sample = Sample(outcome=kind, is_error=True)
        if source is not None and is_dead_link:
            self.dead_links[source].append(sample)
        elif source is not None:
            self._count(source, sample)

    def _count(self, source: str, sample: Sample) -> None:
        if self.looking.running:
            self.samples[source].append(sample)

    @halting
    def look(self) -> None:
        """Store the samples, judge each source, and notify the operator of changed states."""
        turns = [turn for name in self._names() if (turn := self._judge(name)) is not None]
        for turn in turns:
            self.crawler.signals.send_catch_log(source_state_changed, turn=turn)
        if turns:
            self._notify(turns)

    async def closed(self) -> None:
        """Judge once more, and wait for the notifications, which have a time limit of their own."""
        if not self.looking.running:
            return
        self.looking.stop()
        if not self.crawler.stats.get_value("run/halted"):
            self.look()
        await asyncio.gather(*self.notifications)

    def _names(self) -> list[str]:
        """Return the sources to judge. A single named page or listing says nothing about the whole site."""
        assert self._context is not None
        return sorted(set(self._context.sources) - self._context.plan.parts)

    @property
    def _context(self) -> RunContext | None:
        return run_context(self.crawler)

    def _judge(self, name: str) -> Turn | None:
        assert self._context is not None
        now, db = datetime.now(UTC), resources(self.crawler).database
        fresh, dead_links = self.samples.pop(name, []), self.dead_links.pop(name, [])
        if all(sample.is_error for sample in fresh):
            fresh += dead_links
        if fresh:
            rows.add(db, name, fresh, now)
            self.counted[name] += len(fresh)
        recent, past = source_state.split(rows.latest(db, name), self.counted[name])
        known = source_state.History(
            now=now,
            listings=rows.listings(db, name),
            recent=recent,
            past=past,
            published=rows.published(db, name),
            added_at=rows.added_at(db, name),
            is_redesigned=bool(fresh or rows.known_state(db, name) == "changed")
            and resources(self.crawler).memories.is_redesigned(name),
        )
        verdict = source_state.judge(known)
        if verdict is None:
            return None
        was = rows.set_state(db, name, verdict.state, verdict.reason, now)
        if was == verdict.state or (was is None and verdict.state not in source_state.WORSE):
            return None
        url = self._context.sources[name].url
        at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
        return Turn(source=name, url=url, state=verdict.state, was=was, reason=verdict.reason, at=at)

    def _notify(self, turns: list[Turn]) -> None:
        if any(turn.state in source_state.WORSE for turn in turns):
            self.crawler.stats.set_value("run/turned", True)
        message = json.dumps([asdict(turn) for turn in turns], ensure_ascii=False).encode()
        task = asyncio.create_task(notify(message, command=self.command, webhook=self.webhook))
        self.notifications.add(task)
        task.add_done_callback(self.notifications.discard)


def _is_old(article: Article) -> bool | None:
    linked = article.visit.linked_at if article.visit else None
    day = article.published_at[:10] if article.published_at else f"{linked:%Y-%m-%d}" if linked else None
    return None if day is None else day < f"{article.seen_at - OLD:%Y-%m-%d}"

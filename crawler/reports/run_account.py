"""Keeps the account of a run: hears of each page's end, writes `runs`, and tells a person."""

from __future__ import annotations

import logging
from collections import Counter, deque
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.spider import DefaultSpider

from crawler.compat import is_closing
from crawler.context import run_context
from crawler.fetch.stopping import halt, halting
from crawler.guard.secrets import mask
from crawler.guard.terminal import complain
from crawler.reports import run_summary as summary
from crawler.reports import screen
from crawler.reports.live_view import Foot, is_terminal
from crawler.reports.tally import Tally
from crawler.signals import (
    host_paused,
    host_waits,
    led_nowhere,
    links_passed,
    listing_bounded,
    listing_gap,
    listing_read,
    page_asked,
    page_dropped,
    page_failed,
    page_same,
    source_turned,
)
from pipelines.db import Database, DatabaseError, runs
from pipelines.db.crawl import visits
from pipelines.db.crawl.waking import RESTLESS
from pipelines.drops import NotStored, PageError
from pipelines.items import Article
from pipelines.stages.resources import resources

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

SAVE_EVERY = 10.0
"""Seconds between two savings of the account, so that a killed run has one too."""
SHOW_EVERY = 0.5
"""Seconds between two looks of the live view."""
CUT = "clean/"
"""How the names of counters begin that say what was cut off articles."""

RATE_OVER = 60.0
"""Seconds that pages a second are told of."""

logger = logging.getLogger(__name__)


class RunAccount:
    """Counts how each page ends, writes it to `runs`, tells it on standard error.

    On a terminal a few lines stand at its foot while the run goes on (`LIVE_VIEW`); elsewhere there is a line
    every ten seconds.
    """

    def __init__(self, crawler: Crawler, *, path: str, tell: bool, live: bool) -> None:
        self.crawler = crawler
        self.tally = Tally()
        self.path = path
        self.tell = tell
        self.foot = Foot() if live else None
        self.started = monotonic()
        self.db: Database | None = None
        self.run = 0
        self.seq = 0
        """Of the last change before this run."""
        self.told = (0, 0)
        self.waiting: int | None = None
        self.paused: dict[str, float] = {}
        """Host → when, by the monotonic clock, it may be asked again."""
        self.past: deque[tuple[float, int]] = deque()
        """When so many pages had ended."""
        self.saving = create_looping_call(self.save)
        self.showing = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunAccount:
        if crawler.spidercls is DefaultSpider:
            raise NotConfigured  # `scrapy fetch` and `shell` show a page, and make no run
        settings = crawler.settings
        tell = settings.getbool("TELL_ACCOUNT")
        live = tell and settings.getbool("LIVE_VIEW") and is_terminal()
        self = cls(crawler, path=settings["DATABASE"], tell=tell, live=live)
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
            (self.barren, led_nowhere),
            (self.passed, links_passed),
            (self.turned, source_turned),
            (self.pausing, host_paused),
            (self.put_off, host_waits),
        ):
            crawler.signals.connect(handler, signal)
        return self

    # --- From the first page to the last --------------------------------------------------------------------

    @halting
    def opened(self, spider: Spider) -> None:
        self.db = resources(self.crawler).database
        context = run_context(self.crawler)
        given = context.arguments if context is not None else {}
        self.run = runs.start(self.db, spider.name, {name: mask(given[name]) for name in given})
        self.seq = runs.last_seq(self.db)
        self.saving.start(SAVE_EVERY, now=False)
        if self.foot is not None:
            self.foot.open()
            self.showing.start(SHOW_EVERY, now=True)

    def closed(self, reason: str) -> None:
        for looping in (self.saving, self.showing):
            if looping.running:
                looping.stop()
        if self.foot is not None:
            self.foot.close()
        if self.db is not None:
            self._end(self.db, reason)
        stats = self.crawler.stats.get_stats()
        self.tally.cut.update({name[len(CUT) :]: n for name, n in stats.items() if name.startswith(CUT)})
        if self.tell:
            complain(*summary.lines(self.tally, self._seconds(), self.path))

    def _end(self, db: Database, reason: str) -> None:
        try:
            self.tally.removed.update(runs.removed_since(db, self.seq))
            runs.finish(db, self.run, self._account(), reason)
        except DatabaseError as error:
            if not self.crawler.stats.get_value("run/halted"):
                complain(f"the account of this run is not kept: {error}")

    @halting
    def save(self) -> None:
        """Write what is counted so far; where no terminal is, tell it, so that nobody wonders."""
        if self.db is not None:
            runs.update(self.db, self.run, self._account())
            self._count_waiting()
        tally = self.tally
        if self.tell and self.foot is None and (tally.pages, tally.listings) != self.told:
            self.told = (tally.pages, tally.listings)
            self._look()
            complain(screen.line(tally, self._moment()))

    def show(self) -> None:
        """Draw the live view."""
        self._look()
        if self.foot is not None:
            self.foot.show(screen.lines(self.tally, self._moment(), self.foot.width))

    def _look(self) -> None:
        """Note how far it is, which makes the rate."""
        now = monotonic()
        self.past.append((now, self.tally.ended))
        while now - self.past[0][0] > RATE_OVER:
            self.past.popleft()

    def _count_waiting(self) -> None:
        context = run_context(self.crawler)
        self.waiting = context.waiting() if context is not None else None

    def _moment(self) -> screen.Moment:
        engine = self.crawler.engine
        return screen.Moment(
            seconds=self._seconds(),
            rate=self._rate(),
            waiting=self.waiting,
            paused=self._pauses(),
            ending=is_closing(engine),
        )

    def _rate(self) -> float | None:
        if len(self.past) < 2:
            return None
        (began, first), (ended, last) = self.past[0], self.past[-1]
        return (last - first) / (ended - began) if ended > began else None

    def _pauses(self) -> dict[str, float]:
        """Source → seconds for which its host is left alone."""
        now = monotonic()
        left = {host: until - now for host, until in self.paused.items() if until > now}
        context = run_context(self.crawler) if left else None
        sources = context.sources if context is not None else {}
        return {name: left[source.host] for name, source in sources.items() if source.host in left}

    def _seconds(self) -> float:
        return monotonic() - self.started

    def _account(self) -> runs.Account:
        return self.tally.account(self.crawler.stats.get_value("downloader/request_count", 0))

    # --- What is heard of -----------------------------------------------------------------------------------

    def asked(self) -> None:
        self.tally.pages += 1

    def listed(self, source: str) -> None:
        self.tally.listing(source)

    def gap(self, url: str, interval: timedelta) -> None:
        minutes = interval.total_seconds() / 60
        note = f"{url}: all it has is new, so it may have dropped entries unseen"
        self._note(f"{note}; a look every {minutes:.0f} min would have met them")

    def bounded(self, url: str, message: str) -> None:
        self._note(f"{url}: not followed: {message}")

    def passed(self, source: str, reasons: Counter[str]) -> None:
        logger.info("not followed: %s: %s", source, ", ".join(f"{name} {n}" for name, n in reasons.items()))
        self.tally.passed += reasons

    def barren(self, url: str) -> None:
        self._note(f"{url} leads to no article; name a page that lists articles, or one that is one")

    def _note(self, note: str) -> None:
        logger.info("%s", note)
        self.tally.notes.append(note)

    def turned(self, turn: Any) -> None:
        logger.info("%s", turn)
        well = turn.state in ("ok", "quiet")
        (self.tally.notes if well else self.tally.turns).append(str(turn))

    def pausing(self, host: str, seconds: float) -> None:
        self.paused[host] = monotonic() + seconds

    def put_off(self, host: str, seconds: float) -> None:
        said = f"{host} asks to be left alone, for {screen.clock(seconds)} more"
        self._note(f"{said}; what waits there is taken by a run after that")

    @halting
    def scraped(self, item: Article) -> None:
        self.tally.article(item.source, item.outcome or "same")
        if (
            self.db is not None
            and item.outcome == "changed"
            and visits.changes(self.db, item.url) == RESTLESS
        ):
            self._note(f"{item.url}: it has changed {RESTLESS} times, and is looked at by its age alone now")

    def dropped(self, item: Any, exception: BaseException) -> None:
        kind, page = type(exception).__name__, getattr(item, "page", item)
        source = page.site.name if hasattr(page, "site") else getattr(page, "source", "")
        if isinstance(exception, NotStored):
            self.tally.error(source, kind, f"{page.url}: it is fetched again")
            halt(self.crawler, exception)
        elif isinstance(exception, PageError):
            self.tally.error(source, kind, str(exception))
        else:
            self.tally.drop(source, kind, page.url)

    def same(self, source: str) -> None:
        self.tally.article(source, "same")

    def refused(self, reason: str, url: str, source: str = "") -> None:
        logger.info("no article: %s: %s", reason, url)
        self.tally.drop(source, reason, url)

    def crashed(self, failure: Failure) -> None:
        self.failed(kind=type(failure.value).__name__, message=failure.getErrorMessage())

    def failed(self, kind: str, message: str, source: str = "") -> None:
        logger.info("error: %s: %s", kind, message)
        self.tally.error(source, kind, message)

"""Counts what becomes of each page of a run, writes it to table `runs`, and prints it."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.spider import DefaultSpider
from twisted.python.failure import Failure

from crawler.compat import is_closing
from crawler.errors import some
from crawler.fetch.stopping import halt, halting
from crawler.fetch.throttle import SENT
from crawler.frontier import expiry
from crawler.frontier.explorer import Stopped
from crawler.guard.secrets import mask
from crawler.guard.terminal import complain, is_terminal
from crawler.reports import killed_runs, screen, selector_notes, walk_notes
from crawler.reports import run_summary as summary
from crawler.reports.tally import Tally
from crawler.run_context import run_context
from crawler.signals import (
    article_deleted,
    articles_expired,
    articles_unread,
    brought_no_article,
    host_paused,
    host_waits,
    limit_missed,
    limit_reached,
    links_passed,
    listing_bounded,
    listing_gap,
    listing_read,
    nothing_to_recheck,
    page_dropped,
    page_failed,
    page_requested,
    page_same,
    site_walked,
    source_state_changed,
)
from pipelines.db import Database, DatabaseError, runs
from pipelines.db.address import without_password
from pipelines.db.crawl import visits
from pipelines.db.crawl.waking import RESTLESS
from pipelines.drops import NotStored, PageError
from pipelines.export.printable import counted
from pipelines.items import STAGED, Article
from pipelines.stages.resources import resources

SAVE_EVERY = 2.0
"""Seconds between two writes to `runs`, so that a killed run has an account too."""
SAVED_AT_ONCE = 10
"""The first pages of a run, whose articles are written to `runs` at once, for a run that is killed early."""
TELL_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
SHOW_EVERY = 0.5
"""Seconds between two updates of the live view."""
CUT = "clean/"
"""Prefix of the counters for what was cut off articles."""

RATE_OVER = 60.0
"""Seconds over which pages a second are averaged."""

logger = logging.getLogger(__name__)


class RunAccount:
    """Counts how each page ends, writes it to `runs`, and prints a summary on standard error.

    A terminal shows a live view of a few lines while the crawl runs (`LIVE_VIEW`); elsewhere a line is
    printed every ten seconds.
    """

    def __init__(self, crawler: Crawler, *, path: str, tell: bool, live: bool) -> None:
        self.crawler = crawler
        self.tally = Tally()
        self.path = path
        self.tell = tell
        self.foot = screen.Foot() if live else None
        self.started = monotonic()
        self.db: Database | None = None
        self.run = 0
        self.seq = 0
        """The seq of the last change before this run."""
        self.printed = (0, 0)
        """Pages and listings in the line printed last."""
        self.waiting: int | None = None
        self.paused: dict[str, float] = {}
        """Host → the time on the monotonic clock when it may be requested again."""
        self.progress: deque[tuple[float, int]] = deque()
        """Times on the monotonic clock, each with the number of pages done by then."""
        self.saving = create_looping_call(self.save)
        self.telling = create_looping_call(self.tell_progress)
        self.showing = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunAccount:
        if crawler.spidercls is DefaultSpider:
            raise NotConfigured  # `scrapy fetch` and `shell` only show a page
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
            (self.requested, page_requested),
            (self.refused, page_dropped),
            (self.failed, page_failed),
            (self.same, page_same),
            (self.tally.listing, listing_read),
            (self.gap, listing_gap),
            (self.bounded, listing_bounded),
            (self.without_articles, brought_no_article),
            (self.unread, articles_unread),
            (self.unstored, nothing_to_recheck),
            (self.passed, links_passed),
            (self.turned, source_state_changed),
            (self.walked, site_walked),
            (self.tally.take_back, article_deleted),
            (self.pausing, host_paused),
            (self.put_off, host_waits),
            (self.limited, limit_reached),
            (self.below_limit, limit_missed),
            (self.expired, articles_expired),
        ):
            crawler.signals.connect(handler, signal)
        return self

    # --- Start, progress and end ----------------------------------------------------------------------------

    @halting
    def opened(self, spider: Spider) -> None:
        self.db = resources(self.crawler).database
        context = run_context(self.crawler)
        arguments = context.arguments if context is not None else {}
        self.tally.left_out = len(context.plan.left_out) if context is not None else 0
        masked = {name: mask(value) for name, value in arguments.items()}
        for note in killed_runs.notes(self.db, spider.name, masked):
            logger.info("%s", note)
            self.tally.important.append(note)
        self.run = runs.start(self.db, spider.name, masked)
        self.seq = runs.last_seq(self.db)
        self.saving.start(SAVE_EVERY, now=False)
        self.telling.start(TELL_EVERY, now=False)
        if self.foot is not None:
            self.foot.open()
            self.showing.start(SHOW_EVERY, now=True)

    def closed(self, reason: str) -> None:
        for looping in (self.saving, self.telling, self.showing):
            if looping.running:
                looping.stop()
        if self.foot is not None:
            self.foot.close()
        if self.db is not None:
            self._end(self.db, reason)
        stats = self.crawler.stats.get_stats()
        self.tally.cut.update({name[len(CUT) :]: n for name, n in stats.items() if name.startswith(CUT)})
        if stats.get("javascript/pages"):
            self._note(_in_browser(stats))
        for line in selector_notes.lines(stats):
            self._note(line)
        if self.tell:
            complain(*summary.lines(self.tally, self._seconds(), without_password(self.path)))

    def _end(self, db: Database, reason: str) -> None:
        try:
            self.tally.removed.update(runs.removed_since(db, self.seq))
            runs.finish(db, self.run, self._account(), reason)
        except DatabaseError as error:
            if not self.crawler.stats.get_value("run/halted"):
                complain(f"the account of this run is not stored: {error}")

    @halting
    def save(self) -> None:
        """Write the counts so far."""
        if self.db is not None:
            runs.update(self.db, self.run, self._account())

    @halting
    def tell_progress(self) -> None:
        """Count what waits; without a live view, print a line."""
        if self.db is not None:
            self._count_waiting()
        tally = self.tally
        if self.tell and self.foot is None and (tally.pages, tally.listings) != self.printed:
            self.printed = (tally.pages, tally.listings)
            self._note_progress()
            complain(screen.line(tally, self._moment()))

    def show(self) -> None:
        self._note_progress()
        if self.foot is not None:
            self.foot.show(screen.lines(self.tally, self._moment(), self.foot.width))

    def _note_progress(self) -> None:
        now = monotonic()
        self.progress.append((now, self.tally.finished))
        while now - self.progress[0][0] > RATE_OVER:
            self.progress.popleft()

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
            share=read_share() if (read_share := getattr(self.crawler.spider, "read_share", None)) else None,
            ending=is_closing(engine),
        )

    def _rate(self) -> float | None:
        if len(self.progress) < 2:
            return None
        (began, first), (ended, last) = self.progress[0], self.progress[-1]
        return (last - first) / (ended - began) if ended > began else None

    def _pauses(self) -> dict[str, float]:
        """Return source → seconds for which its host is still paused."""
        now = monotonic()
        left = {host: until - now for host, until in self.paused.items() if until > now}
        context = run_context(self.crawler) if left else None
        sources = context.sources if context is not None else {}
        return {name: left[source.netloc] for name, source in sources.items() if source.netloc in left}

    def _seconds(self) -> float:
        return monotonic() - self.started

    def _account(self) -> runs.Account:
        return self.tally.account(self.crawler.stats.get_value(SENT, 0))

    # --- Signals --------------------------------------------------------------------------------------------

    def requested(self) -> None:
        self.tally.pages += 1

    def gap(self, url: str, interval: timedelta) -> None:
        minutes = interval.total_seconds() / 60
        note = f"{url}: all its entries are new, so some may have come and gone unseen"
        self._note(f"{note}; a visit every {minutes:.0f} min would have found them")

    def bounded(self, url: str, message: str) -> None:
        self._note(f"{url}: not followed: {message}")

    def passed(self, source: str, reasons: Counter[str]) -> None:
        logger.info("not followed: %s: %s", source, ", ".join(f"{name} {n}" for name, n in reasons.items()))
        self.tally.passed += reasons

    def expired(self, source: str, count: int, left: int) -> None:
        self._note(expiry.line(source, count, left))

    def without_articles(self, url: str) -> None:
        cure = "give the address of an article, or of a page that lists articles"
        self._note(f"{url} leads to no article; {cure}")

    def unread(self, what: str, count: int) -> None:
        articles = "the only article" if count == 1 else f"none of the {count} articles"
        cannot = "cannot" if count == 1 else "can"
        note = f"{what}: {articles} that it lists {cannot} be read; the lines above say why"
        logger.info("%s", note)
        self.tally.important.append(note)

    def unstored(self, sources: Sequence[str]) -> None:
        cause = f"this database has no article of {some(sources)}" if sources else "there is no source"
        self._note(f"recheck=1: nothing to check: {cause}; 'scrapy sources --health' lists what it has")

    def walked(self, source: str, is_whole: bool, stopped: Sequence[Stopped]) -> None:
        self._note(f"{source}: {walk_notes.cost(self.tally.sources[source], is_whole=is_whole)}")
        if stopped:
            self._note(f"{source}: {walk_notes.left(stopped)}")

    def _note(self, note: str) -> None:
        logger.info("%s", note)
        self.tally.notes.append(note)

    def turned(self, turn: Any) -> None:
        logger.info("%s", turn)
        is_well = turn.state in ("ok", "quiet")
        (self.tally.notes if is_well else self.tally.turns).append(str(turn))

    def pausing(self, host: str, seconds: float) -> None:
        self.paused[host] = monotonic() + seconds

    def put_off(self, host: str, seconds: float) -> None:
        pause = f"{host} asks to be left alone for another {screen.clock(seconds)}"
        self._note(f"{pause}; a run after that fetches what is waiting there")

    def limited(self, limit: int, left: int, stored: int, links: int) -> None:
        of_them = f" ({stored} of them stored articles that were not checked)" if stored else ""
        follow = f" and {counted(links, 'link')} of the site to follow" if links else ""
        rest = f"waiting: {counted(left, 'address', 'addresses')}{of_them}{follow}"
        self._note(f"limit={limit} is reached; {rest}; the next run continues there")

    def below_limit(self, limit: int, new: int) -> None:
        few = f"{counted(new, 'new article')}, fewer than limit={limit}"
        self._note(f"{few}; with `-a whole=1` a crawl follows a site's own links to all that it has")

    @halting
    def scraped(self, item: object) -> None:
        if not isinstance(item, Article):  # of a spider of the user's own
            return
        self._count_own()
        self.tally.article(item.source, item.outcome or "same")
        if self.tally.finished <= SAVED_AT_ONCE:
            self.save()
        db = self.db if item.outcome == "changed" else None
        if db is not None and visits.changes(db, item.url) == RESTLESS:
            self._note(f"{item.url}: it has changed {RESTLESS} times; only its age decides its visits now")

    def dropped(self, item: Any, exception: BaseException) -> None:
        if not isinstance(item, STAGED):
            return
        self._count_own()
        kind = type(exception).__name__
        page: Any = getattr(item, "page", item)
        source = page.site.name if hasattr(page, "site") else getattr(page, "source", "")
        if isinstance(exception, NotStored):
            self.tally.error(source, kind, f"{page.url}: it will be fetched again")
            halt(self.crawler, exception)
        elif isinstance(exception, PageError):
            self.tally.error(source, kind, str(exception))
        else:
            self.tally.drop(source, kind, page.url)

    def _count_own(self) -> None:
        """Count a page of a spider of the user's own, which does not say what it requests."""
        self.tally.pages += run_context(self.crawler) is None

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


def _in_browser(stats: dict[str, Any]) -> str:
    """Return a line on what the browser cost: pages, their requests, and which of these were refused."""
    pages, requests = counted(stats["javascript/pages"], "page"), stats.get("javascript/requests", 0)
    refused = {
        name.rpartition("/")[2]: n for name, n in stats.items() if name.startswith("javascript/refused/")
    }
    names = ", ".join(f"{name} {n}" for name, n in sorted(refused.items(), key=lambda pair: -pair[1]))
    size = stats.get("javascript/bytes", 0) / 1e6
    line = f"in the browser: {pages}, {counted(requests, 'request')}, {size:.1f} MB"
    return f"{line}; refused: {names}" if names else line

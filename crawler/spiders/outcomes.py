"""How the fetch of each URL ends in the frontier: stored, dropped, failed, or tried again later."""

from __future__ import annotations

from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.errors import HostPausedError, OtherHostError
from crawler.fetch.failures import Fault, fault
from crawler.fetch.stopping import halting
from crawler.frontier.frontier import MOVED
from crawler.frontier.link_records import Verdict
from crawler.signals import brought_no_article, host_paused, page_dropped, page_failed, page_requested
from crawler.spiders.pages import lease_of, page_of_feed, text_in_feed, went_home
from crawler.spiders.run_state import RunState
from pipelines.db.crawl import candidates, visits
from pipelines.db.crawl.frontier_rows import LISTED, LISTED_TOO
from pipelines.db.crawl.leases import Leased
from pipelines.db.crawl.waking import NOT_THERE
from pipelines.drops import Empty, Home, NotAPage, NotKept, NotStored, OtherDay, PageError, Section, Tag
from pipelines.items import Article, Page
from pipelines.urls import canonical, host

LISTS = (Home, Section, Tag)
"""Drops of pages that list articles."""

REFUSALS = frozenset({"Http401", "Http402", "Http403"})
"""Errors with which a site refuses an article that is only for readers with an account."""


class Endings:
    """Receives the results of stages and downloader, and reports them to the frontier."""

    def __init__(self, run: RunState) -> None:
        self.run = run
        self.crawler: Crawler = run.crawler
        for handler, signal in (
            (self.landed, signals.item_scraped),
            (self.dropped, signals.item_dropped),
            (self.crashed, signals.item_error),
            (self.paused, host_paused),
        ):
            self.crawler.signals.connect(handler, signal)

    @halting
    def landed(self, item: Article) -> None:
        """Count a stored article; its transaction has already acknowledged the lease."""
        self.run.stored += 1
        is_new = item.outcome == "new"
        self.run.found[item.source] += is_new
        self.learn(item.lease, "article" if is_new and not self._is_copy(item.url) else "neither")
        self.run.frontier.forget(item.lease)

    def learn(self, token: str | None, verdict: Verdict) -> None:
        if not self.run.explorers:
            return
        leased = self.run.frontier.held.get(token or "")
        explorer = self.run.explorer(leased.source) if leased is not None else None
        if leased is not None and explorer is not None:
            explorer.ended(leased.url, verdict)

    def _is_copy(self, url: str) -> bool:
        """Return whether an article has nearly the same text as another, as a print view has."""
        return bool(self.run.explorers) and candidates.is_copy(self.run.frontier.db, url)

    @halting
    def dropped(self, item: Any, exception: BaseException) -> None:
        frontier, kind, token = self.run.frontier, type(exception).__name__, lease_of(item)
        if isinstance(exception, NotStored):
            return  # the lease runs out by itself, and RunAccount ends the run
        leased = frontier.held.get(token or "")
        if leased is not None and self._is_useless(leased, exception):
            self.run.miss(leased)
            self.run.tell(brought_no_article, url=leased.url)
        self.learn(token, _verdict(exception))
        if isinstance(exception, PageError):
            if leased is not None:
                self.run.miss(leased)
            frontier.fail(token, kind, again=True)
        elif isinstance(exception, OtherDay):
            frontier.put_off(token, exception.published, kind)
        else:
            frontier.drop(token, kind, getattr(item, "page", item).visit)

    def _is_useless(self, leased: Leased, exception: BaseException) -> bool:
        """Return whether the user named this address, and it is a file or another page of no use.

        A page that lists articles is read as a list, and an article of another day is one.
        """
        if leased.url not in self.run.plan.given or isinstance(exception, PageError):
            return False
        is_well = isinstance(exception, (*LISTS, OtherDay, NotKept))
        return isinstance(exception, NotAPage) or (self.run.is_part(leased) and not is_well)

    def empty(self, leased: Leased) -> None:
        """End the fetch of a page that the user named and that has neither an article nor links."""
        run, about = self.run, {"url": leased.url, "source": leased.source}
        run.tell(page_requested, url=leased.url)
        run.frontier.drop(leased.token, Empty.__name__)
        run.tell(page_dropped, **about, reason=Empty.__name__)
        run.miss(leased)
        run.tell(brought_no_article, url=leased.url)

    @halting
    def crashed(self, item: Any, failure: Failure) -> None:
        self.run.frontier.fail(lease_of(item), type(failure.value).__name__, again=True)

    @halting
    def paused(self, host: str, seconds: float) -> None:
        self.run.frontier.pause(host, seconds)

    @halting
    def failed(self, failure: Failure) -> list[Page]:
        """Try a failed fetch again a little later, or give it up and count it.

        Returns the article as its feed has it, if the page is refused and the feed has the whole text.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        leased: Leased = request.cb_kwargs["leased"]
        if isinstance(failure.value, OtherHostError):
            self.moved(leased, failure.value.url)
            return []
        if isinstance(failure.value, HostPausedError) and host(request.url) == leased.host:
            self.run.frontier.give_back(leased)
            return []
        what = fault(failure, leased.url, self.run.sources[leased.source].url)
        busy = request.meta.get("wait") is not None
        if what.again and self.run.frontier.try_again(leased, what.kind, busy=busy):
            return []
        may_use_feed = what.kind in REFUSALS and self.run.sources[leased.source].full_text_from != "page"
        text = text_in_feed(leased) if may_use_feed else None
        if text is not None and not visits.has_page_text(self.run.frontier.db, leased.url):
            self.run.had.add(leased.source)
            self.run.led.add(leased.source)
            self.run.tell(page_requested, url=leased.url)
            return [page_of_feed(leased, self.run.sources[leased.source].site, text)]
        self.give_up(leased, what)
        return []

    def moved(self, leased: Leased, url: str) -> None:
        """Hand an address that leads to another host to whoever crawls that host."""
        run, home = self.run, self.run.sources[leased.source].url
        run.had.add(leased.source)
        if went_home(url, leased, home):
            cause = f"{leased.url}: it leads to the front page"
            self.give_up(leased, Fault("RedirectedHome", cause, again=False, dropped=True, gone=True))
            return
        run.tell(page_requested, url=leased.url)
        run.frontier.move(leased, canonical(url))
        run.tell(page_dropped, url=leased.url, source=leased.source, reason=MOVED)

    def give_up(self, leased: Leased, what: Fault) -> None:
        """End a fetch that failed or was refused, and count it."""
        run, about = self.run, {"url": leased.url, "source": leased.source}
        if "guess" in leased.hints:  # no page names this address; it is not tried again
            run.frontier.drop(leased.token, NOT_THERE)
            return
        self.learn(leased.token, "dead")
        run.tell(page_requested, url=leased.url)
        if what.dropped and what.gone:
            run.frontier.fail(leased.token, what.kind, again=True, gone=True)
            run.tell(page_dropped, **about, reason=what.kind)
        elif what.dropped:
            run.frontier.drop(leased.token, what.kind)
            run.tell(page_dropped, **about, reason=what.kind)
            run.miss(leased)  # a page that robots.txt forbids could not be read either
        else:
            run.frontier.fail(leased.token, what.kind, again=what.later, gone=what.gone)
            is_dead_link = what.gone and _is_found_link(leased)
            run.tell(page_failed, **about, kind=what.kind, message=what.message, is_dead_link=is_dead_link)
            run.miss(leased)


def _is_found_link(leased: Leased) -> bool:
    """Return whether only a page of the site leads to an address: its front page, a menu, or the walk.

    The source file, or the site itself, promises feeds, sitemaps, and the articles that these list.
    """
    if leased.kind == "article":
        is_listed = leased.hints.get("origin") in LISTED or LISTED_TOO in leased.hints
        return not is_listed and (leased.hints.get("origin") == "section" or "walk" in leased.hints)
    return leased.kind in ("section", "home") and leased.parent is not None


def _verdict(exception: BaseException) -> Verdict:
    """Return what a dropped page shows about links like the one that led to it."""
    if isinstance(exception, OtherDay):
        return "article"  # its date is not wanted now, but links like it lead to articles
    return "list" if isinstance(exception, LISTS) else "neither"

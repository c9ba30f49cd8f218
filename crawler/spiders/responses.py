"""Handles each answer: an article's page goes to the stages, a listing's links to the frontier."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.discover.guess import DocumentKind, document_kind
from crawler.discover.link import NotReadable
from crawler.discover.parts import MOST_PARTS, links_back, next_part
from crawler.errors import BrowserDiedError, HostPausedError
from crawler.fetch import conditional
from crawler.fetch.failures import Fault
from crawler.fetch.stopping import halt, halting
from crawler.guard.addresses import shown
from crawler.rights import page_rights as rights
from crawler.rights.tdmrep import TdmRep
from crawler.signals import (
    links_passed,
    listing_bounded,
    listing_gap,
    listing_read,
    page_requested,
    page_same,
    robots_read,
)
from crawler.spiders.listing import Fetched, Limits, Listing, explores, moment, read_listing
from crawler.spiders.outcomes import LISTS, Endings
from crawler.spiders.pages import content_type_of, page_of, visit_of, went_home
from crawler.spiders.rendering import Rendering
from crawler.spiders.run_state import RunState
from pipelines.db import DatabaseError
from pipelines.db.crawl import robots as reservations
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.leases import Leased
from pipelines.drops import PageError, WorkerDied
from pipelines.items import Page, Visit
from pipelines.markup.content_kind import kind_of_body
from pipelines.markup.page_links import links_of
from pipelines.stages.resources import resources
from pipelines.urls import host
from pipelines.worker.joined_pages import joined

T = TypeVar("T")

MOST_FROM_LISTS = 100_000
"""Addresses found on pages that were taken for articles: so many are remembered, in 20 MB."""

LISTING_TIMES = 4.0
"""Reading a listing may take this many times as long as reading a page: a sitemap has 50,000 entries."""

logger = logging.getLogger(__name__)


class Answers:
    """Handles the answers to a crawl's requests."""

    def __init__(self, run: RunState, endings: Endings) -> None:
        self.run = run
        self.crawler: Crawler = run.crawler
        self.endings = endings
        self.rendering = Rendering(run, self.work)
        self._one = asyncio.Semaphore(1)
        self._from_lists: set[str] = set()
        """Addresses that were found on pages taken for articles."""
        self.crawler.signals.connect(self.robots, robots_read)
        self.crawler.signals.connect(self.read_as_list, signals.item_dropped)

    @cached_property
    def tdmrep(self) -> TdmRep:
        return TdmRep(self.crawler, self.run.frontier.db)

    async def parse(self, response: Response, leased: Leased) -> AsyncIterator[Page]:
        """Yield an article's page for the stages, or read a listing; neither if it is unchanged."""
        try:
            page = await self.judge(response, leased)
        except DatabaseError as error:
            halt(self.crawler, error)
            return
        except (NotReadable, PageError) as error:
            again = isinstance(error, WorkerDied)
            self.endings.give_up(leased, Fault(type(error).__name__, str(error), again=again))
            return
        except (BrowserDiedError, HostPausedError) as error:
            self.not_rendered(leased, error)
            return
        except Exception as error:  # whatever a server sent, only this page is lost, and it is counted
            logger.error("%s cannot be read", response.url, exc_info=True)
            kind = type(error).__name__
            cause = f"{response.url}: cannot be read ({kind}); please report it"
            self.endings.give_up(leased, Fault(kind, cause))
            return
        if page is not None:
            yield page

    async def judge(self, response: Response, leased: Leased) -> Page | None:
        """Return the page of an article that is new or has changed; handle everything else."""
        frontier = self.run.frontier
        if went_home(response.url, leased, self.run.sources[leased.source].url):
            cause = f"{leased.url}: it leads to the front page, {shown(response.url)}"
            self.endings.give_up(leased, Fault("RedirectedHome", cause, again=False, dropped=True, gone=True))
            return None
        last = frontier.last(leased, self.run.reader(leased))
        came, known = conditional.freshness(response, last), frontier.is_article(leased)
        if response.status == 304 and last is None:
            cause = "answers 304 to an unconditional request; report it to the site"
            self.endings.give_up(leased, Fault("Http304", f"{leased.url}: {cause}"))
            return None
        is_frame = self.rendering.is_needed(leased)
        if came.is_same and not is_frame and not frontier.has_moved(leased, response.url):
            self.same(response, leased, came, known=known)
            return None
        kind: DocumentKind = leased.kind
        if leased.kind == "home":  # a user gave only the address: it may be anything
            kind = "article" if known else await self.kind_of(response)
        frame, response = response, await self.rendering.rendered(response, leased, kind)
        if response is not frame and leased.kind == "home" and not known:
            kind = await self.kind_of(response)
        if kind != "article" and await self.read_as(kind, response, leased, came):
            return None
        self.run.had.add(leased.source)
        self.run.answered.add(leased.source)
        self.run.led.add(leased.source)
        visit = visit_of(leased, came, frontier.ages(leased.source))
        reserved = await self.tdmrep.entry(response.url)
        site, walk = self.run.sources[leased.source].site, self.run.explorer(leased.source)
        page = page_of(response, leased, site, visit, tdmrep=reserved, walk=walk)
        page = await self.with_parts(page, leased)
        self.run.tell(page_requested, url=response.url)  # last: for a failure before this, give_up sends it
        return page

    async def kind_of(self, response: Response) -> DocumentKind:
        """Return what a page is, by its address and its bytes."""
        place = response.url, content_type_of(response)
        return await self.work(response.url, document_kind, response.body, *place)

    async def read_as(
        self, kind: DocumentKind, response: Response, leased: Leased, came: conditional.Freshness
    ) -> bool:
        """Read a listing. Return False if it is an article, which some pages announce as a feed.

        Raises NotReadable if it is neither.
        """
        try:
            await self.read(response, leased, kind, came)
        except NotReadable:
            is_named = kind in ("feed", "sitemap") and "guess" not in leased.hints
            is_page = kind_of_body(response.body, content_type_of(response)) == "page"
            if is_named and is_page and await self.kind_of(response) == "article":
                return False
            raise
        return True

    def not_rendered(self, leased: Leased, error: BrowserDiedError | HostPausedError) -> None:
        """Give back a page that the browser did not finish; after some tries it has failed."""
        frontier = self.run.frontier
        if isinstance(error, HostPausedError):  # the crawl stops
            frontier.give_back(leased)
        elif not frontier.try_again(leased, "BrowserDied", busy=False):
            self.endings.give_up(leased, Fault("BrowserDied", str(error)))

    async def with_parts(self, page: Page, leased: Leased) -> Page:
        """Return the page with the other parts of its article, if that has several pages.

        If one of them cannot be fetched, the next request for the page is unconditional. Together they have
        at most about as many bytes as one page may have, since they are cleaned as one.
        """
        url = next_part(page.body, page.url, page.url, 2)
        place = page.url, page.content_type
        if url is None or await self.work(page.url, document_kind, page.body, *place) != "article":
            return page
        parts: list[tuple[str, bytes]] = []
        room = self.crawler.settings.getint("DOWNLOAD_MAXSIZE") - len(page.body)
        while url is not None and len(parts) < MOST_PARTS - 1 and room > 0:
            body = await self.part(url, leased)
            if body is None:
                visit = Visit(url=leased.url, ages=page.visit.ages if page.visit else ())
                page = replace(page, visit=visit)
                break
            if not links_back(body, url, (page.url, *(each for each, _ in parts))):
                break
            parts.append((url, body))
            room -= len(body)
            url = next_part(body, url, page.url, len(parts) + 2)
        asked = (*page.asked, *(each for each, _ in parts))
        return replace(page, body=joined(page.body, parts), asked=asked)

    async def part(self, url: str, leased: Leased) -> bytes | None:
        """Return the page at `url`, requested as the article was; None if it cannot be fetched."""
        source, engine = self.run.sources[leased.source], self.crawler.engine
        assert engine is not None
        meta = {"delay": source.delay, "concurrency": source.concurrency}
        request = Request(url, meta=meta, cb_kwargs={"leased": leased}, dont_filter=True)
        try:
            answer = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - the first part is there in any case
            logger.info("%s: a part of an article cannot be fetched: %s", url, error)
            return None
        return answer.body if answer.status == 200 and answer.url == url else None

    def same(self, response: Response, leased: Leased, came: conditional.Freshness, *, known: bool) -> None:
        """End the fetch of an unchanged article, if it is `known` as one, or of an unchanged listing."""
        run = self.run
        run.had.add(leased.source)
        run.led.add(leased.source)  # it may have led to articles when it was read
        run.answered.update({leased.source} if known else ())
        if not known:
            run.frontier.same(leased, came)
            run.tell(listing_read, url=leased.url, source=leased.source, kind=leased.kind, links=0, new=0)
            return
        if not run.frontier.unchanged(leased, visit_of(leased, came, run.frontier.ages(leased.source))):
            cause = f"{leased.url}: unchanged, but its article is no longer stored; the next run reads it"
            self.endings.give_up(leased, Fault("NoLongerStored", cause))
            return
        run.tell(page_requested, url=response.url)
        run.tell(page_same, url=response.url, source=leased.source)

    async def read(
        self, response: Response, leased: Leased, kind: DocumentKind, came: conditional.Freshness
    ) -> None:
        """Add a listing's links to the frontier. Listings are read one by one: each may take 100 MB."""
        run = self.run
        page = self.fetched(response.url, response.body, content_type_of(response), leased.source)
        first = "pages" not in leased.hints
        pages = page.pages if first else leased.hints["pages"]
        depth = leased.hints.get("depth", 0)
        link_header = ", ".join(each.decode("latin-1") for each in response.headers.getlist("Link"))
        page = replace(page, asked=leased.url, link_header=link_header, first=first, pages=pages, depth=depth)
        async with self._one:
            listing = await self.work(response.url, read_listing, kind, page)
        if kind in ("home", "section"):
            if not (listing.passed or any("guess" not in link.hints for link in listing.links)):
                if run.is_part(leased):
                    self.endings.empty(leased)
                    return
                run.without_links.add(leased.url)
                came = replace(came, validators=Validators())  # what is empty is read again in any case
            listing = await self.follow(response, leased, listing)
        run.had.add(leased.source)
        read = await run.frontier.read(
            leased,
            listing.links,
            came,
            reader=run.reader(leased),
            pace=listing.pace,
            ttl=listing.ttl,
            span=listing.span,
            rolling=listing.rolling,
            modified=listing.modified,
        )
        run.saw(leased, listing.links, read.new)
        about = {"url": leased.url, "source": leased.source}
        run.tell(listing_read, kind=kind, links=read.links, new=read.new, **about)
        if read.gap is not None:
            run.tell(listing_gap, **about, interval=read.gap)
        self.pass_over(leased, listing)
        for bound in listing.bounds:
            self.crawler.stats.inc_value(f"listing/{bound.limit}")
            run.tell(listing_bounded, **about, message=bound.message)

    async def read_as_list(self, item: Any, exception: BaseException) -> None:
        """Add the articles on a page that was taken for an article and lists articles.

        A page that such a list leads to is not read as a list again.
        """
        page: Page = getattr(item, "page", item)
        if not isinstance(exception, LISTS) or page.visit is None or page.visit.url in self._from_lists:
            return
        if page.is_walked:  # its links were read already
            return
        fetched = self.fetched(page.url, page.body, page.content_type, page.site.name)
        try:
            listing = await self.work(page.url, read_listing, "section", fetched)
            articles = [link for link in listing.links if link.kind == "article"]
            if len(self._from_lists) > MOST_FROM_LISTS:  # a run that watches may last for months
                self._from_lists.clear()
            self._from_lists.update(link.url for link in articles)
            self.run.frontier.add(articles, in_scope=True)
        except DatabaseError as error:
            halt(self.crawler, error)
        except (NotReadable, PageError) as error:
            logger.info("not read as a list: %s", error)

    def pass_over(self, leased: Leased, listing: Listing) -> None:
        if listing.passed:
            self.run.frontier.pass_over(leased, listing.passed)
            reasons = Counter(link.reason for link in listing.passed)
            self.run.tell(links_passed, source=leased.source, reasons=reasons)

    async def follow(self, response: Response, leased: Leased, listing: Listing) -> Listing:
        """Give a page's links to the walk over its site, if there is one; return the links to follow now.

        In a crawl of the whole site these are feeds, sitemaps and the front page's frames: the walk judges
        the others by what it has learned.
        """
        explorer = self.run.explorer(leased.source)
        if explorer is None:
            return listing
        page = response.body, response.url, content_type_of(response)
        await explorer.found(leased.url, await self.work(response.url, links_of, *page))
        if not self.run.plan.whole:
            return listing
        kept = tuple(
            link for link in listing.links if link.kind in ("feed", "sitemap") or "frame" in link.hints
        )
        return replace(listing, links=kept)

    async def work(self, url: str, what: Callable[..., T], *args: Any) -> T:
        """Return `what(*args)`, run in a worker process with a time limit: the document may be hostile.

        Without workers it runs in a thread without a limit. Raises PageError, or what `what` raises.
        """
        workers = resources(self.crawler).workers
        if not workers.processes:
            return await asyncio.to_thread(what, *args)
        return await workers.run(url, what, *args, times=LISTING_TIMES)

    def fetched(self, url: str, body: bytes, content_type: str | None, source: str) -> Fetched:
        owner = self.run.sources[source]
        return Fetched(
            url=url,
            body=body,
            content_type=content_type,
            source=owner,
            explore=explores(owner),
            pages=self.crawler.settings.getint("SECTION_PAGES"),
            since=moment(self.run.plan.since),
            limits=Limits.of(self.crawler.settings),
        )

    @halting
    def robots(self, url: str, body: bytes) -> None:
        """Follow the sitemaps that a robots.txt names, if the source file names no listings."""
        self.tdmrep.begin(url)
        for source in self.run.sources.values():
            if host(source.url) == host(url):
                reservations.reserve(self.run.frontier.db, source.name, rights.of_robots(body))
                page = self.fetched(url, body, None, source.name)
                if page.explore:
                    self.run.frontier.add(read_listing("robots", page).links)

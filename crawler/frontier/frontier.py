"""The policy of the frontier: when a URL is due again and when it is given up; `LeaseSet` has the leases.

The rows are in `pipelines.db`, the arithmetic in `crawler.frontier.schedule`. No request is made here and no
page is read.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, cast

from crawler.discover.link import Passed
from crawler.fetch.conditional import Freshness
from crawler.frontier import schedule
from crawler.frontier.explorer import Explorer
from crawler.frontier.lease_set import PER_HOST, LeaseSet
from crawler.frontier.schedule import Pace
from crawler.frontier.source_links import Read, dated, own, put_source, unnamed
from crawler.sources.source import Source
from pipelines.db import source_rows as sources
from pipelines.db.crawl import fetches, frontier_rows, leases, listings, passed, robots, visits, waking
from pipelines.db.crawl import run_scope as asking
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import Leased
from pipelines.db.crawl.url_memory import Memory, recall, remember
from pipelines.items import Visit

logger = logging.getLogger(__name__)

BUSY_PATIENCE = 4
"""A URL whose host says that it is busy is tried this many times as often as another."""

TRUST = 8
"""After this many "unchanged" answers in a row for a listing, the whole listing is fetched again."""

TRUST_FOR = timedelta(days=3)
"""After this time the whole page of an article is fetched again too."""

BATCH = 500
"""Links added in one transaction, which takes 25 ms: a big sitemap delays no other work."""

AT_ONCE = 50
"""Sitemaps of one index that are read at once; the same number follows every hour."""

MOST_PASSED = 1_000
"""Links of one listing that are stored though they are not followed."""

BELIEVED, BELIEVED_SHARE = 10, 0.2
"""How many of its articles, or which share of them, a listing may call changed and still be believed."""


class Frontier(LeaseSet):
    """The frontier of one run. Every method that writes is one short transaction."""

    # --- The start of a run --------------------------------------------------------------------------------

    def seed(self, given: Mapping[str, Source], *, asked: bool) -> None:
        """Add every source's own addresses, and the `given` ones; `asked` makes them due now.

        Of the sources in `parts`, only the given addresses are added and made due.
        """
        now = datetime.now(UTC)
        longest = timedelta(seconds=max(3600.0, 2 * self.lease_seconds))
        waking.mend_clock(self.db, list(self.sources), now, leases=longest, all_=schedule.FARTHEST)
        leases.release_gone(self.db)  # leases of runs that were killed
        whole = [source for name, source in self.sources.items() if name not in self.parts]
        self._name(whole)
        self._put(self.sources.values())
        by_hand = [Link(url=url, source=source.name, kind="home") for url, source in given.items()]
        self._ask_for(by_hand)
        frontier_rows.add(self.db, by_hand, again=True)
        for source in whole if asked else ():
            self.make_due(source.name, all_=self.since is not None)

    def follow(
        self, known: Mapping[str, Source], active: Collection[str], *, parts: Collection[str] = ()
    ) -> None:
        """From now on lease only URLs of the `active` sources. `known` has these,
        and the sources whose pages may still be leased."""
        self.sources, self.active, self.parts = known, active, parts
        now = [known[name] for name in active]
        self._name([source for source in now if source.name not in parts])
        self._put(now)

    def _name(self, them: Iterable[Source]) -> None:
        """Add the addresses that these sources name, and forget those that they no longer name."""
        for source in them:
            before = listings.home(self.db, source.name)
            gone = unnamed(source, before, listings.listings(self.db, source.name)) if before else ()
            listings.forget(self.db, gone)
            frontier_rows.add(self.db, own(source))

    def _ask_for(self, links: Iterable[Link]) -> None:
        """Add links to the run's scope if only a part of their source is crawled;
        make listings among them due."""
        mine = [link for link in links if link.source in self.parts]
        asking.add(self.db, (link.url for link in mine))
        now = datetime.now(UTC)
        for link in mine:
            interval = recall(self.db, link.url).interval if link.kind != "article" else None
            if interval is not None and (self.since or interval < schedule.SELDOM):
                waking.wake(self.db, link.url, before=self.started, now=now)

    def _put(self, them: Iterable[Source]) -> None:
        for source in them:
            count = put_source(self.db, source)
            if count is not None:
                logger.info("%s takes over %d articles of %s", source.name, count, source.former)

    def make_due(self, source: str, *, all_: bool) -> None:
        """Make a source's listings due unless they were read in this run; with `all_`,
        also those of old articles."""
        now = datetime.now(UTC)
        waking.make_due(self.db, source, started=self.started, now=now, seldom=schedule.SELDOM, all_=all_)

    # --- The results of reading a listing ------------------------------------------------------------------

    def is_article(self, leased: Leased) -> bool:
        """Return whether this is an article's address; one that a user gave is,
        if an article was stored from it."""
        return leased.kind == "article" or (
            leased.kind == "home" and visits.first_seen(self.db, leased.url) is not None
        )

    def has_page_text(self, leased: Leased) -> bool:
        """Return whether an article is stored from this address with the text of its page."""
        return visits.has_page_text(self.db, leased.url)

    def has_moved(self, leased: Leased, url: str) -> bool:
        """Return whether an article answered from an address that is not stored for it yet."""
        return url != leased.url and leased.kind == "article" and visits.first_seen(self.db, url) is None

    def known(self, leased: Leased, reader: str) -> Validators | None:
        """Return the validators of the last fetch if the server's answer to them can be trusted; else None.

        `reader` names the code that will read the page. If other code read it last, the whole page is
        fetched.
        """
        if self.is_article(leased):
            seen = visits.first_seen(self.db, leased.url)
            trusted = seen is not None and datetime.now(UTC) - seen < TRUST_FOR
            return fetches.validators(self.db, leased.url) if trusted else None
        if leased.source in self.parts and frontier_rows.has_waiting(self.db, leased.source):
            # The links of the listing are requested too, and may already be waiting.
            self.read_in_full.add(leased.token)
            return None
        memory = recall(self.db, leased.url)
        if memory.reader != reader or memory.is_distrusted or memory.unchanged % TRUST == TRUST - 1:
            return None
        return fetches.validators(self.db, leased.url)

    def last(self, leased: Leased, reader: str) -> Validators | None:
        """Return the validators of the last fetch for a comparison, even if the server is not trusted."""
        if self.is_article(leased):
            seen = visits.first_seen(self.db, leased.url)
            return fetches.validators(self.db, leased.url) if seen is not None else None
        if leased.token in self.read_in_full:
            return None
        memory = recall(self.db, leased.url)
        return fetches.validators(self.db, leased.url) if memory.reader == reader else None

    def same(self, leased: Leased, came: Freshness) -> None:
        """End a look at a listing that was unchanged."""
        memory = recall(self.db, leased.url)
        pace = _pace(memory)
        learned = schedule.learned(memory.interval, pace, links=0, new=0)
        self._end_listing(
            leased, memory, came, learned, pace, polls=memory.polls, unchanged=memory.unchanged + 1
        )

    async def read(
        self,
        leased: Leased,
        links: Sequence[Link],
        came: Freshness,
        *,
        reader: str,
        pace: Pace = "live",
        ttl: timedelta | None = None,
        span: timedelta | None = None,
        rolling: bool = False,
        modified: Sequence[tuple[str, datetime]] = (),
    ) -> Read:
        """Add a listing's links, and plan the next look by how many were new.

        `ttl` is the interval that the listing requests; `span` the time that its entries cover. A `rolling`
        listing replaces old entries with new ones, so if none of its entries is known, some were missed.
        Articles that were `modified` after their fetch, as the listing says, are fetched again.
        """
        memory = recall(self.db, leased.url)
        found = [link for link in links if link.kind == "article"]
        new = await self._add(links, memory)
        if not self.reach.get(leased.source):
            self.reach.pop(leased.source, None)
        if memory.polls:
            await self._believe(modified, len(found))
        articles = min(new, len(found))
        learned = schedule.learned(memory.interval, pace, links=len(found), new=articles)
        gap = None
        if rolling and memory.polls and found and articles == len(found):
            gap = schedule.gap_interval(span, memory.interval or learned)
            learned = min(learned, gap)
        floor = max(filter(None, (ttl, came.floor)), default=None)
        memory = replace(memory, reader=reader, is_distrusted=memory.is_distrusted or came.is_lying)
        came = replace(came, floor=floor)
        self._end_listing(leased, memory, came, learned, pace, polls=memory.polls + 1, unchanged=0)
        if gap or not memory.polls:
            self._read_on(links)
        return Read(links=len(links), new=new, gap=gap)

    async def _add(self, links: Sequence[Link], memory: Memory) -> int:
        """Add links in batches, so that other work can run between them;
        a site's many sitemaps are not all read at once."""
        now, new, rest = datetime.now(UTC), 0, iter(links)
        while batch := list(islice(rest, BATCH)):
            new += frontier_rows.add(
                self.db, (dated(link, now, is_known=memory.polls > 0) for link in batch)
            ).new
            self._ask_for(batch)
            await asyncio.sleep(0)
        maps = [link for link in links if link.kind == "sitemap"]
        for link in maps if memory.polls else ():
            if link.published and link.published <= now:
                waking.wake(self.db, link.url, before=link.published, now=now)
        if self.since is None and len(maps) > AT_ONCE:
            newest = sorted(maps, key=lambda link: link.published.timestamp() if link.published else 0.0)
            late = (
                (link.url, now + timedelta(hours=n // AT_ONCE)) for n, link in enumerate(reversed(newest))
            )
            waking.postpone(self.db, ((url, at) for url, at in late if at > now))
        return new

    async def _believe(self, modified: Sequence[tuple[str, datetime]], links: int) -> None:
        """Fetch articles again that a listing says have changed, unless it says so of a large share of them:
        many sitemaps give every article the time at which the sitemap was made."""
        changed: list[tuple[str, datetime]] = []
        for start in range(0, len(modified), BATCH):
            changed += waking.older(self.db, modified[start : start + BATCH])
            await asyncio.sleep(0)
        if len(changed) <= max(BELIEVED, links * BELIEVED_SHARE):
            now = datetime.now(UTC)
            for url, when in changed:
                waking.wake(self.db, url, before=when, now=now)

    def recheck(self) -> None:
        """Make every stored article of these sources due; of a part, those found on the named addresses."""
        for source in self.parts:
            asking.add_found(self.db, source)
            waking.recheck(self.db, source, only_asked=True)
        for source in self._whole():
            waking.recheck(self.db, source)

    def _read_on(self, links: Iterable[Link]) -> None:
        """Make a listing's further pages due, since they are likely to have news."""
        now = datetime.now(UTC)
        for link in links:
            if "pages" in link.hints and link.kind in ("section", "feed"):
                waking.wake(self.db, link.url, before=self.started, now=now)

    def _end_listing(
        self,
        leased: Leased,
        memory: Memory,
        came: Freshness,
        learned: timedelta,
        pace: Pace,
        *,
        polls: int,
        unchanged: int,
    ) -> None:
        now = datetime.now(UTC)
        every = self.sources[leased.source].every
        wait = schedule.wait(learned, pace, floor=came.floor, every=every, url=leased.url)
        memory = replace(memory, interval=learned, pace=pace, polls=polls, unchanged=unchanged, **_WELL)
        visits.end_listing(
            self.db, leased.token, leased.url, memory, now + wait, came=came.validators, when=now
        )
        sources.read(self.db, leased.source, now)
        self.read_in_full.discard(leased.token)
        self.held.pop(leased.token, None)

    def reaches(self, source: str, since: str | None) -> bool:
        """Return whether the listings of a source have articles that are older than that day or instant."""
        if since is None:
            return False
        if source not in self.reach:  # it looks through the whole frontier, 40 ms for 100,000 rows
            self.reach[source] = frontier_rows.has_older(self.db, source, since)
        return self.reach[source]

    def explore(self, walks: Iterable[Explorer], most: int) -> int:
        """Add the likeliest links of each walk while few pages of its site are leased, so that each choice
        can use the results of the last; return how many were added."""
        busy = Counter(leased.source for leased in self.held.values())
        added = 0
        for walk in walks:
            room = min(most - added, PER_HOST - busy[walk.source])
            while room > 0:
                with self.db.transaction():  # otherwise a kill would lose a link that is taken
                    link = walk.next()
                    new = self.add([link]) if link is not None else 0
                if link is None:
                    break
                added, room = added + new, room - new
        return added

    # --- The results of fetching an article ----------------------------------------------------------------

    def ages(self, source: str) -> tuple[timedelta, ...]:
        """Return the ages at which articles of a source are fetched again."""
        return schedule.AGES[self.sources[source].recheck]

    def unchanged(self, leased: Leased, visit: Visit) -> bool:
        """End the fetch of an unchanged article; return False if no article is stored from there."""
        done = visits.unchanged(self.db, leased.token, visit, datetime.now(UTC))
        if done:
            self.held.pop(leased.token, None)
        return done

    def add(self, links: Sequence[Link], *, is_asked: bool = False) -> int:
        """Add links that were not found in a listing; return how many were new.

        `is_asked`: a page that this run requested led to them, so they belong to the run's scope too.
        """
        new = frontier_rows.add(self.db, links).new
        if is_asked:
            self._ask_for(links)
        return new

    def pass_over(self, leased: Leased, links: Sequence[Passed]) -> None:
        """Store links of a listing that are not followed, so that a person can see them."""
        first = ((link.url, link.reason) for link in links[:MOST_PASSED])
        passed.put(self.db, leased.source, leased.url, first)

    def reserve(self, source: str, reservations: str | None) -> None:
        """Store what a source's robots.txt reserves."""
        robots.reserve(self.db, source, reservations)

    def drop(self, token: str | None, reason: str, visit: Visit | None = None) -> None:
        """End a fetch with a drop for this reason. If an article is stored from there,
        it is fetched again later."""
        due_at = visits.next_look(self.db, visit, datetime.now(UTC)) if visit else None
        self._end(token, "dropped", reason, due_at)

    def put_off(self, token: str | None, published: str, reason: str) -> None:
        """Put off an article that is outside this run's dates, for a later run that includes it."""
        if token is not None:
            visits.put_off(self.db, token, published, reason)
            self.held.pop(token, None)

    def fail(self, token: str | None, kind: str, *, again: bool, gone: bool = False) -> None:
        """End a fetch that failed in this run. If the page may come back, it is tried again, each time later.

        `gone` means that the server does not have the page: after two such answers, a day apart, the article
        is marked as removed.
        """
        leased = self.held.get(token or "")
        if leased is None:
            self._end(token, "failed", kind)
            return
        memory, now = recall(self.db, leased.url), datetime.now(UTC)
        since = memory.failing_since if memory.failing_since and memory.failing_since <= now else now
        memory = replace(memory, failures=memory.failures + 1, failing_since=since)
        if gone and leased.kind == "article":
            self._gone(leased, memory, kind, now)
            return
        what = "article" if leased.kind == "article" else "listing"
        wait, quarantined = schedule.after_failure(what, memory.failures, now - since, memory.interval)  # type: ignore[arg-type]
        if what == "article" and not again:
            wait = None
        memory = replace(memory, is_quarantined=quarantined)
        self._failed(leased, memory, kind, now + wait if wait else None, now)

    def _gone(self, leased: Leased, memory: Memory, kind: str, now: datetime) -> None:
        first = memory.gone_at if memory.gone_at and memory.gone_at <= now else now
        memory = replace(memory, gone_at=first)
        if now - first < schedule.GONE_FOR:
            wait = schedule.GONE_FOR if first < now else timedelta(days=1)
            self._failed(leased, memory, kind, first + wait, now)
            return
        with self.db.transaction():
            visits.remove(self.db, leased.url, now)
            self._failed(leased, Memory(), kind, None, now)

    def _failed(
        self, leased: Leased, memory: Memory, kind: str, due_at: datetime | None, now: datetime
    ) -> None:
        with self.db.transaction():
            if leases.acknowledge(self.db, leased.token, "failed", kind, due_at):
                remember(self.db, leased.url, memory if due_at else Memory())
        self.held.pop(leased.token, None)

    def try_again(self, leased: Leased, kind: str, *, busy: bool) -> bool:
        """Make a URL due again, each time a little later. Return False if it was tried often enough.

        A host that says when it will have time is tried more often than one that only fails.
        """
        if leased.attempts >= self.tries * (BUSY_PATIENCE if busy else 1):
            return False
        due_at = datetime.now(UTC) + timedelta(seconds=self.backoff * leased.attempts)
        self._end(leased.token, "again", kind, None if busy else due_at)
        return True

    def _end(
        self,
        token: str | None,
        outcome: leases.Acknowledgement,
        detail: str | None,
        due_at: datetime | None = None,
    ) -> None:
        if token is not None:
            leases.acknowledge(self.db, token, outcome, detail, due_at)
            self.held.pop(token, None)


_WELL: Mapping[str, Any] = {"failures": 0, "failing_since": None, "is_quarantined": False, "gone_at": None}


def _pace(memory: Memory) -> Pace:
    return cast("Pace", memory.pace or "live")

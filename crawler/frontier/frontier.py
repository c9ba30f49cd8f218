"""The policy of the frontier: when a URL is due again, when it is given up; what is leased is in `hold`.

The rows are in `pipelines.db`, the arithmetic in `crawler.frontier.schedule`; this knows no request or page.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Any, cast

from crawler.discover.link import Passed
from crawler.fetch.conditional import Freshness
from crawler.frontier import schedule, takeover
from crawler.frontier.explorer import Explorer
from crawler.frontier.found import Read, dated, own, unnamed
from crawler.frontier.lease_set import PER_HOST, Hold
from crawler.frontier.schedule import Pace
from crawler.sources.source import Source
from pipelines.db import source_rows as sources
from pipelines.db.crawl import fetches, listings, passed, robots, visits, waking
from pipelines.db.crawl import links as frontier
from pipelines.db.crawl import run_scope as asking
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.links import Leased, Link
from pipelines.db.crawl.memory import Memory, recall, remember
from pipelines.items import Visit

logger = logging.getLogger(__name__)

BUSY_PATIENCE = 4
"""How many times as often a URL is tried whose host says that it is busy."""

TRUST = 8
"""Times in a row that a server is believed that a listing is as before; then it is asked for the whole."""

TRUST_FOR = timedelta(days=3)
"""After this time it is asked for the whole of an article too."""

BATCH = 500
"""Links that are added in one transaction, 25 ms: a big sitemap keeps nobody waiting."""

AT_ONCE = 50
"""Sitemaps of one index that are read in one go; the others follow, as many every hour."""

MOST_PASSED = 1_000
"""Links of one listing that are kept of those that are not followed."""

BELIEVED, BELIEVED_SHARE = 10, 0.2
"""Articles of a listing, and their share, that may have changed since they were fetched."""


class Frontier(Hold):
    """The frontier as one run sees it. Every method that writes is one short transaction."""

    # --- What a run begins with ----------------------------------------------------------------------------

    def seed(self, given: Mapping[str, Source], *, asked: bool) -> None:
        """Put every source's own addresses in, and `given` ones; `asked` makes them due now.

        Of the sources that are `parts`, only what is given is put in and made due.
        """
        now = datetime.now(UTC)
        longest = timedelta(seconds=max(3600.0, 2 * self.lease_seconds))
        waking.mend_clock(self.db, list(self.sources), now, leases=longest, all_=schedule.FARTHEST)
        frontier.release_gone(self.db)  # what a run that was killed had in hand
        whole = [source for name, source in self.sources.items() if name not in self.parts]
        self._name(whole)
        self._put(self.sources.values())
        by_hand = [Link(url=url, source=source.name, kind="home") for url, source in given.items()]
        self._ask_for(by_hand)
        frontier.add(self.db, by_hand, again=True)
        for source in whole if asked else ():
            self.make_due(source.name, all_=self.since is not None)

    def follow(
        self,
        known: Mapping[str, Source],
        active: Collection[str],
        *,
        parts: Collection[str] = (),
        former: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """From now on lease of the `active` sources only; `known` are these, and those whose pages may still
        be in hand."""
        self.sources, self.active, self.parts, self.former = known, active, parts, former
        now = [known[name] for name in active]
        self._name([source for source in now if source.name not in parts])
        self._put(now)

    def _name(self, them: Iterable[Source]) -> None:
        """Put in what these sources name, and forget what they name no more."""
        for source in them:
            before = listings.home(self.db, source.name)
            gone = unnamed(source, before, listings.listings(self.db, source.name)) if before else ()
            listings.forget(self.db, gone)
            frontier.add(self.db, own(source))

    def _ask_for(self, links: Iterable[Link]) -> None:
        """Where only a part of a source is crawled, these belong to it; listings among them are due now."""
        mine = [link for link in links if link.source in self.parts]
        asking.add(self.db, (link.url for link in mine))
        now = datetime.now(UTC)
        for link in mine:
            interval = recall(self.db, link.url).interval if link.kind != "article" else None
            if interval is not None and (self.since or interval < schedule.SELDOM):
                waking.wake(self.db, link.url, before=self.started, now=now)

    def _put(self, them: Iterable[Source]) -> None:
        for source in them:
            for former, count in takeover.put(self.db, source, self.former).items():
                logger.info("%s takes over %d articles of %s", source.name, count, former)

    def make_due(self, source: str, *, all_: bool) -> None:
        """Look at a source's listings now, unless that was done in this run; `all_`: at old ones too."""
        now = datetime.now(UTC)
        waking.make_due(self.db, source, started=self.started, now=now, seldom=schedule.SELDOM, all_=all_)

    # --- How a look at a listing ends ----------------------------------------------------------------------

    def is_article(self, leased: Leased) -> bool:
        """Whether this is an article's address; one that a user gave is, once an article came from there."""
        return leased.kind == "article" or (
            leased.kind == "home" and visits.first_seen(self.db, leased.url) is not None
        )

    def has_page_text(self, leased: Leased) -> bool:
        """Whether an article is stored from this address with the text of its page."""
        return visits.has_page_text(self.db, leased.url)

    def has_moved(self, leased: Leased, url: str) -> bool:
        """Whether an article answered from an address by which it is not known yet."""
        return url != leased.url and leased.kind == "article" and visits.first_seen(self.db, url) is None

    def known(self, leased: Leased, reader: str) -> Validators | None:
        """What the server said the last time, where it can be believed this time too.

        `reader` says how it will be read; what was read otherwise is asked for as a whole.
        """
        if self.is_article(leased):
            seen = visits.first_seen(self.db, leased.url)
            trusted = seen is not None and datetime.now(UTC) - seen < TRUST_FOR
            return fetches.validators(self.db, leased.url) if trusted else None
        if leased.source in self.parts and frontier.has_waiting(self.db, leased.source):
            self.anew.add(leased.token)  # what it leads to is asked for, and may be among what waits
            return None
        memory = recall(self.db, leased.url)
        if memory.reader != reader or memory.is_distrusted or memory.unchanged % TRUST == TRUST - 1:
            return None
        return fetches.validators(self.db, leased.url)

    def last(self, leased: Leased, reader: str) -> Validators | None:
        """What came the last time, to compare with, whether the server is believed or not."""
        if self.is_article(leased):
            seen = visits.first_seen(self.db, leased.url)
            return fetches.validators(self.db, leased.url) if seen is not None else None
        if leased.token in self.anew:
            return None
        memory = recall(self.db, leased.url)
        return fetches.validators(self.db, leased.url) if memory.reader == reader else None

    def same(self, leased: Leased, came: Freshness) -> None:
        """A listing is as it was."""
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
        """Add a listing's links; look again by what it brought.

        `ttl` is what it asks for itself; `span` the time that its entries cover. A `rolling` listing drops
        old entries for new ones, so that one with nothing known in it has dropped some unseen. What it says
        was `modified` since it was fetched is looked at again.
        """
        memory = recall(self.db, leased.url)
        found = [link for link in links if link.kind == "article"]
        new = await self._add(links, memory)
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
        """Add links in batches, between which others have their turn; a site's many sitemaps are not all read
        at once."""
        now, new, rest = datetime.now(UTC), 0, iter(links)
        while batch := list(islice(rest, BATCH)):
            new += frontier.add(self.db, (dated(link, now, is_known=memory.polls > 0) for link in batch)).new
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
        """Look at articles that a listing says have changed, unless it says so of a good part of them: many
        sitemaps give every article the time at which they were made."""
        changed: list[tuple[str, datetime]] = []
        for start in range(0, len(modified), BATCH):
            changed += waking.older(self.db, modified[start : start + BATCH])
            await asyncio.sleep(0)
        if len(changed) <= max(BELIEVED, links * BELIEVED_SHARE):
            now = datetime.now(UTC)
            for url, when in changed:
                waking.wake(self.db, url, before=when, now=now)

    def recheck(self) -> None:
        """Look at every stored article of these sources again; of a part at those found on what was named."""
        for source in self.parts:
            asking.add_found(self.db, source)
            waking.recheck(self.db, source, only_asked=True)
        for source in self._whole():
            waking.recheck(self.db, source)

    def _read_on(self, links: Iterable[Link]) -> None:
        """Look at a listing's further pages, since there are likely news on them."""
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
        self.anew.discard(leased.token)
        self.held.pop(leased.token, None)

    def reaches(self, source: str, since: str | None) -> bool:
        """Return whether the lists of a source name articles that are older than that day or instant."""
        return since is not None and frontier.has_older(self.db, source, since)

    def explore(self, walks: Iterable[Explorer], most: int) -> int:
        """Put in the likeliest links of each walk, while few pages of its site are in hand, so that each
        choice knows what came of the last; return how many."""
        busy = Counter(leased.source for leased in self.held.values())
        added = 0
        for walk in walks:
            room = min(most - added, PER_HOST - busy[walk.source])
            while room > 0 and (link := walk.next()) is not None:
                new = self.add([link])
                added, room = added + new, room - new
        return added

    # --- How an article's fetch ends -----------------------------------------------------------------------

    def ages(self, source: str) -> tuple[timedelta, ...]:
        """When articles of a source are looked at again."""
        return schedule.AGES[self.sources[source].recheck]

    def unchanged(self, leased: Leased, visit: Visit) -> bool:
        """A stored article is as it was; False where none is stored."""
        done = visits.unchanged(self.db, leased.token, visit, datetime.now(UTC))
        if done:
            self.held.pop(leased.token, None)
        return done

    def add(self, links: Sequence[Link], *, is_asked: bool = False) -> int:
        """Add what was found outside a listing; returns how many were not known.

        `is_asked`: a page led to it that this run asked for, so it belongs to the run too.
        """
        new = frontier.add(self.db, links).new
        if is_asked:
            self._ask_for(links)
        return new

    def pass_over(self, leased: Leased, links: Sequence[Passed]) -> None:
        """Keep links of a listing that are not followed, to show them to a person."""
        first = ((link.url, link.reason) for link in links[:MOST_PASSED])
        passed.put(self.db, leased.source, leased.url, first)

    def reserve(self, source: str, reservations: str | None) -> None:
        """Keep what a source's robots.txt reserves."""
        robots.reserve(self.db, source, reservations)

    def drop(self, token: str | None, reason: str, visit: Visit | None = None) -> None:
        """Not wanted, for the reason named. Where an article was stored from there, it is looked at again."""
        due_at = visits.next_look(self.db, visit, datetime.now(UTC)) if visit else None
        self._end(token, "dropped", reason, due_at)

    def put_off(self, token: str | None, published: str, reason: str) -> None:
        """Not asked for in this run, by its date: for a run that asks for it."""
        if token is not None:
            visits.put_off(self.db, token, published, reason)
            self.held.pop(token, None)

    def fail(self, token: str | None, kind: str, *, again: bool, gone: bool = False) -> None:
        """Given up in this run. Looked at again later, each time later, where it may come back.

        `gone` says that the server knows nothing of it: twice, a day apart, and the article is removed.
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
            if frontier.acknowledge(self.db, leased.token, "failed", kind, due_at):
                remember(self.db, leased.url, memory if due_at else Memory())
        self.held.pop(leased.token, None)

    def try_again(self, leased: Leased, kind: str, *, busy: bool) -> bool:
        """Due again a little later, each time later. False where it was tried often enough.

        A host that says when it will have time is asked more often than one that only fails.
        """
        if leased.attempts >= self.tries * (BUSY_PATIENCE if busy else 1):
            return False
        due_at = datetime.now(UTC) + timedelta(seconds=self.backoff * leased.attempts)
        self._end(leased.token, "again", kind, None if busy else due_at)
        return True

    def _end(
        self,
        token: str | None,
        outcome: frontier.Acknowledgement,
        detail: str | None,
        due_at: datetime | None = None,
    ) -> None:
        if token is not None:
            frontier.acknowledge(self.db, token, outcome, detail, due_at)
            self.held.pop(token, None)


_WELL: Mapping[str, Any] = {"failures": 0, "failing_since": None, "is_quarantined": False, "gone_at": None}


def _pace(memory: Memory) -> Pace:
    return cast("Pace", memory.pace or "live")

"""Decides when a listing is read again, by its last fetches and what the present one shows.

The rows are in `pipelines.db`, the computation of times in `crawler.frontier.schedule`. No request is made
here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import cast

from crawler.fetch.conditional import Freshness
from crawler.frontier import schedule
from crawler.frontier.lease_set import LeaseSet
from crawler.frontier.schedule import Pace
from pipelines.db import source_rows as sources
from pipelines.db.crawl import fetches, frontier_rows, gained_hints, run_scope, visits, waking
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import Leased
from pipelines.db.crawl.url_memory import Memory, recall

TRUST = 8
"""After this many "unchanged" answers in a row for a listing, the whole listing is fetched again."""

TRUST_FOR = timedelta(days=3)
"""After this time the whole page of an article is fetched again too."""

BATCH = 500
"""Links added in one transaction, which takes 25 ms: a big sitemap delays no other work."""

AT_ONCE = 50
"""Sitemaps of one index that are read at once; the same number follows every hour."""

BELIEVED, BELIEVED_SHARE = 10, 0.2
"""How many of its articles, or which share of them, a listing may call changed and still be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The result of reading a listing."""

    links: int
    new: int
    gap: timedelta | None = None
    """Set if entries came and went since the last poll: the interval that would have missed none."""


def dated(link: Link, now: datetime, *, is_known: bool) -> Link:
    """Return a link without a date with the present time, since a new entry of a known listing is new."""
    if link.kind == "article" and link.published is None and is_known:
        return replace(link, published=now)
    return link


class ListingPolls(LeaseSet):
    """The listings of one run. Every method that writes is one short transaction."""

    def is_article(self, leased: Leased) -> bool:
        """Return whether this is an article's address, or one that gave an article: a user named it, or a
        page announced it as a feed."""
        may_be = leased.kind in ("home", "feed", "sitemap")
        return leased.kind == "article" or (may_be and visits.first_seen(self.db, leased.url) is not None)

    def is_stored(self, leased: Leased) -> bool:
        return visits.first_seen(self.db, leased.url) is not None

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
        """End the poll of a listing that was unchanged."""
        memory = recall(self.db, leased.url)
        interval = schedule.learned(memory.interval, _pace(memory), links=0, new=0)
        self._end_poll(leased, replace(memory, unchanged=memory.unchanged + 1), came, interval)

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
        """Add a listing's links, and plan the next poll by how many were new.

        `ttl` is the interval that the listing requests; `span` the time that its entries cover. A `rolling`
        listing replaces old entries with new ones, so if none of its entries is known, some were missed.
        Articles that were `modified` after their fetch, as the listing says, are fetched again.
        """
        last = recall(self.db, leased.url)
        count = sum(link.kind == "article" for link in links)
        new = await self._add(links, last)
        if not self.reach.get(leased.source):
            self.reach.pop(leased.source, None)
        if last.polls:
            await self._refetch_changed(modified, count)
        articles = min(new, count)
        interval = schedule.learned(last.interval, pace, links=count, new=articles)
        gap = None
        if rolling and last.polls and count and articles == count:
            gap = schedule.gap_interval(span, last.interval or interval)
            interval = min(interval, gap)
        is_distrusted = last.is_distrusted or came.is_lying
        memory = replace(last, reader=reader, is_distrusted=is_distrusted, polls=last.polls + 1, unchanged=0)
        floor = max(filter(None, (ttl, came.floor)), default=None)
        self._end_poll(leased, replace(memory, pace=pace), replace(came, floor=floor), interval)
        if gap or not last.polls:
            self._read_on(links)
        return Read(links=len(links), new=new, gap=gap)

    async def _add(self, links: Sequence[Link], memory: Memory) -> int:
        """Add links in batches, so that other work can run between them; return how many were new.

        A site's many sitemaps are not all made due at once.
        """
        now, new, rest = datetime.now(UTC), 0, iter(links)
        while batch := list(islice(rest, BATCH)):
            gained_hints.fetch_again(self.db, batch)
            found = [dated(link, now, is_known=memory.polls > 0) for link in batch]
            new += frontier_rows.add(self.db, found).new
            self._add_to_scope(batch)
            await asyncio.sleep(0)
        maps = [link for link in links if link.kind == "sitemap"]
        for link in maps if memory.polls else ():
            if link.published and link.published <= now:
                waking.wake(self.db, link.url, before=link.published, now=now)
        if self.since is None and len(maps) > AT_ONCE:
            newest = sorted(maps, key=lambda link: link.published.timestamp() if link.published else 0.0)
            late = enumerate(link.url for link in reversed(newest))
            dues = ((url, now + timedelta(hours=n // AT_ONCE)) for n, url in late if n >= AT_ONCE)
            waking.postpone(self.db, dues)
        return new

    async def _refetch_changed(self, modified: Sequence[tuple[str, datetime]], links: int) -> None:
        """Make articles due that have changed according to a listing.

        If it says so of a large share of them it is not believed: many sitemaps give every article the time
        at which the sitemap was made.
        """
        changed: list[tuple[str, datetime]] = []
        for start in range(0, len(modified), BATCH):
            changed += waking.fetched_before_change(self.db, modified[start : start + BATCH])
            await asyncio.sleep(0)
        if len(changed) <= max(BELIEVED, links * BELIEVED_SHARE):
            now = datetime.now(UTC)
            for url, when in changed:
                waking.wake(self.db, url, before=when, now=now)

    def _add_to_scope(self, links: Iterable[Link]) -> None:
        """Add links to the run's scope if only a part of their source is crawled; make their listings due."""
        mine = [link for link in links if link.source in self.parts]
        run_scope.add(self.db, (link.url for link in mine))
        now = datetime.now(UTC)
        for link in mine:
            interval = recall(self.db, link.url).interval if link.kind != "article" else None
            if interval is not None and (self.since or interval < schedule.SELDOM):
                waking.wake(self.db, link.url, before=self.started, now=now)

    def _read_on(self, links: Iterable[Link]) -> None:
        """Make a listing's further pages due, since they are likely to have news."""
        now = datetime.now(UTC)
        for link in links:
            if "pages" in link.hints and link.kind in ("section", "feed"):
                waking.wake(self.db, link.url, before=self.started, now=now)

    def _end_poll(self, leased: Leased, memory: Memory, came: Freshness, interval: timedelta) -> None:
        now, pace, every = datetime.now(UTC), _pace(memory), self.sources[leased.source].every
        due_at = now + schedule.wait(interval, pace, floor=came.floor, every=every, url=leased.url)
        memory = replace(memory, interval=interval, pace=pace, failures=0, failing_since=None)
        memory = replace(memory, is_quarantined=False, gone_at=None)
        new = came.validators
        visits.end_listing(self.db, leased.token, leased.url, memory, due_at, validators=new, when=now)
        sources.note_read(self.db, leased.source, now)
        self.read_in_full.discard(leased.token)
        self.held.pop(leased.token, None)

    def reaches(self, source: str, since: str | None) -> bool:
        """Return whether the listings of a source have articles that are older than that day or instant."""
        if since is None:
            return False
        if source not in self.reach:  # it looks through the whole frontier, 40 ms for 100,000 rows
            self.reach[source] = frontier_rows.has_older(self.db, source, since)
        return self.reach[source]


def _pace(memory: Memory) -> Pace:
    return cast("Pace", memory.pace or "live")

"""The frontier of one run: its start, and how the fetch of each article ends.

`ListingPolls` decides when listings are read again, and `LeaseSet` has the leases. The rows are in
`pipelines.db`, the computation of times in `crawler.frontier.schedule`. No request is made here and no page
is read.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from crawler.discover.link import Passed
from crawler.frontier import schedule
from crawler.frontier.explorer import Explorer
from crawler.frontier.lease_set import PER_HOST
from crawler.frontier.listing_polls import ListingPolls
from crawler.frontier.source_links import now_of, own, put_sources, unnamed
from crawler.sources.shared_listings import readers, site_path
from crawler.sources.source import Source
from pipelines.db.crawl import frontier_rows, leases, listings, passed, run_scope, visits, waking
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.leases import Leased
from pipelines.db.crawl.url_memory import Memory, recall, remember
from pipelines.export.printable import counted
from pipelines.items import Visit

logger = logging.getLogger(__name__)

BUSY_PATIENCE = 4
"""A URL whose host says that it is busy is tried this many times as often as another."""

MOVED = "Moved"
"""Detail of an address that leads to another host, in a run that stays on one."""

MOST_PASSED = 1_000
"""Links of one listing that are stored though they are not followed."""


class Frontier(ListingPolls):
    """The frontier of one run. Every method that writes is one short transaction."""

    # --- The start of a run --------------------------------------------------------------------------------

    def seed(self, given: Mapping[str, Source], *, due_now: bool) -> None:
        """Add every source's own addresses, and the `given` ones; `due_now` makes them all due.

        Of the sources in `parts`, only the given addresses are added and made due.
        """
        now = datetime.now(UTC)
        longest = timedelta(seconds=max(3600.0, 2 * self.lease_seconds))
        waking.correct_far_times(self.db, list(self.sources), now, leases=longest, all_=schedule.FARTHEST)
        leases.release_gone(self.db)  # leases of runs that were killed
        whole = [source for name, source in self.sources.items() if name not in self.parts]
        self._add_own_links(whole)
        self._put_rows(self.sources.values())
        by_hand = [Link(url=url, source=source.name, kind="home") for url, source in given.items()]
        self._add_to_scope(by_hand)
        frontier_rows.add(self.db, by_hand, again=True)
        for source in whole if due_now else ():
            self.make_due(source.name, all_=self.since is not None)

    def follow(
        self, known: Mapping[str, Source], active: Collection[str], *, parts: Collection[str] = ()
    ) -> None:
        """From now on lease only URLs of the `active` sources.

        `known` has these, and the sources whose pages may still be leased.
        """
        self.sources, self.active, self.parts = known, active, parts
        now = [known[name] for name in active]
        self._add_own_links(source for source in now if source.name not in parts)
        self._put_rows(now)

    def _add_own_links(self, sources: Iterable[Source]) -> None:
        """Add the addresses that these sources name, and forget those that they no longer name.

        Of several sources that name one address, the first gets it: it does not change hands in a run.
        """
        sources = tuple(sources)
        reader = readers(sources)
        for source in sources:
            before = listings.home(self.db, source.name)
            gone = unnamed(source, before, listings.listings(self.db, source.name)) if before else ()
            listings.forget(self.db, gone)
            mine = (link for link in own(source) if reader[site_path(link.url)] == source.name)
            frontier_rows.add(self.db, tuple(mine))

    def _put_rows(self, sources: Iterable[Source]) -> None:
        for source, old, count in put_sources(self.db, sources):
            if count:
                logger.warning("%s of %s %s", counted(count, "article"), old, now_of(source, count))

    def make_due(self, source: str, *, all_: bool) -> None:
        """Make a source's listings due unless they were read in this run; with `all_` also old ones."""
        now = datetime.now(UTC)
        waking.make_due(self.db, source, started=self.started, now=now, seldom=schedule.SELDOM, all_=all_)

    def recheck(self) -> int:
        """Make every stored article of these sources due; of a part, those found on the named addresses.

        Returns how many there are.
        """
        count = 0
        for source in self.parts:
            run_scope.add_found(self.db, source)
            count += waking.recheck(self.db, source, only_in_scope=True)
        return count + sum(waking.recheck(self.db, source) for source in self._whole())

    def unchecked(self) -> int:
        """Return how many of the URLs that are due are stored articles."""
        now = datetime.now(UTC)
        of_parts = sum(waking.stored_due(self.db, source, now, only_in_scope=True) for source in self.parts)
        return of_parts + sum(waking.stored_due(self.db, source, now) for source in self._whole())

    def explore(self, walks: Iterable[Explorer], most: int) -> int:
        """Add the likeliest links of each walk; return how many were added.

        Few pages of a site are leased at once, so that each choice can use the results of the last.
        """
        busy = Counter(leased.source for leased in self.held.values())
        added = 0
        for walk in walks:
            room = min(most - added, PER_HOST - busy[walk.source])
            while room > 0:
                link, new = self.db.retrying(partial(self._next_of, walk))
                if link is None:
                    break
                added, room = added + new, room - new
        return added

    def _next_of(self, walk: Explorer) -> tuple[Link | None, int]:
        with self.db.transaction():  # otherwise a kill would lose a link that is taken
            link = walk.next()
            return link, self.add([link]) if link is not None else 0

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

    def add(self, links: Sequence[Link], *, in_scope: bool = False) -> int:
        """Add links that were not found in a listing; return how many were new.

        `in_scope`: they belong to the run's scope, because a page that this run requested led to them.
        """
        new = frontier_rows.add(self.db, links).new
        if in_scope:
            self._add_to_scope(links)
        return new

    def pass_over(self, leased: Leased, links: Sequence[Passed]) -> None:
        """Store links of a listing that are not followed, so that a person can see them."""
        first = ((link.url, link.reason) for link in links[:MOST_PASSED])
        passed.put(self.db, leased.source, leased.url, first)

    def drop(self, token: str | None, reason: str, visit: Visit | None = None) -> None:
        """End a fetch with a drop for this reason. An article that is stored there is fetched again later."""
        due_at = visits.next_fetch(self.db, visit, datetime.now(UTC)) if visit else None
        self._end(token, "dropped", reason, due_at)

    def move(self, leased: Leased, url: str) -> None:
        """End a fetch that leads to another host: its own queue has the address now.

        A listing is requested again in a day, since it may then lead elsewhere.
        """
        link = Link(
            url=url,
            source=leased.source,
            kind=leased.kind,
            published=leased.published,
            hints=leased.hints,
            parent=leased.url,
        )
        due_at = None if leased.kind == "article" else datetime.now(UTC) + timedelta(days=1)

        def end() -> None:
            with self.db.transaction():
                self.add([link])
                self._end(leased.token, "dropped", MOVED, due_at)

        self.db.retrying(end)

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
        is_article, failing_for = leased.kind == "article", now - since
        wait, quarantined = schedule.after_failure(
            memory.failures, failing_for, memory.interval, is_article=is_article
        )
        if is_article and not again:
            wait = None
        if gone and self._is_once_by_hand(leased, memory):
            wait = None
        memory = replace(memory, is_quarantined=quarantined)
        self._failed(leased, memory, kind, now + wait if wait else None)

    def _is_once_by_hand(self, leased: Leased, memory: Memory) -> bool:
        """Return whether a person named this address, and it was never read: perhaps it is mistyped."""
        is_named = leased.kind == "home" and leased.parent is None
        return is_named and not memory.polls and leased.url != self.sources[leased.source].url

    def _gone(self, leased: Leased, memory: Memory, kind: str, now: datetime) -> None:
        first = memory.gone_at if memory.gone_at and memory.gone_at <= now else now
        memory = replace(memory, gone_at=first)
        if now - first < schedule.GONE_FOR:
            wait = schedule.GONE_FOR if first < now else timedelta(days=1)
            self._failed(leased, memory, kind, first + wait)
            return

        def end() -> None:
            with self.db.transaction():
                visits.remove(self.db, leased.url, now)
                self._failed(leased, Memory(), kind, None)

        self.db.retrying(end)

    def _failed(self, leased: Leased, memory: Memory, kind: str, due_at: datetime | None) -> None:
        def end() -> None:
            with self.db.transaction():
                if leases.acknowledge(self.db, leased.token, "failed", kind, due_at):
                    remember(self.db, leased.url, memory if due_at else Memory())

        self.db.retrying(end)
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

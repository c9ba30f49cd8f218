"""The leases that one run holds: takes URLs that are due, keeps them, and gives them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.sources.source import Source
from pipelines.db import Database
from pipelines.db.crawl import frontier_rows, leases, run_scope
from pipelines.db.crawl.leases import Leased, LinkKind

PER_HOST = 4
"""URLs of one host that are leased at once: one is fetched, a few wait, and no host delays another."""


@dataclass
class LeaseSet:
    """What one run may lease from the frontier, and what it has leased."""

    db: Database
    sources: Mapping[str, Source]
    lease_seconds: float = 60.0
    tries: int = 3
    backoff: float = 2.0
    since: datetime | None = None
    until: datetime | None = None
    """Articles published at or after this time are not leased."""
    active: Collection[str] | None = None
    """Names of the sources from which more is leased; None: from all of `sources`."""
    parts: Collection[str] = ()
    """Names of sources from which only the addresses in the run's scope are leased."""
    host: str | None = None
    """The only host of which anything is leased; None: all."""
    held: dict[str, Leased] = field(default_factory=dict)
    """What is leased and not yet acknowledged, by token."""
    read_in_full: set[str] = field(default_factory=set)
    """Tokens of listings that are read in full, even if the server says that they are unchanged."""
    reach: dict[str, bool] = field(default_factory=dict)
    """Source → whether its listings, as they were last read, reach back far enough."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        run_scope.start(self.db)

    def lease(self, n: int, kinds: Collection[LinkKind] | None = None) -> list[Leased]:
        """Lease at most `n` URLs that are due, of these kinds or of all; hosts take turns."""
        leased = self._lease(n, kinds, self._whole(), only_in_scope=False)
        if self.parts:
            leased += self._lease(n - len(leased), kinds, self.parts, only_in_scope=True)
        return leased

    def _lease(
        self, n: int, kinds: Collection[LinkKind] | None, sources: Collection[str], *, only_in_scope: bool
    ) -> list[Leased]:
        if n <= 0 or not sources:
            return []
        busy = Counter(leased.host for leased in self.held.values())
        leased = leases.lease(
            self.db,
            n,
            now=datetime.now(UTC),
            seconds=self.lease_seconds,
            per_host=PER_HOST,
            sources=sources,
            kinds=kinds,
            since=self.since,
            until=self.until,
            skip=[host for host, count in busy.items() if count >= PER_HOST],
            only_in_scope=only_in_scope,
            host=self.host,
        )
        self.held.update((each.token, each) for each in leased)
        return leased

    def keep(self) -> None:
        """Extend every lease by its full time. A run that is killed stops doing this, so its leases end."""
        if self.held:
            leases.extend(self.db, self.held, datetime.now(UTC) + timedelta(seconds=self.lease_seconds))

    def give_back(self, leased: Leased) -> None:
        """Give back a lease that was not used: the URL is due as before."""
        leases.give_back(self.db, [leased.token])
        self.held.pop(leased.token, None)

    def forget(self, token: str | None) -> None:
        """Remove a lease that the transaction which stored the article has already acknowledged."""
        self.held.pop(token or "", None)

    def pause(self, host: str, seconds: float) -> None:
        """Lease nothing more from a host that asked for a pause, in this run or in another."""
        frontier_rows.pause_host(self.db, host, datetime.now(UTC) + timedelta(seconds=seconds))

    def seconds_to_next(self) -> float | None:
        """Return the seconds until more falls due; None if nothing will."""
        now = datetime.now(UTC)
        of_parts = run_scope.next_at(self.db, self.parts, now) if self.parts else None
        both = (frontier_rows.next_at(self.db, self._whole(), now, host=self.host), of_parts)
        at = min(filter(None, both), default=None)
        return None if at is None else max(0.0, (at - now).total_seconds())

    def has_due(self, patience: float) -> bool:
        """Return whether anything can be leased now or within `patience` seconds."""
        if frontier_rows.has_due(self.db, self._whole(), datetime.now(UTC), host=self.host):
            return True
        wait = self.seconds_to_next()
        return wait is not None and wait <= patience

    def also_crawled(self) -> list[str]:
        """Return the names of the sources that another process crawls too."""
        return leases.also_crawled(self.db, [*self._whole(), *self.parts], datetime.now(UTC))

    def waiting(self) -> int:
        """Return how many URLs are due, including those at hosts that are paused."""
        now = datetime.now(UTC)
        left = frontier_rows.waiting(self.db, self._whole(), now, host=self.host)
        return left.due + left.paused + (run_scope.count_due(self.db, self.parts, now) if self.parts else 0)

    def paused(self) -> dict[str, float]:
        """Return the paused hosts that have something due → the seconds until each pause ends."""
        now = datetime.now(UTC)
        names = [*self._whole(), *self.parts]
        hosts = frontier_rows.paused_hosts(self.db, names, now, host=self.host)
        return {host: (until - now).total_seconds() for host, until in hosts}

    def _whole(self) -> Collection[str]:
        """Return the names of the sources from which everything is leased."""
        names = self.sources if self.active is None else self.active
        return [name for name in names if name not in self.parts]

    def close(self) -> None:
        try:
            leases.give_back(self.db, self.held)
        finally:
            self.held.clear()

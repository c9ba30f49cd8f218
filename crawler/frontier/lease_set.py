"""What one run has in hand of the frontier: takes due URLs, keeps them, gives them back. Judges no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.sources.source import Source
from pipelines.db import Database
from pipelines.db.crawl import links as frontier
from pipelines.db.crawl import run_scope as asked
from pipelines.db.crawl.links import Leased, LinkKind

PER_HOST = 4
"""URLs of one host in hand at once: one is fetched, few others wait, and none holds up another host."""


@dataclass
class Hold:
    """What one run may take of the frontier, and what of it is in hand."""

    db: Database
    sources: Mapping[str, Source]
    lease_seconds: float = 60.0
    tries: int = 3
    backoff: float = 2.0
    since: datetime | None = None
    until: datetime | None = None
    """Articles from then on are not asked for."""
    active: Collection[str] | None = None
    """Names of the sources of which more is leased; None: all of `sources`."""
    parts: Collection[str] = ()
    """Names of sources of which only the addresses are leased that `asked` knows."""
    former: Mapping[str, str] = field(default_factory=dict)
    """What a site was called before it had a source file → the name of its source now."""
    held: dict[str, Leased] = field(default_factory=dict)
    """What is leased and not yet acknowledged, by token."""
    anew: set[str] = field(default_factory=set)
    """Tokens of listings that are read whole, though they may be as before."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        asked.start(self.db)

    def lease(self, n: int, kinds: Collection[LinkKind] | None = None) -> list[Leased]:
        """At most `n` due URLs of these kinds, or of all; hosts in turn."""
        leased = self._lease(n, kinds, self._whole(), only_asked=False)
        if self.parts:
            leased += self._lease(n - len(leased), kinds, self.parts, only_asked=True)
        return leased

    def _lease(
        self, n: int, kinds: Collection[LinkKind] | None, sources: Collection[str], *, only_asked: bool
    ) -> list[Leased]:
        if n <= 0 or not sources:
            return []
        busy = Counter(leased.host for leased in self.held.values())
        leased = frontier.lease(
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
            only_asked=only_asked,
        )
        self.held.update((each.token, each) for each in leased)
        return leased

    def keep(self) -> None:
        """Keep what is in hand for as long again: a run that is killed stops doing so."""
        if self.held:
            frontier.extend(self.db, self.held, datetime.now(UTC) + timedelta(seconds=self.lease_seconds))

    def give_back(self, leased: Leased) -> None:
        """Not asked for after all: due as before."""
        frontier.give_back(self.db, [leased.token])
        self.held.pop(leased.token, None)

    def forget(self, token: str | None) -> None:
        """Acknowledged elsewhere: in the transaction that stored the article."""
        self.held.pop(token or "", None)

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone: so it is, by other runs too."""
        frontier.pause_host(self.db, host, datetime.now(UTC) + timedelta(seconds=seconds))

    def seconds_to_next(self) -> float | None:
        """Seconds until more falls due; None where nothing will."""
        now = datetime.now(UTC)
        both = (
            frontier.next_at(self.db, self._whole(), now),
            asked.next_at(self.db, self.parts, now) if self.parts else None,
        )
        at = min(filter(None, both), default=None)
        return None if at is None else max(0.0, (at - now).total_seconds())

    def has_due(self, patience: float) -> bool:
        """Whether anything can be done now, or within so many seconds."""
        if frontier.has_due(self.db, self._whole(), datetime.now(UTC)):
            return True
        wait = self.seconds_to_next()
        return wait is not None and wait <= patience

    def waiting(self) -> int:
        """How many URLs are due, at hosts that want to be left alone too."""
        now = datetime.now(UTC)
        left = frontier.waiting(self.db, self._whole(), now)
        return left.due + left.paused + (asked.count_due(self.db, self.parts, now) if self.parts else 0)

    def paused(self) -> dict[str, float]:
        """Hosts that asked to be left alone and have something due → the seconds that are left of it."""
        now = datetime.now(UTC)
        return {
            host: (until - now).total_seconds()
            for host, until in frontier.paused_hosts(self.db, [*self._whole(), *self.parts], now)
        }

    def _whole(self) -> Collection[str]:
        """Names of the sources of which all is leased."""
        names = self.sources if self.active is None else self.active
        return [name for name in names if name not in self.parts]

    def close(self) -> None:
        """Give back what is still in hand."""
        try:
            frontier.give_back(self.db, self.held)
        finally:
            self.held.clear()

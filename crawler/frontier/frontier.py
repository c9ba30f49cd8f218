"""The policy of the frontier: what a run leases, when a URL is due again, when it is given up.

The rows are in `pipelines.db.frontier`; nothing here knows a request or a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crawler.source import Source
from pipelines.db import Database, frontier, sources
from pipelines.db.frontier import Leased, Link, LinkKind

EVERY = timedelta(minutes=30)
"""Time between two looks at a listing of a source that does not say `every`."""

RETRY = timedelta(days=1)
"""Time until an article is asked for again that could not be had, though it may be there."""

BUSY_PATIENCE = 4
"""How many times as often a URL is tried whose host says that it is busy."""

PER_HOST = 4
"""URLs of one host in hand at once: one is fetched, few others wait, and none holds up another host."""


@dataclass
class Frontier:
    """What one run may take of the frontier. Every method that writes is one short transaction."""

    db: Database
    sources: Mapping[str, Source]
    lease_seconds: float = 900.0
    tries: int = 3
    backoff: float = 2.0
    since: datetime | None = None
    held: dict[str, Leased] = field(default_factory=dict)
    """What is leased and not yet acknowledged, by token."""

    def seed(self, given: Mapping[str, Source], *, asked: bool) -> None:
        """Put every source's own addresses in, and `given` ones; `asked` makes them due now."""
        now = datetime.now(UTC)
        for source in self.sources.values():
            sources.put(
                self.db,
                source.name,
                source.url,
                language=source.language,
                timezone=source.timezone,
                country=source.country,
            )
        explored = set(given.values())
        frontier.add(self.db, (link for s in self.sources.values() if s not in explored for link in _own(s)))
        by_hand = (Link(url=url, source=source.name, kind="home") for url, source in given.items())
        frontier.add(self.db, by_hand, again=True)
        for source in self.sources.values() if asked else ():
            frontier.make_due(self.db, source.name, now)

    def lease(self, n: int, kinds: Collection[LinkKind] | None = None) -> list[Leased]:
        """At most `n` due URLs of these kinds, or of all; hosts in turn."""
        if n <= 0:
            return []
        busy = Counter(leased.host for leased in self.held.values())
        leased = frontier.lease(
            self.db,
            n,
            now=datetime.now(UTC),
            seconds=self.lease_seconds,
            per_host=PER_HOST,
            sources=self.sources,
            kinds=kinds,
            since=self.since,
            skip=[host for host, count in busy.items() if count >= PER_HOST],
        )
        self.held.update((each.token, each) for each in leased)
        return leased

    def add(self, links: Iterable[Link]) -> int:
        """Add what was found; returns how many were not known."""
        return frontier.add(self.db, links).new

    def read(self, leased: Leased) -> None:
        """A listing was read: look again when its source says so."""
        every = self.sources[leased.source].every or EVERY
        self._end(leased.token, "done", None, datetime.now(UTC) + every)

    def drop(self, token: str | None, reason: str) -> None:
        """Not wanted, for the reason named."""
        self._end(token, "dropped", reason)

    def fail(self, token: str | None, kind: str, *, again: bool) -> None:
        """Given up. A listing is looked at again as ever, an article where it may come back."""
        leased = self.held.get(token or "")
        wait = RETRY if again else None
        if leased is not None and leased.kind != "article":
            wait = self.sources[leased.source].every or EVERY
        self._end(token, "failed", kind, datetime.now(UTC) + wait if wait else None)

    def try_again(self, leased: Leased, kind: str, *, busy: bool) -> bool:
        """Due again a little later, each time later. False where it was tried often enough.

        A host that says when it will have time is asked more often than one that only fails.
        """
        if leased.attempts >= self.tries * (BUSY_PATIENCE if busy else 1):
            return False
        due_at = datetime.now(UTC) + timedelta(seconds=self.backoff * leased.attempts)
        self._end(leased.token, "again", kind, None if busy else due_at)
        return True

    def pause(self, host: str, seconds: float) -> None:
        """The host asked to be left alone: so it is, by other runs too."""
        frontier.pause_host(self.db, host, datetime.now(UTC) + timedelta(seconds=seconds))

    def give_back(self, leased: Leased) -> None:
        """Not asked for after all: due as before."""
        frontier.give_back(self.db, [leased.token])
        self.held.pop(leased.token, None)

    def forget(self, token: str | None) -> None:
        """Acknowledged elsewhere: in the transaction that stored the article."""
        self.held.pop(token or "", None)

    def seconds_to_next(self) -> float | None:
        """Seconds until more falls due; None where nothing will."""
        at = frontier.waiting(self.db, self.sources, datetime.now(UTC)).next_at
        return None if at is None else max(0.0, (at - datetime.now(UTC)).total_seconds())

    def close(self) -> None:
        """Give back what is still in hand."""
        frontier.give_back(self.db, self.held)
        self.held.clear()
        self.db.close()

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


def _own(source: Source) -> Iterable[Link]:
    """The addresses that a source's file names; its home page where it names none."""
    named = [(url, "feed") for url in source.feeds]
    named += [(url, "sitemap") for url in source.sitemaps]
    named += [(url, "section") for url in source.sections]
    for url, kind in named or [(source.url, "home")]:
        yield Link(url=url, source=source.name, kind=kind)  # type: ignore[arg-type]

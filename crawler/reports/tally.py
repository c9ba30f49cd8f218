"""Counts what became of the pages of a run, by source and by reason; knows nobody who asks or shows it."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Final, Literal

from pipelines.db import runs

Outcome = Literal["new", "changed", "same"]


KEPT: Final = 6
"""Lines of a kind that are kept to be told at the end: a run may stay for months."""


@dataclass
class Told:
    """The latest lines of a kind, and how many there were."""

    latest: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    count: int = 0

    def append(self, line: str) -> None:
        self.latest.append(line)
        self.count += 1


@dataclass
class SourceTally:
    """One source's share."""

    listings: int = 0
    pages: int = 0
    """That ended: articles, drops and errors."""
    articles: Counter[str] = field(default_factory=Counter)
    """new, changed, same"""
    errors: int = 0


@dataclass
class Tally:
    """What became of the pages of a run: articles, drops and errors add up to them."""

    pages: int = 0
    listings: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """For each drop its first address, for each error its first message."""
    sources: defaultdict[str, SourceTally] = field(default_factory=lambda: defaultdict(SourceTally))
    latest: list[str] = field(default_factory=list)
    """Names of sources, the one that something last came of at the end."""
    notes: Told = field(default_factory=Told)
    """What else is worth a line: gaps, bounds."""
    turns: Told = field(default_factory=Told)
    """Sources that fare otherwise than before."""
    passed: Counter[str] = field(default_factory=Counter)
    """Links of listings that are not followed, by the rule's name."""
    cut: Counter[str] = field(default_factory=Counter)
    """What was cut off articles or replaced in them (`title_cut`); known when the run has ended."""
    removed: Counter[str] = field(default_factory=Counter)
    """Source → stored articles that turned out to be gone; known when the run has ended."""

    @property
    def articles(self) -> Counter[str]:
        """new, changed, same → articles."""
        return sum((each.articles for each in self.sources.values()), Counter())

    @property
    def ended(self) -> int:
        """Pages of which it is known what became of them."""
        return self.articles.total() + self.drops.total() + self.errors.total()

    def listing(self, source: str) -> None:
        self.listings += 1
        self._of(source).listings += 1

    def article(self, source: str, outcome: str) -> None:
        mine = self._of(source)
        mine.pages += 1
        mine.articles[outcome] += 1

    def drop(self, source: str, reason: str, url: str) -> None:
        self._of(source).pages += 1
        self.drops[reason] += 1
        self.examples.setdefault(reason, url)

    def error(self, source: str, kind: str, message: str) -> None:
        mine = self._of(source)
        mine.pages += 1
        mine.errors += 1
        self.errors[kind] += 1
        self.examples.setdefault(kind, message)

    def account(self, requests: int) -> runs.Account:
        """The same, as `runs` keeps it."""
        return runs.Account(
            requests=requests, pages=self.pages, drops=self.drops, errors=self.errors, **self.articles
        )

    def _of(self, source: str) -> SourceTally:
        if self.latest[-1:] != [source]:
            self.latest = [name for name in self.latest if name != source] + [source]
        return self.sources[source]

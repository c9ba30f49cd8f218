"""Counts of what became of the pages of a run, by source and by reason."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Final, Literal

from pipelines.db import runs

Outcome = Literal["new", "changed", "same"]


KEPT: Final = 6
"""The most lines of a kind kept for the summary: a run may stay for months."""


@dataclass
class Messages:
    """The latest lines of one kind, and how many there were."""

    latest: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    count: int = 0

    def append(self, line: str) -> None:
        self.latest.append(line)
        self.count += 1


@dataclass
class SourceTally:
    """What became of one source's pages."""

    listings: int = 0
    pages: int = 0
    """Finished pages: articles, drops and errors."""
    articles: Counter[str] = field(default_factory=Counter)
    """new, changed, same"""
    errors: int = 0


@dataclass
class Tally:
    """What became of the pages of a run: articles, drops and errors add up to `pages`."""

    pages: int = 0
    listings: int = 0
    drops: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """Reason of a drop → its first address; kind of an error → its first message."""
    sources: defaultdict[str, SourceTally] = field(default_factory=lambda: defaultdict(SourceTally))
    latest: list[str] = field(default_factory=list)
    """Names of sources, the one with the latest event last."""
    notes: Messages = field(default_factory=Messages)
    """Other lines worth showing: gaps in feeds, limits of listings."""
    important: list[str] = field(default_factory=list)
    """Notes that the summary shows in any case: a run before this one was killed."""
    turns: Messages = field(default_factory=Messages)
    """Sources that have changed their state."""
    left_out: int = 0
    """Source files with mistakes, which are not crawled."""
    passed: Counter[str] = field(default_factory=Counter)
    """Links of listings that are not followed, by the rule's name."""
    cut: Counter[str] = field(default_factory=Counter)
    """What was cut off articles or replaced in them (`title_cut`); known at the end of the run."""
    removed: Counter[str] = field(default_factory=Counter)
    """Source → stored articles that no longer exist on the site; known at the end of the run."""

    @property
    def articles(self) -> Counter[str]:
        """Outcome (new, changed, same) → number of articles."""
        return sum((each.articles for each in self.sources.values()), Counter())

    @property
    def finished(self) -> int:
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

    def take_back(self, source: str, reason: str, url: str) -> None:
        """Count a new article as a drop after all."""
        self._of(source).articles["new"] -= 1
        self.drops[reason] += 1
        self.examples.setdefault(reason, url)

    def error(self, source: str, kind: str, message: str) -> None:
        mine = self._of(source)
        mine.pages += 1
        mine.errors += 1
        self.errors[kind] += 1
        self.examples.setdefault(kind, message)

    def account(self, requests: int) -> runs.Account:
        """Return the counts as table `runs` keeps them."""
        return runs.Account(
            requests=requests, pages=self.pages, drops=self.drops, errors=self.errors, **self.articles
        )

    def _of(self, source: str) -> SourceTally:
        if self.latest[-1:] != [source]:
            self.latest = [name for name in self.latest if name != source] + [source]
        return self.sources[source]

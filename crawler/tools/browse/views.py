"""Values that the pages show: headlines, matches, sources and runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from pipelines.db.crawl.overview import Ending, ListingRow, Waiting

T = TypeVar("T")
Line = tuple[tuple[str, bool], ...]
"""A line of a text in pieces, each with whether it is a search term."""

_NARROW = timedelta(days=31)
"""A span of at most this length is read from the index of dates; for a longer one each match is checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article as a list shows it."""

    id: int
    title: str
    summary: str | None
    source: str
    language: str | None
    authors: tuple[str, ...]
    published_at: str | None
    first_seen_at: str
    duplicate_of: int | None
    removed_at: str | None
    is_paywalled: bool
    copies: int = 0
    """Articles of other sources with nearly the same text."""

    @property
    def at(self) -> str:
        """Return when it was published or, if that is unknown, first seen; in the database's form."""
        return self.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A selection of articles; None in a field selects all."""

    source: str | None = None
    language: str | None = None
    """A BCP 47 tag; `en` includes `en-GB`."""
    start: date | None = None
    until: date | None = None
    """The last day, included."""
    seen: date | None = None
    """The first day on which it was first seen, whenever it was published."""
    before: tuple[str, int] | None = None
    """`at` and id of the last headline shown before: continue after it."""

    @property
    def tests(self) -> Mapping[str, Any]:
        after = self.until and min(self.until, date.max - timedelta(days=1)) + timedelta(days=1)
        given = {
            "source": self.source,
            "language": self.language and self.language.lower(),
            "start": self.start and self.start.isoformat(),
            "until": after and after.isoformat(),
            "seen": self.seen and self.seen.isoformat(),
        }
        return {name: value for name, value in given.items() if value}

    @property
    def is_narrow(self) -> bool:
        until = self.until or datetime.now(UTC).date()
        return self.start is not None and until - self.start <= _NARROW


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Rows, and whether they are complete or only those found within the time limit."""

    rows: list[T]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Find:
    """An article that a search found, with its title and its best line in pieces."""

    headline: Headline
    title: Line
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finds:
    """The result of a search."""

    rows: list[Find]
    more: bool = False
    """There are more results."""
    ranked: bool = True
    """False: there are too many results to rank, so the latest are first."""
    whole: bool = True
    """False: the time limit ended the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row of `sources` with the number of its articles; None where counting took too long."""

    name: str
    url: str
    language: str | None
    timezone: str | None
    country: str | None
    added_at: str
    state: str | None
    state_reason: str | None
    state_since: str | None
    read_at: str | None
    reservations: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What came of a source's addresses in the last seven days."""

    listings: Sequence[ListingRow]
    refused: Sequence[Ending]
    errors: Sequence[Ending]
    passed: Sequence[tuple[str, int, str]]
    """Rules by which links are not followed: the rule, how many links, and one of them."""
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Seen:
    """One article, as the figures of a source count it."""

    source: str
    first_seen_at: str
    published_at: str | None
    is_authored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A row of `runs`."""

    id: int
    name: str
    started_at: str
    finished_at: str | None
    outcome: str | None
    pages: int
    new: int
    changed: int
    same: int
    drops: Mapping[str, int]
    errors: Mapping[str, int]

"""What a person who browses is shown: headlines, finds, sources and runs, as values.

Knows no SQL and no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Line = tuple[tuple[str, bool], ...]
"""A line of a text in pieces, and whether each was searched for."""

_NARROW = timedelta(days=31)
"""A span of so few days is read from the index of dates; what is in a longer one is seen at each match."""


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
    """Articles with near the same text, elsewhere."""

    @property
    def at(self) -> str:
        """When it was published or, where that is not known, first seen; as the database has it."""
        return self.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which articles are asked for; None asks for all."""

    source: str | None = None
    language: str | None = None
    """A BCP 47 tag; `en` takes `en-GB` too."""
    start: date | None = None
    until: date | None = None
    """The last day, itself among them."""
    before: tuple[str, int] | None = None
    """`at` and id of the last headline that was shown: go on after it."""

    @property
    def tests(self) -> Mapping[str, Any]:
        """The values of the tests to be made, by name."""
        after = self.until and min(self.until, date.max - timedelta(days=1)) + timedelta(days=1)
        given = {
            "source": self.source,
            "language": self.language and self.language.lower(),
            "start": self.start and self.start.isoformat(),
            "until": after and after.isoformat(),
        }
        return {name: value for name, value in given.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for few days."""
        until = self.until or datetime.now(UTC).date()
        return self.start is not None and until - self.start <= _NARROW


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An answer, and whether it is whole; one that is not holds what was found in the time."""

    rows: list[T]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Find:
    """An article that was found, with its title and a line of it in pieces."""

    headline: Headline
    title: Line
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finds:
    """What a search came to."""

    rows: list[Find]
    more: bool = False
    """There are more where these came from."""
    ranked: bool = True
    """False: the latest first, since there are too many to weigh."""
    whole: bool = True
    """False: not all that is stored was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A row of `sources`, and how many articles it has brought; None where that takes too long."""

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


@dataclass(frozen=True, slots=True)
class Seen:
    """What the figures of a source are made of: one article."""

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

"""Articles and their changes as Python has them: a row is a frozen dataclass.

Knows no file and no SQL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """A row of `articles`. Times are text in UTC, `2023-12-05T06:02:00Z`; absent is None."""

    id: int
    """Stable, never reused."""
    seq: int
    """Goes up with each change of a public value: keep the last one you saw, ask for what is after."""
    url: str
    source: str
    title: str
    summary: str | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    section: str | None
    image: str | None
    language: str | None
    published_at: str | None
    """Or a mere day, `2023-12-05`, where no more is known."""
    published_precision: str | None
    published_offset: str | None
    published_from: str | None
    published_raw: str | None
    modified_at: str | None
    external_id: str | None
    word_count: int
    duplicate_of: int | None
    """The id of the first article with near the same text."""
    is_paywalled: bool | None
    first_seen_at: str
    last_seen_at: str
    removed_at: str | None
    """When the page was found gone; the row stays."""
    reservations: str | None
    """JSON object: what the page says of indexing, archiving, AI and text mining."""
    text: str = field(repr=False)
    """Paragraphs are parted by a blank line."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in an article at one time."""

    revision: int
    """1 is the first change."""
    seen_at: str
    reason: str
    """`page`: the page changed; `removed`: it went; `cleaner …`: the page was read anew; `source NAME`: it
    was that source's before; `original deleted`: what it was a copy of is there no more."""
    before: dict[str, Any] = field(repr=False)
    """The columns that changed, as they were."""
    after: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which articles are asked for; None asks for all."""

    start: date | datetime | None = None
    """Published from then on; what has no date counts from when it was first seen."""
    until: date | datetime | None = None
    """Published before then."""
    source: str | None = None
    language: str | None = None
    """A BCP 47 tag; `en` takes `en-GB` too."""


NAMES = tuple(each.name for each in fields(StoredArticle))
"""The columns of `articles`, in their order."""


def stored_article(row: tuple[Any, ...]) -> StoredArticle:
    return StoredArticle(**read_values(dict(zip(NAMES, row, strict=True))))


def read_values(row: dict[str, Any]) -> dict[str, Any]:
    """A row's values as Python has them: tuples and truths."""
    lists = {name: tuple(json.loads(row[name])) for name in ("authors", "tags")}
    paywalled = row["is_paywalled"]
    return {**row, **lists, "is_paywalled": None if paywalled is None else bool(paywalled)}

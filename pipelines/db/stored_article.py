"""Articles and their changes as Python values: a row is a frozen dataclass. There is no SQL here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pipelines.article_fields import ArticleFields, column, columns_of, optional


@dataclass(frozen=True, kw_only=True)
class StoredArticle(ArticleFields):
    """A row of `articles`. Times are text in UTC, `2023-12-05T06:02:00Z`; an absent value is None."""

    id: int = field(metadata=column(0, "INTEGER", "stable, never reused", is_public=False))
    seq: int = field(
        metadata=column(
            1,
            "INTEGER",
            "goes up, in commit order, each time a public value of the row really changes; "
            "`WHERE seq > ? ORDER BY seq` is a complete change feed",
            is_public=False,
        )
    )
    duplicate_of: int | None = optional(19, "INTEGER", "the first article with nearly the same text")
    first_seen_at: str = field(
        metadata=column(21, "TEXT", "when the page was first fetched", is_public=False)
    )
    last_seen_at: str = field(
        metadata=column(22, "TEXT", "when the page was last fetched; moves without seq", is_public=False)
    )
    removed_at: str | None = optional(23, "TEXT", "when the page was found gone (404, 410); the row stays")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of the text, which are separated by blank lines there."""
        return tuple(self.text.split("\n\n"))


COLUMNS = columns_of(StoredArticle)
NAMES = tuple(column.name for column in COLUMNS)
"""The columns of `articles`, in the order of the table; exports have this order too."""
PUBLIC = tuple(column.name for column in COLUMNS if column.is_public)
"""The columns whose change is a change of the article: each takes a seq and leaves a revision."""
_LISTS = tuple(column.name for column in COLUMNS if column.kind.startswith("tuple"))
_FLAGS = tuple(column.name for column in COLUMNS if column.kind == "bool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of an article."""

    revision: int
    """1 is the first change."""
    seen_at: str
    reason: str
    """`page`: the page changed; `removed`: the page has gone; `cleaner …`: the page was cleaned again;
    `source NAME`: it belonged to that source; `original deleted`, `original changed`: it was a copy
    of an article that was deleted or rewritten."""
    before: dict[str, Any] = field(repr=False)
    """The columns that changed, with their old values."""
    after: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """A selection of articles; a field that is None does not limit it."""

    start: date | datetime | None = None
    """Published at or after this time; for an article without a date, first seen at or after it."""
    until: date | datetime | None = None
    """Published before this time."""
    source: str | None = None
    language: str | None = None
    """A BCP 47 tag; `en` includes `en-GB`."""
    seen_since: date | datetime | None = None
    """First seen at or after this time, whenever it was published."""
    words: str | None = None
    """A search, in the syntax of `Articles.search`."""


def stored_article(row: tuple[Any, ...]) -> StoredArticle:
    """Return the article for a row of `articles`, whose columns are in the order of NAMES."""
    return StoredArticle(**read_values(dict(zip(NAMES, row, strict=True))))


def row_of(article: StoredArticle) -> dict[str, Any]:
    """Return an article's values by column, in the order of NAMES."""
    return {name: getattr(article, name) for name in NAMES}


def read_values(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row's values as Python values: JSON arrays become tuples, 0 and 1 booleans."""
    lists = {name: tuple(json.loads(row[name])) for name in _LISTS}
    flags = {name: None if row[name] is None else bool(row[name]) for name in _FLAGS}
    return {**row, **lists, **flags}


def written_values(row: dict[str, Any]) -> dict[str, Any]:
    """Return values in the form of the database: the reverse of `read_values`."""
    lists = {name: json.dumps(list(row[name]), ensure_ascii=False) for name in _LISTS if name in row}
    flags = {name: None if row[name] is None else int(row[name]) for name in _FLAGS if name in row}
    return storable({**row, **lists, **flags})


def storable(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without NUL characters, and with U+FFFD for half a surrogate pair.

    PostgreSQL cannot store NUL and its JSON functions refuse it; neither database can store half a pair. A
    text of only NUL characters becomes U+FFFD, because an empty text is not stored.
    """
    return {name: _cleared(name, value) if isinstance(value, str) else value for name, value in row.items()}


def _cleared(name: str, value: str) -> str:
    if name in _JSON and "\\u0000" in value:
        value = _ESCAPED_NUL.sub(r"\1", value)
    value = value if value.isascii() else _HALF.sub("\ufffd", value)
    return value.replace("\0", "") or "\ufffd" if "\0" in value else value


_JSON = (*_LISTS, "reservations")
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # after an even number of backslashes

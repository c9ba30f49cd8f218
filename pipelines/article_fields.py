"""The fields of an article, each declared once with its meaning, its limit and its column in the table.

`PageFields` has what the cleaner finds, `DateFields` what the date stage decides, `ArticleFields` adds the
rest. Columns, limits, exports and the README's table are made from the metadata of these fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal

Kind = Literal["json-ld", "meta", "time", "text", "feed", "sitemap", "url", "script", "header"]
Precision = Literal["second", "minute", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table `articles`, as the field of that name declares it."""

    name: str
    place: int
    """In the table, from 0."""
    type: str
    """In SQL: TEXT or INTEGER."""
    kind: str
    """In Python: `str`, `int`, `bool` or `tuple[str, ...]`; other annotations are text."""
    is_optional: bool
    meaning: str
    limit: str | None
    """The field of `Limits` that bounds it; None where nothing from outside stands in it."""
    is_public: bool
    """Whether a new value is a change of the article: it raises `seq`, and leaves a revision."""


def column(
    place: int, sql: str, meaning: str, *, limit: str | None = None, is_public: bool = True
) -> dict[str, Any]:
    """Return the metadata of a field that is a column of `articles`.

    `place` is the column's number in the table. A new column takes the next one.
    """
    return {
        "column": {"place": place, "type": sql, "meaning": meaning, "limit": limit, "is_public": is_public}
    }


def optional(place: int, sql: str, meaning: str, *, limit: str | None = None) -> Any:
    """Return a column's field for pages that lack it: its value is then None, or () for a list of names."""
    return field(default=() if limit == "names" else None, metadata=column(place, sql, meaning, limit=limit))


@cache
def columns_of(cls: type) -> tuple[Column, ...]:
    """Return the columns that a dataclass declares, in the order of the table."""
    found = []
    for each in fields(cls):
        if "column" in each.metadata:
            kind, _, rest = str(each.type).partition(" | ")
            found.append(Column(name=each.name, kind=kind, is_optional=bool(rest), **each.metadata["column"]))
    return tuple(sorted(found, key=lambda column: column.place))


def values_of(cls: type, item: Any) -> dict[str, Any]:
    """Return the values that `item` has for the columns that `cls` declares, by their names."""
    return {column.name: getattr(item, column.name) for column in columns_of(cls)}


@dataclass(frozen=True, kw_only=True)
class PageFields:
    """What the cleaner finds on a page beside the headline and the text."""

    summary: str | None = optional(5, "TEXT", "standfirst or description", limit="field")
    authors: tuple[str, ...] = optional(
        6,
        "TEXT",
        "JSON array of names in order; an agency or desk where only that is credited",
        limit="names",
    )
    tags: tuple[str, ...] = optional(7, "TEXT", "JSON array of strings", limit="names")
    section: str | None = optional(8, "TEXT", "the site's section", limit="name")
    image: str | None = optional(9, "TEXT", "address of the leading image", limit="address")
    language: str | None = optional(10, "TEXT", "BCP 47 tag", limit="name")
    external_id: str | None = optional(17, "TEXT", "the publisher's own id of the article", limit="name")
    is_paywalled: bool | None = optional(20, "INTEGER", "1 only where the page says so")


@dataclass(frozen=True, kw_only=True)
class DateFields:
    """When an article was published and changed, and the evidence for it."""

    published_at: str | None = optional(
        11, "TEXT", "UTC, or `2023-12-05` where only the day is known; never a guess"
    )
    published_precision: Precision | None = optional(12, "TEXT", "`second`, `minute` or `day`")
    published_offset: str | None = optional(
        13, "TEXT", "the offset from UTC that the site itself uses, `+03:30`"
    )
    published_from: Kind | None = optional(
        14,
        "TEXT",
        "the evidence that won: `json-ld`, `meta`, `time`, `text`, `feed`, `sitemap`, `url`, `script`",
    )
    published_raw: str | None = optional(15, "TEXT", "that evidence, as it stood")
    modified_at: str | None = optional(16, "TEXT", "UTC, as published_at")


@dataclass(frozen=True, kw_only=True)
class ArticleFields(PageFields, DateFields):
    """What is known of an article, before and after it is stored; an absent value is None, never ''."""

    url: str = field(metadata=column(2, "TEXT", "canonical URL"))
    source: str = field(metadata=column(3, "TEXT", "the source that brought it first", is_public=False))
    title: str = field(
        metadata=column(4, "TEXT", "the headline as printed; no site name, no section", limit="title")
    )
    word_count: int = field(default=0, metadata=column(18, "INTEGER", "words of the text"))
    reservations: str | None = optional(
        24,
        "TEXT",
        "JSON object: what the page and its headers say of indexing, archiving, AI and text mining",
    )
    text: str = field(
        repr=False,
        metadata=column(
            25,
            "TEXT",
            "the article as a reader would read it aloud: standfirst, subheads, paragraphs, lists, quotes, "
            "separated by blank lines",
            limit="text",
        ),
    )
    text_from: Literal["feed"] | None = optional(
        26, "TEXT", "`feed` where the text is the feed's, because the page gives none; else null"
    )

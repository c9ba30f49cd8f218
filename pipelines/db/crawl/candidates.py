"""Stores the links that a crawl of a whole site may follow, and the results of those that it followed.

`crawler.frontier` decides which link is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.db.connect import Database
from pipelines.db.row_values import from_row, to_row, upsert
from pipelines.urls import twins


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A link to a page of a site."""

    url: str
    page: str
    """A key that is the same for addresses of probably the same page."""
    form: str
    place: str
    reading: str
    text: str = ""
    parent: str | None = None
    pages: int = 1
    """How many pages link to it."""
    is_listed: bool = False
    """True if a feed or sitemap had it first."""


_COLUMNS = "url, page, form, place, reading, text, parent, pages, asked = 2"

_ADD = """
    INSERT INTO _candidates (source, url, page, form, place, reading, text, parent)
    VALUES (:source, :url, :page, :form, :place, :reading, :text, :parent)
    ON CONFLICT (source, page) DO UPDATE
    SET pages = _candidates.pages + 1
    WHERE _candidates.asked = 0
    RETURNING pages
"""

_WAITING = """
    SELECT form, place, reading, count(*)
    FROM _candidates
    WHERE source = :source AND asked = 0
    GROUP BY form, place, reading
"""

# One statement, so that of two crawls of a source each takes another link.
_TAKE = f"""
    UPDATE _candidates
    SET asked = 1
    WHERE id = (
        SELECT id
        FROM _candidates
        WHERE source = :source AND asked = 0 AND form = :form AND place = :place AND reading = :reading
        ORDER BY id {{order}}
        LIMIT 1
        {{skip_locked}}
    )
    RETURNING {_COLUMNS}
"""  # noqa: S608 - our own words

_SIZE = """
    SELECT sum(length(url) + length(page) + length(place) + length(text) + length(coalesce(parent, '')))
    FROM _candidates
    WHERE source = :source
"""

_LISTED = "UPDATE _candidates SET asked = 2 WHERE source = :source AND page = :page AND asked = 0"

_GET = f"SELECT {_COLUMNS} FROM _candidates WHERE source = :source AND page = :page"  # noqa: S608

_RECORDS = (
    "SELECT kind, name, tries, worth, articles, lists, neither FROM _link_records WHERE source = :source"
)

_KEEP = upsert(
    "_link_records", ("source", "kind", "name"), ("tries", "worth", "articles", "lists", "neither")
)

_IS_KNOWN = """
    SELECT 1 FROM _frontier WHERE url = :url
    UNION ALL
    SELECT 1 FROM article_urls WHERE url = :url
"""

_IS_ARTICLE = "SELECT 1 FROM article_urls WHERE url = :url"

_IS_COPY = """
    SELECT 1
    FROM articles AS a
    JOIN articles AS first ON first.id = a.duplicate_of
    WHERE a.url = :url AND first.title = a.title AND first.source = a.source
"""


def add(db: Database, source: str, links: Iterable[Candidate]) -> list[Candidate]:
    """Add links; return the new ones. For a known link, count one more page that has it."""
    new_links = []
    for link in links:
        if not db.fits(source, link.page) or not db.fits(source, link.form, link.place, link.reading):
            continue
        rows = db.all(_ADD, {**to_row(link), "source": source})
        if rows and rows[0][0] == 1:
            new_links.append(link)
    return new_links


def size(link: Candidate) -> int:
    """Return the approximate number of bytes in a link's row."""
    return len(link.url) + len(link.page) + len(link.place) + len(link.text) + len(link.parent or "")


def total_size(db: Database, source: str) -> int:
    """Return the approximate number of bytes in the rows of a source's links."""
    ((total,),) = db.all(_SIZE, {"source": source})
    return int(total or 0)


def waiting(db: Database, source: str) -> dict[tuple[str, str, str], int]:
    """Return (form, place, reading) → number of waiting links."""
    return {row[:3]: row[3] for row in db.all(_WAITING, {"source": source})}


def take(db: Database, source: str, group: tuple[str, str, str], *, last: bool = False) -> Candidate | None:
    """Take the first or last waiting link of a group and return it, or None if no link waits."""
    form, place, reading = group
    values = {"source": source, "form": form, "place": place, "reading": reading}
    order = "DESC" if last else "ASC"
    rows = db.all(_TAKE.format(skip_locked=db.skip_locked, order=order), values)
    return from_row(Candidate, rows[0]) if rows else None


def mark_listed(db: Database, source: str, page: str) -> bool:
    """Take a link off the list, because a feed or sitemap has it; return True if it was waiting."""
    return db.execute(_LISTED, {"source": source, "page": page}).rowcount > 0


def get(db: Database, source: str, page: str) -> Candidate | None:
    """Return the link of a page, or None."""
    row = db.one(_GET, {"source": source, "page": page})
    return from_row(Candidate, row) if row is not None else None


def is_known(db: Database, urls: Iterable[str]) -> bool:
    """Return True if the frontier or an article has one of these addresses."""
    return any(db.one(_IS_KNOWN, {"url": url}) is not None for url in urls)


def is_article(db: Database, url: str) -> bool:
    """Return True if an article has this address or its twin with the other scheme."""
    return any(db.one(_IS_ARTICLE, {"url": each}) is not None for each in (url, *twins(url)))


def is_copy(db: Database, url: str) -> bool:
    """Return True if an article of the same source has the same title and nearly the same text."""
    return db.one(_IS_COPY, {"url": url}) is not None


def records(db: Database, source: str) -> list[tuple[Any, ...]]:
    """Return kind, name, tries, worth, articles, lists and neither of each record of a source."""
    return db.all(_RECORDS, {"source": source})


def keep(db: Database, source: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write records; each row has the columns of `records` by name."""
    db.executemany(_KEEP, [{**row, "source": source} for row in rows])

"""The queries of `scrapy browse`: headlines, search results and figures, each within a time limit.

A query that takes too long returns the rows found until then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from crawler.tools.browse.views import Find, Finds, Found, Headline, Run, Seen, SourceRow, Wanted, Week
from pipelines.db import clock, search_fts5
from pipelines.db.crawl import overview, passed
from pipelines.db.excerpt import best_line
from pipelines.db.file_errors import Missing, translated
from pipelines.db.reader import Articles
from pipelines.db.readonly import ReadOnly
from pipelines.db.runs import KILLED, is_silent
from pipelines.db.search_fts5 import Query, query
from pipelines.db.spelling import corrected

LIMIT = 0.18
"""Seconds that one query may take."""
_RANKED = 0.11
"""Seconds after which matches are no longer ranked, but taken in the order of storing."""
_READ = 20_000
"""Letters of a text that are searched for the line to show."""
WEEK = timedelta(days=7)
_LISTED = 20
"""The most listings, reasons and errors shown of a source."""
_LOOK = 2_000
"""SQLite's steps between two checks of the clock."""


_COLUMNS = (
    *("id", "title", "summary", "source", "language", "authors", "published_at", "first_seen_at"),
    *("duplicate_of", "removed_at", "is_paywalled"),
)
_NAMES = ", ".join(f"a.{name}" for name in _COLUMNS)
_AT = "coalesce(a.published_at, a.first_seen_at)"
_TESTS = {
    "source": "a.source = :source",
    "language": "(lower(a.language) = :language OR lower(a.language) LIKE :language || '-%')",
    "start": f"{_AT} >= :start",
    "until": f"{_AT} < :until",
    "seen": "a.first_seen_at >= :seen",
}
# The same conditions from an index alone: a search need not read an article to exclude it. Without the plus
# SQLite would run the search once for each of them.
_BY_INDEX = {
    "source": "+f.rowid IN (SELECT id FROM articles WHERE source = :source)",
    "start": """+f.rowid IN (
        SELECT id FROM articles WHERE published_at >= :start AND published_at < :until
        UNION ALL
        SELECT id FROM articles
        WHERE published_at IS NULL AND first_seen_at >= :start AND first_seen_at < :until
    )""",
}
# Each half uses an index; for an article without a date the time counts when it was first seen.
_HEADLINES = f"""
    SELECT {_NAMES}, a.published_at AS at
    FROM articles AS a
    WHERE a.published_at IS NOT NULL AND {{dated}}
    UNION ALL
    SELECT {_NAMES}, a.first_seen_at
    FROM articles AS a
    WHERE a.published_at IS NULL AND {{undated}}
    ORDER BY at DESC, id DESC
    LIMIT :limit
"""  # noqa: S608 - our own names
_COPIES = """
    SELECT duplicate_of, count(*)
    FROM articles
    WHERE duplicate_of IN (SELECT value FROM json_each(:ids))
    GROUP BY duplicate_of
"""
_FAMILY = f"""
    SELECT {_NAMES}
    FROM articles AS a
    WHERE (a.id = :first OR a.duplicate_of = :first) AND a.id <> :id
    ORDER BY a.first_seen_at, a.id
    LIMIT 50
"""  # noqa: S608 - our own names
_URLS = "SELECT url FROM article_urls WHERE article_id = :id ORDER BY url LIMIT 50"
_SEARCH = f"""
    SELECT f.rank, a.text, {_NAMES}
    FROM {{index}} AS f
    JOIN articles AS a ON a.id = f.rowid
    WHERE {{index}} MATCH :main AND {{only}}
    ORDER BY {{order}}
    LIMIT :limit
"""  # noqa: S608 - our own names
_WITHOUT = "f.rowid NOT IN (SELECT rowid FROM _letters WHERE _letters MATCH :without)"
_LANGUAGES = """
    SELECT language FROM sources WHERE language IS NOT NULL
    UNION
    SELECT language
    FROM (SELECT language FROM articles ORDER BY id DESC LIMIT 2000)
    WHERE language IS NOT NULL
"""
_SOURCES = """
    SELECT name, url, language, timezone, country, added_at, state, state_reason, state_since, read_at,
        reservations
    FROM sources
    ORDER BY CASE state WHEN 'dead' THEN 0 WHEN 'failing' THEN 1 WHEN 'changed' THEN 2 WHEN 'quiet' THEN 3
        ELSE 4 END, name
"""
_TOTAL = "SELECT count(*) FROM articles WHERE source = :source"
_LAST_SEEN = "SELECT max(first_seen_at) FROM articles"
_SEEN = """
    SELECT source, first_seen_at, published_at, authors <> '[]'
    FROM articles
    WHERE first_seen_at >= :start AND first_seen_at < :end
    ORDER BY first_seen_at DESC
"""
_SEEN_OF_SOURCE = """
    SELECT source, first_seen_at, published_at, authors <> '[]'
    FROM articles
    WHERE source = :source AND first_seen_at >= :start AND first_seen_at < :end
"""
_OUTCOMES = "SELECT outcome, count(*) FROM _samples WHERE source = :source GROUP BY outcome"
_RUNS = """
    SELECT id, name, started_at, finished_at, outcome, pages, new, changed, same, drops, errors, updated_at
    FROM runs
    ORDER BY id DESC
    LIMIT :limit
"""


class BrowseReader(Articles):
    """The articles of a file, with the queries that the pages need."""

    def __init__(self, path: Path) -> None:
        self._file = self._opened = ReadOnly(path)

    @property
    def is_still(self) -> bool:
        """Return whether the file is opened as immutable, since this user may not write in its directory."""
        return self._opened.is_still

    def headlines(self, wanted: Wanted, limit: int) -> Found[Headline]:
        """Return the selected articles, the newest first.

        Copies are left out unless one source is selected; removed articles are always left out.
        """
        tests = [_TESTS[name] for name in wanted.tests]
        tests += ["a.removed_at IS NULL"] + ["a.duplicate_of IS NULL"] * (wanted.source is None)
        halves = {}
        for half, at in (("dated", "a.published_at"), ("undated", "a.first_seen_at")):
            # A condition on the column itself can use the index.
            own = [test.replace(_AT, at) for test in tests]
            halves[half] = " AND ".join(own + [f"({at}, a.id) < (:at, :id)"] * bool(wanted.before))
        values = {**wanted.tests, "limit": limit}
        if wanted.before:
            values |= dict(zip(("at", "id"), wanted.before, strict=True))
        found = self._partly(_HEADLINES.format(**halves), values)
        return Found(self._with_copies([_headline(row) for row in found.rows]), found.whole)

    def family(self, article: int, first: int) -> list[Headline]:
        """Return the other articles with nearly the same text; `first` is the id of the first of them."""
        return [_headline(row) for row in self._partly(_FAMILY, {"id": article, "first": first}).rows]

    def urls(self, article: int) -> list[str]:
        return [url for (url,) in self._partly(_URLS, {"id": article}).rows]

    def find(
        self, words: str, wanted: Wanted, *, skip: int = 0, limit: int = 20, newest: bool = False
    ) -> Finds:
        """Return the articles that have all these words, each with its best line in pieces; see `search`.

        The best come first. If there are too many to rank, or with `newest`, the last stored come first.
        """
        search = query(words, self._file.rows)
        rows, whole = list[tuple[Any, ...]](), False
        if not newest:
            rows, whole = self._matches(search, wanted, "f.rank", skip + limit + 1, _RANKED)
        ranked = whole
        if not whole:
            seconds = LIMIT if newest else LIMIT - _RANKED
            rows, whole = self._matches(search, wanted, "f.rowid DESC", skip + limit + 1, seconds)
        shown = rows[skip : skip + limit]
        finds = [_find(row, search.terms) for row in shown]
        return Finds(rows=finds, more=len(rows) > skip + limit, ranked=ranked and not newest, whole=whole)

    def meant(self, words: str) -> str | None:
        """Return a corrected search as `Articles.meant` does, within the time limit."""
        end = monotonic() + LIMIT
        return corrected(
            words, lambda sql, values: self._partly(sql, values, end - monotonic()).rows, search_fts5
        )

    def languages(self) -> list[str]:
        """Return the languages of the sources and of the last articles, sorted."""
        return sorted(tag for (tag,) in self._partly(_LANGUAGES, {}).rows)

    def source_rows(self) -> list[SourceRow]:
        return [_source(row) for row in self._partly(_SOURCES, {}).rows]

    def with_totals(self, sources: Iterable[SourceRow]) -> list[SourceRow]:
        """Return these sources with the number of their articles, as far as the time limit allows."""
        end, found = monotonic() + LIMIT, []
        for source in sources:
            left = end - monotonic()
            rows = self._partly(_TOTAL, {"source": source.name}, left).rows if left > 0 else []
            found.append(replace(source, total=rows[0][0] if rows else None))
        return found

    def last_seen(self) -> datetime | None:
        ((last,),) = self._file.rows(_LAST_SEEN, {})
        return clock.instant(last) if last else None

    def seen(self, start: datetime, end: datetime, source: str | None = None) -> Found[Seen]:
        """Return articles first seen from `start` on and before `end`; those of all sources latest first."""
        values = {"start": clock.text(start), "end": clock.text(end), "source": source}
        found = self._partly(_SEEN_OF_SOURCE if source else _SEEN, values)
        rows = [Seen(name, first, published, bool(authors)) for name, first, published, authors in found.rows]
        return Found(rows, found.whole)

    def week(self, source: str, now: datetime) -> Week | None:
        """Return what a source's listings brought lately, and what was refused; None if it takes too long."""
        end, since = monotonic() + LIMIT, now - WEEK

        def look(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
            found = self._partly(sql, values, end - monotonic())
            if not found.whole:
                raise TimeoutError
            return found.rows

        try:
            links: dict[str, list[str]] = {}
            for link in passed.of_source(look, source):
                links.setdefault(link.reason, []).append(link.url)
            rules = sorted(
                ((rule, len(urls), urls[0]) for rule, urls in links.items()), key=lambda one: -one[1]
            )
            return Week(
                listings=overview.listing_rows(look, source, since, most=_LISTED),
                refused=overview.endings(look, source, since, dropped=True, most=_LISTED),
                errors=overview.endings(look, source, since, dropped=False, most=_LISTED),
                passed=rules,
                waiting=overview.waiting(look, source, now),
            )
        except TimeoutError:
            return None

    def outcomes(self, source: str) -> dict[str, int]:
        """Return how a source's latest pages ended: `article`, a drop's name, or `!` and an error's name."""
        return dict(self._partly(_OUTCOMES, {"source": source}).rows)

    def runs(self, limit: int) -> list[Run]:
        return [_run(row) for row in self._file.rows(_RUNS, {"limit": limit})]

    def _matches(
        self, words: Query, wanted: Wanted, order: str, limit: int, seconds: float
    ) -> tuple[list[tuple[Any, ...]], bool]:
        """Return the rows of both indexes, and whether the search was completed."""
        by_index = {**_BY_INDEX} if wanted.is_narrow else {"source": _BY_INDEX["source"]}
        skip = {"until"} if wanted.is_narrow else set[str]()
        tests = [by_index.get(name, _TESTS[name]) for name in wanted.tests if name not in skip]
        tests += [_WITHOUT] * bool(words.without_letters)
        values = {"until": "~", **wanted.tests, "without": words.without_letters, "limit": limit}
        rows, whole, end = dict[int, tuple[Any, ...]](), True, monotonic() + seconds
        for index, main in (("articles_fts", words.words), ("_letters", words.letters)):
            if main and whole:
                sql = _SEARCH.format(index=index, only=" AND ".join(tests) or "1 = 1", order=order)
                found = self._partly(sql, {**values, "main": main}, end - monotonic())
                whole = found.whole
                rows = {row[2]: row for row in found.rows} | rows
        by_rank = order == "f.rank"
        return sorted(rows.values(), key=lambda row: row[0] if by_rank else -row[2])[:limit], whole

    def _with_copies(self, headlines: list[Headline]) -> list[Headline]:
        ids = json.dumps([each.id for each in headlines])
        copies = dict(self._partly(_COPIES, {"ids": ids}).rows)
        return [replace(each, copies=copies.get(each.id, 0)) for each in headlines]

    def _partly(self, sql: str, values: Mapping[str, Any], seconds: float = LIMIT) -> Found[tuple[Any, ...]]:
        end = monotonic() + seconds
        rows: list[tuple[Any, ...]] = []
        with translated(self._opened.file):
            self.conn.set_progress_handler(lambda: monotonic() > end, _LOOK)
            try:
                for row in self.conn.execute(sql, values):  # one by one: rows before an interruption are kept
                    rows.append(row)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
                return Found(rows, False)
            finally:
                self.conn.set_progress_handler(None, 0)
        return Found(rows)


def open_browse_reader(path: str | Path) -> BrowseReader:
    """Open the articles in the file at `path`, to browse.

    Raises a DatabaseError, as `open_articles` does.
    """
    path = Path(path).expanduser().absolute()
    if not path.is_file():
        raise Missing(path)
    return BrowseReader(path)


def _headline(row: tuple[Any, ...]) -> Headline:
    values = dict(zip(_COLUMNS, row, strict=False))  # headlines() has `at` behind them
    values |= {"authors": tuple(json.loads(values["authors"])), "is_paywalled": values["is_paywalled"] == 1}
    return Headline(**values)


def _find(row: tuple[Any, ...], terms: Sequence[str]) -> Find:
    headline, text = _headline(row[2:]), row[1][:_READ]
    title = best_line(headline.title, terms, width=len(headline.title) * 3)
    line = best_line(text, terms)
    if headline.summary and not any(found for _, found in line):
        line = best_line(headline.summary, terms)
    return Find(headline, title, line)


def _run(row: tuple[Any, ...]) -> Run:
    *plain, drops, errors, updated_at = row
    names = ("id", "name", "started_at", "finished_at", "outcome", "pages", "new", "changed", "same")
    run = Run(**dict(zip(names, plain, strict=True)), drops=json.loads(drops), errors=json.loads(errors))
    if run.outcome is None and is_silent(updated_at, datetime.now(UTC)):
        return replace(run, outcome=KILLED)
    return run


def _source(row: tuple[Any, ...]) -> SourceRow:
    names = SourceRow.__dataclass_fields__
    return SourceRow(**dict(zip(names, row, strict=False)))

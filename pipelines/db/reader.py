"""Reads articles, for programs outside the crawl: read-only, typed, quick to import."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from pipelines.db import clock
from pipelines.db.database import Closing, Database
from pipelines.db.excerpt import best_line
from pipelines.db.file_errors import Missing, NotOurs, TooOld, Unreachable
from pipelines.db.readonly import SIZES, open_to_read
from pipelines.db.saved_searches import SavedSearch, all_of
from pipelines.db.search_index import index_of
from pipelines.db.search_query import Bounds, Look, SearchIndex, parse
from pipelines.db.spelling import corrected
from pipelines.db.stored_article import (
    NAMES,
    PUBLIC,
    Change,
    Only,
    StoredArticle,
    read_values,
    row_of,
    stored_article,
)

_CHUNK = 500
"""Rows that are read at once. Between chunks no statement is open, so the log does not grow."""


_TESTS = {
    "start": "coalesce(published_at, first_seen_at) >= :start",
    "until": "coalesce(published_at, first_seen_at) < :until",
    "source": "source = :source",
    "seen_since": "first_seen_at >= :seen_since",
    "language": "(lower(language) = :language OR lower(language) LIKE :language || '-%')",
}
_SELECT = f"SELECT {', '.join(NAMES)} FROM articles"  # noqa: S608 - our own names
_AFTER_SEQ = f"{_SELECT} WHERE seq > :seq AND {{only}} ORDER BY seq LIMIT :chunk"
# An article without a date counts from when it was first seen. Each half uses an index and ends at the limit:
# otherwise PostgreSQL sorts all articles.
_NEWEST = """
    SELECT id, at FROM (
        SELECT id, published_at AS at FROM articles
        WHERE published_at IS NOT NULL AND {only}
        ORDER BY published_at DESC LIMIT :limit
    ) AS dated
    UNION ALL
    SELECT id, at FROM (
        SELECT id, first_seen_at AS at FROM articles
        WHERE published_at IS NULL AND {only}
        ORDER BY first_seen_at DESC LIMIT :limit
    ) AS undated
    ORDER BY at DESC
    LIMIT :limit
"""
_STORY = {False: "duplicate_of IS NULL AND removed_at IS NULL", True: "removed_at IS NULL"}
"""Articles without and with near-duplicates."""
_BY_DATE = f"""
    {_SELECT}
    WHERE (published_at, id) > (:published_at, :id) AND published_at < :until
    ORDER BY published_at, id
    LIMIT :chunk
"""
_OF_REVISION = ("revision", "seen_at", "reason", "changed", "seq", *PUBLIC)
_REVISIONS = f"SELECT {', '.join(_OF_REVISION)} FROM revisions WHERE article_id = :id ORDER BY revision"  # noqa: S608
_BY_URL = f"{_SELECT} WHERE id = (SELECT article_id FROM article_urls WHERE url = :url)"  # noqa: S608
_SELECTED = f"""
    {_SELECT}
    WHERE id IN (SELECT value FROM json_each(:ids)) AND removed_at IS NULL AND {{only}}
"""  # noqa: S608
_COUNT_SELECTED = """
    SELECT count(*) FROM articles
    WHERE id IN (SELECT value FROM json_each(:ids)) AND removed_at IS NULL AND {only}
"""
_BY_ID = f"{_SELECT} WHERE id = :id"


class Articles(Closing):
    """The articles of a database, for reading. Use it in one thread, and close it or use `with`."""

    def __init__(self, database: str | Path) -> None:
        self._file = open_to_read(database)

    @property
    def conn(self) -> Any:
        """A connection for your own SQL, of sqlite3 or of psycopg; it can only read."""
        return self._file.conn

    def __iter__(self) -> Iterator[StoredArticle]:
        """Yield every article, in order of change."""
        return self.since()

    def __len__(self) -> int:
        return int(self._file.rows("SELECT count(*) FROM articles", {})[0][0])

    def since(self, seq: int = 0, only: Only | None = None) -> Iterator[StoredArticle]:
        """Yield the articles that changed after `seq`, in order of change.

        Keep the `seq` of the last article you processed and pass it next time: then you miss nothing. An
        article that changes while you read comes again with its new values.
        """
        tests, values = self._tests(only)
        sql, seq = _AFTER_SEQ.format(only=tests), _bounded(seq)
        while rows := self._file.rows(sql, {**values, "seq": seq, "chunk": _CHUNK}):
            yield from map(stored_article, rows)
            seq = rows[-1][1]

    def count(self, seq: int = 0, only: Only | None = None) -> int:
        """Return how many articles `since` would yield."""
        tests, values = self._tests(only)
        sql = f"SELECT count(*) FROM articles WHERE seq > :seq AND {tests}"  # noqa: S608
        return int(self._file.rows(sql, {**values, "seq": _bounded(seq)})[0][0])

    def newest(
        self, limit: int, only: Only | None = None, *, copies: bool = False
    ) -> Iterator[StoredArticle]:
        """Yield the latest published articles, the newest first, without removed ones.

        With `copies`, near-duplicates are included.
        """
        tests, values = self._tests(only)
        sql = _NEWEST.format(only=f"{_STORY[copies]} AND {tests}")
        for number, _ in self._file.rows(sql, {**values, "limit": _most(limit)}):
            if article := self.get(number):
                yield article

    def stories(self, only: Only | None = None, *, copies: bool = False) -> int:
        """Return how many articles `newest` would yield without a limit."""
        tests, values = self._tests(only)
        sql = f"SELECT count(*) FROM articles WHERE {_STORY[copies]} AND {tests}"  # noqa: S608
        return int(self._file.rows(sql, values)[0][0])

    def searches(self) -> dict[str, SavedSearch]:
        """Return the saved searches by their names."""
        return all_of(self._file.rows)

    def sources(self) -> tuple[str, ...]:
        """Return the names of the sources, sorted."""
        return tuple(name for (name,) in self._file.rows("SELECT name FROM sources ORDER BY name", {}))

    def article_languages(self) -> tuple[str, ...]:
        """Return the language tags that articles have, sorted."""
        sql = "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL ORDER BY language"
        return tuple(tag for (tag,) in self._file.rows(sql, {}))

    def published(
        self, start: date | datetime, until: date | datetime | None = None
    ) -> Iterator[StoredArticle]:
        """Yield articles published from `start` on and before `until`, the oldest first.

        Articles without a date are left out.
        """
        at: dict[str, Any] = {
            "published_at": _bound(start),
            "id": -1,
            "until": _bound(until) if until else "~",
        }
        while rows := self._file.rows(_BY_DATE, {**at, "chunk": _CHUNK}):
            yield from map(stored_article, rows)
            newest = stored_article(rows[-1])
            at |= {"published_at": newest.published_at, "id": newest.id}

    def get(self, article: int | str) -> StoredArticle | None:
        """Return one article by its id, or by any address that ever led to it."""
        if isinstance(article, int):
            rows = self._file.rows(_BY_ID, {"id": _bounded(article)})
        else:
            rows = self._file.rows(_BY_URL, {"url": article})
        return stored_article(rows[0]) if rows else None

    def changes(self, article: int) -> list[Change]:
        """Return the changes of an article since it was first stored, the oldest first."""
        now = self.get(article)
        if now is None:
            return []
        rows = self._file.rows(_REVISIONS, {"id": article})
        states = [read_values(dict(zip(_OF_REVISION, row, strict=True))) for row in rows]
        # A revision has the text only if it changed; otherwise the text is that of the next state.
        after, changes = row_of(now), list[Change]()
        for state in reversed(states):
            state["source"] = state["reason"].removeprefix("source ")  # used only if the source changed
            changed = [str(name) for name in json.loads(state["changed"])]
            before = {**after, **{name: state[name] for name in changed}}
            changes.append(
                Change(
                    revision=state["revision"],
                    seen_at=state["seen_at"],
                    reason=state["reason"],
                    before={name: before[name] for name in changed},
                    after={name: after[name] for name in changed},
                )
            )
            after = before
        return changes[::-1]

    def search(
        self,
        words: str,
        *,
        since: date | datetime | None = None,
        seen_since: date | datetime | None = None,
        source: str | None = None,
        limit: int = 20,
    ) -> Iterator[tuple[StoredArticle, tuple[tuple[str, bool], ...]]]:
        """Yield the articles that have all these words, the best first, each with its best line in pieces.

        Pieces with True are search terms. Case and accents do not matter, in any script. "phrases", begin*,
        -without and OR are understood. Raises QueryError for a search that cannot be answered, ValueError for
        a negative limit.
        """
        search = parse(words)
        bounds = Bounds(
            since=_bound(since) if since else None,
            seen_since=_bound(seen_since) if seen_since else None,
            source=source,
        )
        for row in self._file.index.best(search, self._file.rows, bounds, NAMES, _most(limit)):
            article = stored_article(row)
            line = best_line(article.text, search.terms)
            has_term = any(is_term for _, is_term in line)
            yield article, line if has_term else best_line(article.title, search.terms)

    def size(self) -> int:
        """Return the bytes of the database."""
        return int(self._file.rows(SIZES[self._file.kind], {})[0][0])

    def meant(self, words: str) -> str | None:
        """Return a corrected search for one that found nothing: similar stored words replace unknown ones."""
        return corrected(words, self._file.rows, self._file.index)

    def _tests(self, only: Only | None) -> tuple[str, dict[str, Any]]:
        return _tests(only, self._file.rows, self._file.index)

    def last_seq(self) -> int:
        """Return the highest seq, or 0 for an empty file. Start from it to see only later changes."""
        return int(self._file.rows("SELECT coalesce(max(seq), 0) FROM articles", {})[0][0])

    def close(self) -> None:
        self._file.close()


def open_articles(database: str | Path, *, wait: float = 0) -> Articles:
    """Open the articles in a file, or at an address of PostgreSQL, to read; a crawl may write meanwhile.

    `wait` is for a program that starts before the first crawl: the seconds to wait until a crawl has made the
    file, or until the server answers. Raises a DatabaseError: Missing, NotOurs, TooNew, TooOld, Damaged,
    Unwritable (no right to read), Unreachable.
    """
    deadline = monotonic() + wait
    while True:
        try:
            return Articles(database)
        except (Missing, NotOurs, TooOld, Unreachable):  # NotOurs, TooOld: a crawl is just creating it
            if monotonic() >= deadline:
                raise
        sleep(_POLL)


_POLL = 0.2
"""Seconds between two attempts to open the database."""


def selected(db: Database, ids: Sequence[int], only: Only) -> list[StoredArticle]:
    """Return the articles with these ids that are in a selection and not removed, in any order.

    Raises QueryError.
    """
    tests, values = _tests(only, db.all, index_of(db.kind))
    rows = db.all(_SELECTED.format(only=tests), {**values, "ids": json.dumps(list(ids))})
    return [stored_article(tuple(row)) for row in rows]


def count_selected(db: Database, ids: Sequence[int], only: Only) -> int:
    """Return how many articles `selected` would return. Raises QueryError."""
    tests, values = _tests(only, db.all, index_of(db.kind))
    rows = db.all(_COUNT_SELECTED.format(only=tests), {**values, "ids": json.dumps(list(ids))})
    return int(rows[0][0])


def _tests(only: Only | None, look: Look, index: SearchIndex) -> tuple[str, dict[str, Any]]:
    """Return the SQL conditions of a selection, and their values. Raises QueryError."""
    bounds = {name: getattr(only, name) for name in _TESTS} if only else {}
    limits = {name: value for name, value in bounds.items() if value is not None}
    sql = " AND ".join(_TESTS[name] for name in limits) or "1 = 1"
    values = {name: _bound(value) if isinstance(value, date) else value for name, value in limits.items()}
    if "language" in values:
        values["language"] = values["language"].lower()
    if only is not None and only.words:
        condition, more_values = index.condition(parse(only.words), look)
        sql, values = f"{sql} AND {condition}", values | more_values
    return sql, values


_GREATEST = (1 << 63) - 1
"""The greatest number in a column; SQLite raises an error for a greater parameter, PostgreSQL does not."""


def _bounded(number: int) -> int:
    return max(min(number, _GREATEST), -_GREATEST)


def _most(limit: int) -> int:
    """Return a limit. Raises ValueError for a negative one, which SQLite would treat as no limit."""
    if limit < 0:
        raise ValueError(f"limit={limit}: give 0 or more")
    return _bounded(limit)


def _bound(when: date | datetime) -> str:
    """Return text that sorts among both forms of published_at: a day comes before all its times."""
    return clock.text(when) if isinstance(when, datetime) else when.isoformat()

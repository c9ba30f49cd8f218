"""Stores articles: writes the changes of the row to which a page belongs, and raises `seq`.

Text and dates are given, and the frontier is not used: `db.crawl.visits` stores an article and ends its lease
in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pipelines.article_fields import ArticleFields, values_of
from pipelines.db import clock
from pipelines.db.database import Database, retried
from pipelines.db.duplicates import ComparedArticle, forget, original, remember
from pipelines.db.kept_dates import kept_dates
from pipelines.db.row_of_page import (
    COLUMNS,
    Row,
    adds_nothing,
    by_address,
    is_at_other_address,
    row_of_page,
    rows_of,
    same_page,
)
from pipelines.db.search_index import index, unindex
from pipelines.db.search_query import INDEXED
from pipelines.db.signature import signature
from pipelines.db.stored_article import PUBLIC, written_values
from pipelines.items import Article
from pipelines.urls import LONGEST, same_site, site, twins

Outcome = Literal["new", "changed", "same"]

_NEW_SOURCE = """
    INSERT INTO sources (name, url, added_at) VALUES (:name, :url, :now)
    ON CONFLICT (name) DO NOTHING
"""

_OF_SOURCE = f"""
    SELECT {", ".join(COLUMNS)}
    FROM articles
    WHERE id IN (SELECT id FROM articles WHERE source = :source LIMIT :most)
    ORDER BY id
"""  # noqa: S608

_BY_ID = f"SELECT {', '.join(COLUMNS)} FROM articles WHERE id = :id"  # noqa: S608

_COPIES = f"SELECT {', '.join(COLUMNS)} FROM articles WHERE duplicate_of = :id ORDER BY id"  # noqa: S608

_COMPARED_AGAIN = 50
"""Copies of a rewritten article that are compared again. If a site's template is taken for text, thousands
of rows are copies of one, and each that is rewritten makes the next one the original."""

_SET_SOURCE = "UPDATE articles SET source = :source WHERE id = :id"

_DELETE = "DELETE FROM articles WHERE id = :id"

_INSERT = f"""
    INSERT INTO articles (source, first_seen_at, last_seen_at, {", ".join(PUBLIC)})
    VALUES (:source, :seen_at, :seen_at, {", ".join(f":{name}" for name in PUBLIC)})
    RETURNING id
"""  # noqa: S608

_UPDATE = f"""
    UPDATE articles
    SET last_seen_at = CASE WHEN last_seen_at < :seen_at THEN :seen_at ELSE last_seen_at END,
        {", ".join(f"{name} = :{name}" for name in PUBLIC)}
    WHERE id = :id
"""  # noqa: S608

_SEEN = "UPDATE articles SET last_seen_at = :seen_at WHERE id = :id AND last_seen_at < :seen_at"

_REVISION = f"""
    INSERT INTO revisions (article_id, revision, seen_at, reason, changed, seq, {", ".join(PUBLIC)})
    SELECT :id, coalesce(max(revision), 0) + 1, :seen_at, :reason, :changed, :seq,
        {", ".join(f":{name}" for name in PUBLIC)}
    FROM revisions
    WHERE article_id = :id
"""  # noqa: S608

_ADDRESS = "INSERT INTO article_urls (url, article_id) VALUES (:url, :id) ON CONFLICT (url) DO NOTHING"

_TAKE_ADDRESS = """
    INSERT INTO article_urls (url, article_id) VALUES (:url, :id)
    ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id
    WHERE article_urls.article_id <> excluded.article_id
        AND NOT EXISTS (
            SELECT 1 FROM articles AS a WHERE a.url = excluded.url AND a.id <> excluded.article_id
        )
"""

_RAISE = "UPDATE _seq SET value = value + 1"

_NUMBER = "UPDATE articles SET seq = (SELECT value FROM _seq) WHERE id = :id"


@retried
def store(db: Database, article: Article, *, reason: str = "page", is_view: bool = False) -> Outcome:
    """Store an article in one transaction; within `db.transaction()`, as part of that.

    The row is found by the canonical URL, or by any other address if that leads to the same article.
    A change of a public value writes a revision with this `reason` and takes the next seq. Any other reason
    than `page` means that a kept page was cleaned again. Since it was not fetched, a removed article stays
    removed. `is_view`: the page names another one that was fetched too, so only new text in it is a change.
    """
    with db.transaction():
        db.claim(article.signature)  # waits for another process that is storing a copy
        url = _address(article)
        row = row_of_page(db, article, url)
        if row is None and db.one("SELECT 1 FROM articles WHERE url = :url", {"url": url}):
            # Another article has the URL that this page names; its own address may belong to a third one.
            url = article.answered or url
            row = row_of_page(db, article, url)
        outcome: Outcome = "new"
        if row is None:
            first = original(db, article.signature, _compared(article))
            known = None if first is None else same_page(db, first, article, url)
            if known is not None:
                number, outcome = known, "same"
                db.later(_SEEN, {"id": number, "seen_at": clock.text(article.seen_at)})
            else:
                number = _insert(db, article, url, first)
        else:
            number = row["id"]
            outcome = _update(db, row, article, url, reason, is_view=is_view)
        _write_addresses(db, number, article, url)
        if outcome != "same":
            _take_seq(db, number)
    return outcome


@retried
def mark_seen(db: Database, url: str, when: datetime) -> bool:
    """Note that an article's page was fetched unchanged; return False if no article has this address.

    An article that was marked as removed before `when` is back: that is a change.
    """
    with db.transaction():
        row = by_address(db, url)
        if row is None:
            return False
        at = clock.text(when)
        if row["removed_at"] and row["removed_at"] < at:
            _revise(db, row, {**row, "removed_at": None}, at, "page")
            _take_seq(db, row["id"])
        else:
            db.later(_SEEN, {"id": row["id"], "seen_at": at})
    return True


@retried
def remove(db: Database, url: str, when: datetime, *, reason: str = "removed") -> bool:
    """Note that an article is gone; return False for an unknown address, or if it is already noted.

    The `reason` of the revision is `removed` if its page is gone, `expired` if its source no longer keeps it.
    """
    with db.transaction():
        row = by_address(db, url)
        if row is None or row["removed_at"]:
            return False
        at = clock.text(when)
        _revise(db, row, {**row, "removed_at": at}, at, reason)
        _take_seq(db, row["id"])
    return True


@retried
def reassign(db: Database, old: str, new: str, *, most: int, when: datetime) -> int:
    """Move up to `most` articles from source `old` to `new`, which must exist; return how many.

    Each takes the next seq and leaves a revision, whose reason names the old source.
    """
    with db.transaction():
        rows = rows_of(db, _OF_SOURCE, {"source": old, "most": most})
        for row in rows:
            revision = {"seen_at": clock.text(when), "reason": f"source {old}", "changed": '["source"]'}
            db.later(_REVISION, {**row, **revision, "text": None})
            db.later(_SET_SOURCE, {"id": row["id"], "source": new})
        for row in rows:
            _take_seq(db, row["id"])
    return len(rows)


@retried
def delete(db: Database, source: str, *, most: int, when: datetime) -> int:
    """Delete up to `most` articles of a source with everything that belongs to them; return how many.

    Copies of them at other sources become copies of another article, or of none: that is a change.
    """
    with db.transaction():
        return _delete(db, rows_of(db, _OF_SOURCE, {"source": source, "most": most}), when)


@retried
def delete_article(db: Database, number: int, when: datetime) -> None:
    """Delete one article with everything that belongs to it."""
    with db.transaction():
        _delete(db, rows_of(db, _BY_ID, {"id": number}), when)


def _delete(db: Database, rows: list[Row], when: datetime) -> int:
    """Delete rows, within a transaction; return how many."""
    for row in rows:
        unindex(db, row["id"], row)
        forget(db, row["id"], row["text"])
    deleted_ids = {row["id"] for row in rows}
    copies = [row for number in deleted_ids for row in _copies(db, number) if row["id"] not in deleted_ids]
    copies.sort(key=lambda row: row["id"])
    changed_ids = _find_originals(db, copies, clock.text(when), "original deleted")
    db.executemany(_DELETE, [{"id": number} for number in deleted_ids])
    for number in changed_ids:
        _take_seq(db, number)
    return len(rows)


def _find_originals(db: Database, copies: Iterable[Row], at: str, reason: str) -> list[int]:
    """Find the originals of these copies again; return the ids of the rows that have changed."""
    changed_ids = []
    for row in copies:
        first = original(db, signature(row["text"]), _compared_row(row), row["id"])
        if _revise(db, row, {**row, "duplicate_of": first}, at, reason):
            changed_ids.append(row["id"])
    return changed_ids


def _compared(article: Article) -> ComparedArticle:
    return ComparedArticle(article.source, article.title, article.published_at, article.text)


def _compared_row(row: Row) -> ComparedArticle:
    return ComparedArticle(row["source"], row["title"], row["published_at"], row["text"])


def _address(article: Article) -> str:
    """Return the row's URL: the canonical one, unless it belongs to another site or is too long."""
    home = article.answered or article.url
    return article.url if len(article.url) <= LONGEST and same_site(article.url, home) else home


def _copies(db: Database, number: int) -> list[Row]:
    return rows_of(db, _COPIES, {"id": number})


def _insert(db: Database, article: Article, url: str, duplicate_of: int | None) -> int:
    at = clock.text(article.seen_at)
    db.later(_NEW_SOURCE, {"name": article.source, "url": f"https://{site(url)}/", "now": at})
    row = {**_values(article, url), "duplicate_of": duplicate_of, "removed_at": None}
    ((number,),) = db.all(_INSERT, {**row, "source": article.source, "seen_at": at})
    index(db, number, row)
    remember(db, number, article.signature)
    return int(number)


def _update(db: Database, row: Row, article: Article, url: str, reason: str, *, is_view: bool) -> Outcome:
    at = clock.text(article.seen_at)
    is_recleaned = reason != "page"
    if not is_recleaned and at < row["last_seen_at"] <= clock.now():
        return "same"  # an older copy of the page, from an archive
    is_view = is_view or is_at_other_address(row, article, url)
    if is_view and not row["removed_at"] and adds_nothing(row, article):
        db.later(_SEEN, {"id": row["id"], "seen_at": row["last_seen_at"] if is_recleaned else at})
        return "same"
    is_known_url = url == row["url"] or row["url"] in twins(url) or by_address(db, url)
    values = _values(article, row["url"] if is_known_url else url)
    removed_at = row["removed_at"] if is_recleaned else None
    old_dates = kept_dates(row, values, is_recleaned=is_recleaned)
    new_row: Row = {**row, **values, "removed_at": removed_at, **old_dates}
    if new_row["text"] != row["text"]:
        forget(db, row["id"], row["text"])
        new_row["duplicate_of"] = original(db, article.signature, _compared_row(new_row), row["id"])
        remember(db, row["id"], article.signature)
    if _revise(db, row, new_row, clock.now() if is_recleaned else at, reason):
        if new_row["text"] != row["text"]:
            copies = _copies(db, row["id"])[:_COMPARED_AGAIN]
            for number in _find_originals(db, copies, clock.now(), "original changed"):
                _take_seq(db, number)
        return "changed"
    db.later(_SEEN, {"id": row["id"], "seen_at": at})
    return "same"


def _revise(db: Database, row: Row, new_row: Row, at: str, reason: str) -> bool:
    """Write the new values, and the old ones as a revision; return False if no public value differs."""
    changed = [name for name in PUBLIC if new_row[name] != row[name]]
    if not changed:
        return False
    old_row = {**row, "text": row["text"] if "text" in changed else None}
    db.later(_REVISION, {**old_row, "seen_at": at, "reason": reason, "changed": json.dumps(changed)})
    db.later(_UPDATE, {**new_row, "seen_at": at if reason == "page" else row["last_seen_at"]})
    if set(changed) & set(INDEXED):
        unindex(db, row["id"], row)
        index(db, row["id"], new_row)
    return True


def _values(article: Article, url: str) -> Row:
    return written_values({**values_of(ArticleFields, article), "url": url})


def _write_addresses(db: Database, number: int, article: Article, url: str) -> None:
    """Add all addresses to the article; those of its own site even if they led to another article."""
    db.later(_TAKE_ADDRESS, {"url": url, "id": number})
    for address in dict.fromkeys((article.url, *article.urls)):
        if address != url and db.fits(address):
            is_same_site = same_site(address, url)
            db.later(_TAKE_ADDRESS if is_same_site else _ADDRESS, {"url": address, "id": number})


def _take_seq(db: Database, number: int) -> None:
    """Give an article the next seq, as the last step: until the commit, no other process can take one."""
    db.later(_RAISE)
    db.later(_NUMBER, {"id": number})

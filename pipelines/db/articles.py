"""Stores articles: finds the row to which a page belongs, writes the changes, and raises `seq`.

Text and dates are given, and the frontier is not used: `db.crawl.visits` stores an article and ends its lease
in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from pipelines.article_fields import ArticleFields, values_of
from pipelines.db import clock
from pipelines.db.database import Database, retried
from pipelines.db.duplicates import ComparedArticle, forget, original, remember
from pipelines.db.kept_dates import kept_dates
from pipelines.db.search_index import index, unindex
from pipelines.db.search_query import INDEXED
from pipelines.db.signature import alike, signature
from pipelines.db.stored_article import PUBLIC, written_values
from pipelines.items import Article
from pipelines.urls import LONGEST, same_site, site, twins

Outcome = Literal["new", "changed", "same"]

_COLUMNS = ("id", "seq", "source", "first_seen_at", "last_seen_at", *PUBLIC)

_BY_ADDRESSES = f"""
    SELECT {", ".join(f"a.{name}" for name in _COLUMNS)}
    FROM article_urls AS u
    JOIN articles AS a ON a.id = u.article_id
    WHERE u.url IN (SELECT value FROM json_each(:urls))
    {{lock_rows}}
"""  # noqa: S608 - our own column names

_NEW_SOURCE = """
    INSERT INTO sources (name, url, added_at) VALUES (:name, :url, :now)
    ON CONFLICT (name) DO NOTHING
"""

_OF_SOURCE = f"""
    SELECT {", ".join(_COLUMNS)}
    FROM articles
    WHERE id IN (SELECT id FROM articles WHERE source = :source LIMIT :most)
    ORDER BY id
"""  # noqa: S608

_BY_ID = f"SELECT {', '.join(_COLUMNS)} FROM articles WHERE id = :id"  # noqa: S608

_COPIES = f"SELECT {', '.join(_COLUMNS)} FROM articles WHERE duplicate_of = :id ORDER BY id"  # noqa: S608

_COMPARED_AGAIN = 50
"""Copies of a rewritten article that are compared again. If a site's template is taken for text, thousands
of rows are copies of one, and each that is rewritten makes the next one the original."""

_SET_SOURCE = "UPDATE articles SET source = :source WHERE id = :id"

_WITH_TEXT = f"""
    SELECT {", ".join(_COLUMNS)}
    FROM articles
    WHERE (id = :id OR duplicate_of = :id) AND source = :source
    ORDER BY id
"""  # noqa: S608

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

Row = dict[str, Any]


@retried
def store(db: Database, article: Article, *, reason: str = "page") -> Outcome:
    """Store an article in one transaction; within `db.transaction()`, as part of that.

    The row is found by the canonical URL, or by any other address if that leads to the same article.
    A change of a public value writes a revision with this `reason` and takes the next seq. Any other reason
    than `page` means that a kept page was cleaned again. Since it was not fetched, a removed article stays
    removed.
    """
    with db.transaction():
        db.claim(article.signature)  # waits for another process that is storing a copy
        url = _address(article)
        row = _find(db, article, url)
        if row is None and db.one("SELECT 1 FROM articles WHERE url = :url", {"url": url}):
            # Another article has the URL that this page names; its own address may belong to a third one.
            url = article.answered or url
            row = _find(db, article, url)
        outcome: Outcome = "new"
        if row is None:
            first = original(db, article.signature, _compared(article))
            known = None if first is None else _same_page(db, first, article, url)
            if known is not None:
                number, outcome = known, "same"
                db.later(_SEEN, {"id": number, "seen_at": clock.text(article.seen_at)})
            else:
                number = _insert(db, article, url, first)
        else:
            number = row["id"]
            outcome = _update(db, row, article, url, reason)
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
        row = _by_address(db, url)
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
        row = _by_address(db, url)
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
        rows = _rows(db, _OF_SOURCE, {"source": old, "most": most})
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
        return _delete(db, _rows(db, _OF_SOURCE, {"source": source, "most": most}), when)


@retried
def delete_article(db: Database, number: int, when: datetime) -> None:
    """Delete one article with everything that belongs to it."""
    with db.transaction():
        _delete(db, _rows(db, _BY_ID, {"id": number}), when)


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


def _find(db: Database, article: Article, url: str) -> Row | None:
    row = _by_address(db, url)
    if row and row["url"] == url and _may_have_url(db, row, article, url):
        return row
    others = _by_addresses(db, (url, *article.urls, *twins(url)))
    ours = [
        candidate
        for candidate in others
        if _is_ours(candidate, article, url) and _is_same(candidate, article)
    ]
    return min(ours, key=lambda candidate: candidate["id"], default=None)


def _may_have_url(db: Database, row: Row, article: Article, url: str) -> bool:
    """Return True if a page is the article whose URL it names; some sites name the same URL on all pages."""
    home = article.answered or url
    if home == url:
        return True
    home_row = _by_address(db, home)
    return bool(home_row and home_row["id"] == row["id"]) or _is_same(row, article)


def _is_ours(row: Row, article: Article, url: str) -> bool:
    """Return True if a page may change a row: one of its site, or one whose URL led its source here."""
    return same_site(row["url"], url) or (row["source"] == article.source and row["url"] in article.urls)


def _same_page(db: Database, first: int, article: Article, url: str) -> int | None:
    """Return the number of the row that has the same article of the same site under another address.

    It is the first row with this text, or a copy of it: another site may have published the text before.
    """
    rows = _rows(db, _WITH_TEXT, {"id": first, "source": article.source})
    return next((row["id"] for row in rows if _is_same_page(row, article, url)), None)


def _is_same_page(row: Row, article: Article, url: str) -> bool:
    """Return True if a row of its source has an article with nearly the same text under another address.

    Some sites give each visit its own address, `/a-story?visit=7`, print an article at `/print/7`, or show it
    in two sections, and name no canonical address. A view may lack the date, and have lines of its own.
    Two notices may differ in a name alone, so nearly the same text is not enough.
    """
    if row["title"] != article.title or not same_site(row["url"], url):
        return False
    ids = {row["external_id"], article.external_id} - {None}
    days = {row["published_at"], article.published_at}
    if article.published_at and len(days) == 1 and _without_query(row["url"]) == _without_query(url):
        return True
    return len(ids) <= 1 and len(days - {None}) <= 1 and _is_part(row["text"], article.text)


def _is_part(text: str, other_text: str) -> bool:
    """Return True if one of two texts has all paragraphs of the other."""
    paragraphs, other_paragraphs = set(text.split("\n\n")), set(other_text.split("\n\n"))
    return paragraphs <= other_paragraphs or paragraphs >= other_paragraphs


def _without_query(url: str) -> str:
    return url.partition("?")[0]


def _is_same(row: Row, article: Article) -> bool:
    """Return True if an address still leads to the same article; `/latest` does not."""
    if article.external_id and row["external_id"]:
        if article.external_id != row["external_id"]:
            return False
        if article.title == row["title"]:  # the id alone proves nothing: a template may print one for all
            return True
    if article.published_at and (row["published_at"], row["title"]) == (article.published_at, article.title):
        return True
    return alike(row["text"], article.text)


def _by_address(db: Database, url: str) -> Row | None:
    return next(iter(_by_addresses(db, (url,))), None)


def _by_addresses(db: Database, urls: Iterable[str]) -> list[Row]:
    """Return the rows of the articles to which these addresses lead; a row is repeated if two lead to it."""
    sql = _BY_ADDRESSES.format(lock_rows=db.lock_rows and f"{db.lock_rows} OF a")
    return _rows(db, sql, {"urls": json.dumps(list(urls))})


def _copies(db: Database, number: int) -> list[Row]:
    return _rows(db, _COPIES, {"id": number})


def _rows(db: Database, sql: str, values: Mapping[str, object]) -> list[Row]:
    return [dict(zip(_COLUMNS, row, strict=True)) for row in db.all(sql, values)]


def _insert(db: Database, article: Article, url: str, duplicate_of: int | None) -> int:
    at = clock.text(article.seen_at)
    db.later(_NEW_SOURCE, {"name": article.source, "url": f"https://{site(url)}/", "now": at})
    row = {**_values(article, url), "duplicate_of": duplicate_of, "removed_at": None}
    ((number,),) = db.all(_INSERT, {**row, "source": article.source, "seen_at": at})
    index(db, number, row)
    remember(db, number, article.signature)
    return int(number)


def _update(db: Database, row: Row, article: Article, url: str, reason: str) -> Outcome:
    at = clock.text(article.seen_at)
    is_recleaned = reason != "page"
    if not is_recleaned and at < row["last_seen_at"] <= clock.now():
        return "same"  # an older copy of the page, from an archive
    is_known_url = url == row["url"] or row["url"] in twins(url) or _by_address(db, url)
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

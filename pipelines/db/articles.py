"""Stores articles: finds the row that a page belongs to, writes what changed, and raises `seq`.

It decides nothing about text or dates and does not use the frontier: `db.crawl.visits` stores an article
and ends its lease in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pipelines.article_fields import ArticleFields, DateFields, columns_of, values_of
from pipelines.db import clock
from pipelines.db.database import Database, retried
from pipelines.db.duplicates import Told, forget, original, remember
from pipelines.db.search_index import index, unindex
from pipelines.db.search_query import INDEXED
from pipelines.db.signature import alike, signature
from pipelines.db.stored_article import PUBLIC, written_values
from pipelines.items import Article
from pipelines.urls import LONGEST, same_site, site, twins

Outcome = Literal["new", "changed", "same"]

_HELD = ("id", "seq", "source", "first_seen_at", "last_seen_at", *PUBLIC)

_BY_ADDRESSES = f"""
    SELECT {", ".join(f"a.{name}" for name in _HELD)}
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
    SELECT {", ".join(_HELD)}
    FROM articles
    WHERE id IN (SELECT id FROM articles WHERE source = :source LIMIT :most)
    ORDER BY id
"""  # noqa: S608

_BY_ID = f"SELECT {', '.join(_HELD)} FROM articles WHERE id = :id"  # noqa: S608

_COPIES = f"SELECT {', '.join(_HELD)} FROM articles WHERE duplicate_of = :id"  # noqa: S608

_GIVE = "UPDATE articles SET source = :source WHERE id = :id"

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

_PUBLISHED = tuple(column.name for column in columns_of(DateFields) if column.name != "modified_at")

_FROM_LINKS = ("feed", "sitemap")
"""Evidence from links, which a kept page lacks. Evidence in the page itself is found again."""

Row = dict[str, Any]


@retried
def store(db: Database, article: Article, *, reason: str = "page") -> Outcome:
    """Store an article in one transaction; within `db.transaction()`, as part of that.

    The row is found by the canonical URL, or by any other address if that leads to the same article.
    A change of a public value leaves a revision with this `reason` and takes the next seq. Any reason other
    than `page` means that a kept page was cleaned again: it was not fetched again, so a removed article stays
    removed.
    """
    with db.transaction():
        db.claim(article.signature)  # a copy that another process is about to store is seen, once it is
        url = _address(article)
        row = _find(db, article, url)
        if row is None and db.one("SELECT 1 FROM articles WHERE url = :url", {"url": url}):
            # Another article has the URL that this page names; its own address may belong to a third one.
            url = article.answered or url
            row = _find(db, article, url)
        outcome: Outcome = "new"
        if row is None:
            first = original(db, article.signature, _told(article))
            if first is not None and _is_same_page(db, first, article, url):
                number, outcome = first, "same"
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
def seen(db: Database, url: str, when: datetime) -> bool:
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

    The `reason` of the revision is `removed` where its page is gone, `expired` where its source keeps it no
    longer.
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
        found = _rows(db, _OF_SOURCE, {"source": old, "most": most})
        for row in found:
            revision = {"seen_at": clock.text(when), "reason": f"source {old}", "changed": '["source"]'}
            db.later(_REVISION, {**row, **revision, "text": None})
            db.later(_GIVE, {"id": row["id"], "source": new})
        for row in found:
            _take_seq(db, row["id"])
    return len(found)


@retried
def delete(db: Database, source: str, *, most: int, when: datetime) -> int:
    """Delete up to `most` articles of a source with everything that belongs to them; return how many.

    Copies of them at other sources become copies of another article, or of none: that is a change.
    """
    with db.transaction():
        return _delete(db, _rows(db, _OF_SOURCE, {"source": source, "most": most}), when)


@retried
def take_back(db: Database, number: int, when: datetime) -> None:
    """Delete one article with everything that belongs to it."""
    with db.transaction():
        _delete(db, _rows(db, _BY_ID, {"id": number}), when)


def _delete(db: Database, found: list[Row], when: datetime) -> int:
    """Delete rows, within a transaction; return how many."""
    for row in found:
        unindex(db, row["id"], row)
        forget(db, row["id"], row["text"])
    gone = {row["id"] for row in found}
    copies = [row for one in gone for row in _copies(db, one) if row["id"] not in gone]
    copies.sort(key=lambda row: row["id"])
    changed = _find_originals(db, copies, clock.text(when), "original deleted")
    db.executemany(_DELETE, [{"id": one} for one in gone])
    for number in changed:
        _take_seq(db, number)
    return len(found)


def _find_originals(db: Database, copies: Iterable[Row], at: str, reason: str) -> list[int]:
    """Find the originals of these copies again; return the ids of the rows that change."""
    changed = []
    for row in copies:
        first = original(db, signature(row["text"]), _of_row(row), row["id"])
        if _revise(db, row, {**row, "duplicate_of": first}, at, reason):
            changed.append(row["id"])
    return changed


def _told(article: Article) -> Told:
    return Told(article.source, article.title, article.published_at, article.text)


def _of_row(row: Row) -> Told:
    return Told(row["source"], row["title"], row["published_at"], row["text"])


def _address(article: Article) -> str:
    """Return the row's URL: the canonical one, unless it belongs to another site or is too long."""
    home = article.answered or article.url
    return article.url if len(article.url) <= LONGEST and same_site(article.url, home) else home


def _find(db: Database, article: Article, url: str) -> Row | None:
    row = _by_address(db, url)
    if row and row["url"] == url and _may_be(db, row, article, url):
        return row
    others = _by_addresses(db, (url, *article.urls, *twins(url)))
    ours = [each for each in others if _is_ours(each, article, url) and _is_same(each, article)]
    return min(ours, key=lambda each: each["id"], default=None)


def _may_be(db: Database, row: Row, article: Article, url: str) -> bool:
    """Return whether a page is the article whose URL it names: some sites name one URL on all their pages."""
    home = article.answered or url
    if home == url:
        return True
    known = _by_address(db, home)
    return bool(known and known["id"] == row["id"]) or _is_same(row, article)


def _is_ours(row: Row, article: Article, url: str) -> bool:
    """Return whether a page may change a row: a row of its own site, or one whose URL led its source here."""
    return same_site(row["url"], url) or (row["source"] == article.source and row["url"] in article.urls)


def _is_same_page(db: Database, number: int, article: Article, url: str) -> bool:
    """Return whether a row has the same article under an address that differs in its parameters alone.

    Some sites give each visit an address of its own, `/a-story?visit=7`, and name no canonical one.
    """
    row = dict(zip(_HELD, db.all(_BY_ID, {"id": number})[0], strict=True))
    told = (row["source"], row["title"], row["published_at"], _without_query(row["url"]))
    own = (article.source, article.title, article.published_at, _without_query(url))
    return article.published_at is not None and told == own


def _without_query(url: str) -> str:
    return url.partition("?")[0]


def _is_same(row: Row, article: Article) -> bool:
    """Return whether an address (perhaps `/latest`) still leads to the same article as before."""
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
    """Return the rows of the articles that these addresses lead to; one twice where two lead to it."""
    sql = _BY_ADDRESSES.format(lock_rows=db.lock_rows and f"{db.lock_rows} OF a")
    return _rows(db, sql, {"urls": json.dumps(list(urls))})


def _copies(db: Database, number: int) -> list[Row]:
    return _rows(db, _COPIES, {"id": number})


def _rows(db: Database, sql: str, values: Mapping[str, object]) -> list[Row]:
    return [dict(zip(_HELD, row, strict=True)) for row in db.all(sql, values)]


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
    known = url == row["url"] or row["url"] in twins(url) or _by_address(db, url)
    values = _values(article, row["url"] if known else url)
    kept = {} if is_recleaned and row["published_from"] not in _FROM_LINKS else _dates(row, values)
    kept |= {} if "published_at" in kept else _unbumped(row, values)
    new: Row = {**row, **values, "removed_at": row["removed_at"] if is_recleaned else None, **kept}
    if new["text"] != row["text"]:
        forget(db, row["id"], row["text"])
        new["duplicate_of"] = original(db, article.signature, _of_row(new), row["id"])
        remember(db, row["id"], article.signature)
    if _revise(db, row, new, clock.now() if is_recleaned else at, reason):
        if new["text"] != row["text"]:
            for number in _find_originals(db, _copies(db, row["id"]), clock.now(), "original changed"):
                _take_seq(db, number)
        return "changed"
    db.later(_SEEN, {"id": row["id"], "seen_at": at})
    return "same"


def _revise(db: Database, row: Row, new: Row, at: str, reason: str) -> bool:
    """Write the new values and keep the old ones in a revision; return False if no public value differs."""
    changed = [name for name in PUBLIC if new[name] != row[name]]
    if not changed:
        return False
    old = {**row, "text": row["text"] if "text" in changed else None}
    db.later(_REVISION, {**old, "seen_at": at, "reason": reason, "changed": json.dumps(changed)})
    db.later(_UPDATE, {**new, "seen_at": at if reason == "page" else row["last_seen_at"]})
    if set(changed) & set(INDEXED):
        unindex(db, row["id"], row)
        index(db, row["id"], new)
    return True


def _values(article: Article, url: str) -> Row:
    return written_values({**values_of(ArticleFields, article), "url": url})


def _dates(row: Mapping[str, Any], new: Mapping[str, Any]) -> Row:
    """Return the old dates, if the new page has none or has the same ones with less precision.

    A page that was reached by another link lacks the first link's date; that is not a change."""
    kept: Row = {}
    old, now = row["published_at"], new["published_at"]
    coarser = old and now and len(now) < len(old) and _local_day(row) == now
    if old and (not now or coarser):
        kept = {name: row[name] for name in _PUBLISHED}
    if row["modified_at"] and not new["modified_at"]:
        kept["modified_at"] = row["modified_at"]
    return kept


def _unbumped(row: Mapping[str, Any], new: Mapping[str, Any]) -> Row:
    """Return the old date of publication, if the page's date is after it was first seen: a bumped date."""
    old, now = row["published_at"], new["published_at"]
    seen = row["first_seen_at"][: len(now or "")]
    is_instant = len(now or "") > len("2026-01-31")
    if not now or now == old or now < seen or (now == seen and not (old and is_instant)):
        return {}
    modified = max(filter(None, (now, new["modified_at"])))
    return {name: row[name] for name in _PUBLISHED} | {"modified_at": modified}


def _local_day(row: Mapping[str, Any]) -> str:
    offset = (row["published_offset"] or "+00:00").replace(":", "")
    sign, hours, minutes = offset[0], int(offset[1:3]), int(offset[3:])
    ahead = timedelta(hours=hours, minutes=minutes)
    moved = clock.instant(row["published_at"]) + (-ahead if sign == "-" else ahead)
    return f"{moved:%Y-%m-%d}"


def _write_addresses(db: Database, number: int, article: Article, url: str) -> None:
    """Add every address to the article; one of its own site even if it led to another article before."""
    db.later(_TAKE_ADDRESS, {"url": url, "id": number})
    for other in dict.fromkeys((article.url, *article.urls)):
        if other != url and db.fits(other):
            own = same_site(other, url)
            db.later(_TAKE_ADDRESS if own else _ADDRESS, {"url": other, "id": number})


def _take_seq(db: Database, number: int) -> None:
    """Give an article the next seq. The last step: until the commit no other process can take a number."""
    db.later(_RAISE)
    db.later(_NUMBER, {"id": number})

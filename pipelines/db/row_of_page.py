"""Finds the stored row to which a page belongs: by its addresses, or by its text under another address."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.db.database import Database
from pipelines.db.signature import alike
from pipelines.db.stored_article import PUBLIC
from pipelines.items import Article
from pipelines.urls import same_site, twins

Row = dict[str, Any]

COLUMNS = ("id", "seq", "source", "first_seen_at", "last_seen_at", *PUBLIC)

_BY_ADDRESSES = f"""
    SELECT {", ".join(f"a.{name}" for name in COLUMNS)}
    FROM article_urls AS u
    JOIN articles AS a ON a.id = u.article_id
    WHERE u.url IN (SELECT value FROM json_each(:urls))
    {{lock_rows}}
"""  # noqa: S608 - our own column names

_WITH_TEXT = f"""
    SELECT {", ".join(COLUMNS)}
    FROM articles
    WHERE (id = :id OR duplicate_of = :id) AND source = :source
    ORDER BY id
"""  # noqa: S608


def row_of_page(db: Database, article: Article, url: str) -> Row | None:
    """Return the row of the article that has one of the page's addresses, or None."""
    row = by_address(db, url)
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
    home_row = by_address(db, home)
    return bool(home_row and home_row["id"] == row["id"]) or _is_same(row, article)


def _is_ours(row: Row, article: Article, url: str) -> bool:
    """Return True if a page may change a row: one of its site, or one whose URL led its source here."""
    return same_site(row["url"], url) or (row["source"] == article.source and row["url"] in article.urls)


def same_page(db: Database, first: int, article: Article, url: str) -> int | None:
    """Return the number of the row that has the same article of the same site under another address.

    It is the first row with this text, or a copy of it: another site may have published the text before.
    """
    found = rows_of(db, _WITH_TEXT, {"id": first, "source": article.source})
    return next((row["id"] for row in found if _is_same_page(row, article, url)), None)


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


def is_at_other_address(row: Row, article: Article, url: str) -> bool:
    """Return True for a page that neither has nor names the row's address: one to print."""
    return row["url"] not in {url, article.answered, *article.urls, *twins(url)}


def adds_nothing(row: Row, article: Article) -> bool:
    """Return True if a page has the row's headline and nothing but paragraphs of the row.

    Such a view may lack the byline or the standfirst, and says nothing about a change of the article.
    """
    paragraphs = set(article.text.split("\n\n"))
    return row["title"] == article.title and paragraphs <= set(row["text"].split("\n\n"))


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


def by_address(db: Database, url: str) -> Row | None:
    """Return the row of the article to which an address leads, or None."""
    return next(iter(_by_addresses(db, (url,))), None)


def _by_addresses(db: Database, urls: Iterable[str]) -> list[Row]:
    """Return the rows of the articles to which these addresses lead; a row is repeated if two lead to it."""
    sql = _BY_ADDRESSES.format(lock_rows=db.lock_rows and f"{db.lock_rows} OF a")
    return rows_of(db, sql, {"urls": json.dumps(list(urls))})


def rows_of(db: Database, sql: str, values: Mapping[str, object]) -> list[Row]:
    """Return the rows of a query that selects COLUMNS."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in db.all(sql, values)]

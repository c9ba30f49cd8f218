"""Marks articles as removed if their source no longer keeps them, because of their age or number."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.db import articles, clock
from pipelines.db.database import Database, retried

AT_ONCE = 100
"""Articles that are marked in one transaction, which then takes about 50 ms."""

# A day without a time counts as its end.
_WHEN = """
    coalesce(published_at || CASE length(published_at) WHEN 10 THEN 'T24:00:00Z' ELSE '' END, first_seen_at)
"""

_OLD = f"""
    SELECT id, url FROM articles
    WHERE source = :source AND removed_at IS NULL AND {_WHEN} < :before
    LIMIT :most
"""  # noqa: S608 - our own words

_BEYOND = f"""
    SELECT id, url FROM articles
    WHERE source = :source AND removed_at IS NULL
    ORDER BY {_WHEN} DESC, id DESC
    LIMIT :most OFFSET :kept
"""  # noqa: S608

_COUNT_OLD = f"""
    SELECT count(*) FROM articles WHERE source = :source AND removed_at IS NULL AND {_WHEN} < :before
"""  # noqa: S608

_COUNT = "SELECT count(*) FROM articles WHERE source = :source AND removed_at IS NULL"

# If the page were fetched again, its article would come back.
_END = """
    UPDATE _frontier SET state = 'done', due_at = NULL
    WHERE state IN ('due', 'later') AND url IN (SELECT url FROM article_urls WHERE article_id = :id)
"""


@retried
def expire_some(db: Database, source: str, *, keep: timedelta | None, most: int | None, now: datetime) -> int:
    """Mark a source's articles that are older than `keep`, and the oldest above `most`; return how many.

    One short transaction: call it again until it returns 0. Each article leaves a revision and takes a seq;
    the row stays, with `removed_at`.
    """
    for sql, bound in ((_OLD, keep), (_BEYOND, most)):
        if bound is None:
            continue
        before = clock.text(now - bound) if isinstance(bound, timedelta) else None
        row = {"source": source, "before": before, "kept": most, "most": AT_ONCE}
        with db.transaction():
            rows = db.all(sql, row)
            removed = sum(articles.remove(db, url, now, reason="expired") for _, url in rows)
            db.executemany(_END, [{"id": number} for number, _ in rows])
        if removed:
            return removed
    return 0


def remaining(db: Database, source: str, *, keep: timedelta | None, most: int | None, now: datetime) -> int:
    """Return how many articles of a source `expire_some` would still mark."""
    values = {"source": source, "before": clock.text(now - keep) if keep is not None else None}
    ((too_old,),) = db.all(_COUNT_OLD, values)  # 0 if there is no `before`
    ((stored,),) = db.all(_COUNT, values)
    beyond = stored - most if most is not None else 0
    return max(int(too_old), int(beyond), 0)

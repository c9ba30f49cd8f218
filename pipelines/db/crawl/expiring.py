"""Marks articles as removed that their source keeps no longer, by age or by number."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.db import articles, clock
from pipelines.db.connect import Database

AT_ONCE = 100
"""Articles of one transaction, which then takes some 50 ms."""

_OLD = """
    SELECT id, url FROM articles
    WHERE source = :source AND removed_at IS NULL AND coalesce(published_at, first_seen_at) < :before
    LIMIT :most
"""

_BEYOND = """
    SELECT id, url FROM articles
    WHERE source = :source AND removed_at IS NULL
    ORDER BY coalesce(published_at, first_seen_at) DESC, id DESC
    LIMIT :most OFFSET :kept
"""

# A page that is looked at again would bring its article back.
_END = """
    UPDATE _frontier SET state = 'done', due_at = NULL
    WHERE state IN ('due', 'later') AND url IN (SELECT url FROM article_urls WHERE article_id = :id)
"""


def expire(db: Database, source: str, *, keep: timedelta | None, most: int | None, now: datetime) -> int:
    """Mark a source's articles that are older than `keep`, and the oldest above `most`; return how many.

    Each leaves a revision and takes a seq, in short transactions; the row stays, with `removed_at`.
    """
    count = 0
    for sql, bound in ((_OLD, keep), (_BEYOND, most)):
        if bound is None:
            continue
        before = clock.text(now - bound) if isinstance(bound, timedelta) else None
        row = {"source": source, "before": before, "kept": most, "most": AT_ONCE}
        gone = 1
        while gone:
            with db.transaction():
                found = db.all(sql, row)
                gone = sum(articles.remove(db, url, now, reason="expired") for _, url in found)
                db.executemany(_END, [{"id": number} for number, _ in found])
            count += gone
    return count

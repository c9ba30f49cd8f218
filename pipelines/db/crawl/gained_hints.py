"""Finds stored articles that lack what a feed or sitemap now says, and makes them due, to be read with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.db.connect import Database
from pipelines.db.crawl import fetches, frontier_rows
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.database import retried

_LACKING = """
    SELECT u.url, a.summary IS NULL, a.published_at IS NULL, f.hints
    FROM article_urls AS u
    JOIN articles AS a ON a.id = u.article_id
    LEFT JOIN _frontier AS f ON f.url = u.url
    WHERE u.url IN (SELECT value FROM json_each(:urls)) AND a.removed_at IS NULL
        AND (a.summary IS NULL OR a.published_at IS NULL)
        AND (f.state IS NULL OR f.state IN ('due', 'later', 'done'))
"""
_TELL = "UPDATE _frontier SET hints = :hints WHERE url = :url"


@retried
def fetch_again(db: Database, links: Iterable[Link]) -> int:
    """Make articles due whose row has no summary or date, and whose link is the first to have it.

    Their next request is unconditional: the page itself has not changed. Returns how many.
    """
    told = {link.url: link for link in links if link.kind == "article" and _useful(link.hints)}
    if not told:
        return 0
    with db.transaction():
        rows = db.all(_LACKING, {"urls": json.dumps(list(told))})
        gaining = []
        for url, no_summary, no_date, known in rows:
            had, lacks = json.loads(known or "{}"), {"summary": no_summary, "published": no_date}
            if any(lacks[name] and not had.get(name) for name in _useful(told[url].hints)):
                hints = {**had, **told[url].hints}
                db.execute(_TELL, {"url": url, "hints": json.dumps(hints, ensure_ascii=False)})
                fetches.forget(db, url)
                gaining.append(told[url])
        frontier_rows.add(db, gaining, again=True)
    return len(gaining)


def _useful(hints: Mapping[str, Any]) -> list[str]:
    is_evidence = hints.get("origin") in ("feed", "sitemap")
    return [name for name in ("summary", "published") if is_evidence and hints.get(name)]

"""Makes stored articles due if a feed or sitemap now has the summary or date that they lack."""

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
_SET_HINTS = "UPDATE _frontier SET hints = :hints WHERE url = :url"


@retried
def fetch_again(db: Database, links: Iterable[Link]) -> int:
    """Make articles due that lack a summary or date which only this link has; return how many.

    Their next request is unconditional, because the page itself has not changed.
    """
    links_by_url = {link.url: link for link in links if link.kind == "article" and _useful_names(link.hints)}
    if not links_by_url:
        return 0
    with db.transaction():
        rows = db.all(_LACKING, {"urls": json.dumps(list(links_by_url))})
        due_links = []
        for url, no_summary, no_date, stored_hints in rows:
            old_hints, lacks = json.loads(stored_hints or "{}"), {"summary": no_summary, "published": no_date}
            if any(
                lacks[name] and not old_hints.get(name) for name in _useful_names(links_by_url[url].hints)
            ):
                hints = {**old_hints, **links_by_url[url].hints}
                db.execute(_SET_HINTS, {"url": url, "hints": json.dumps(hints, ensure_ascii=False)})
                fetches.forget(db, url)
                due_links.append(links_by_url[url])
        frontier_rows.add(db, due_links, again=True)
    return len(due_links)


def _useful_names(hints: Mapping[str, Any]) -> list[str]:
    is_evidence = hints.get("origin") in ("feed", "sitemap")
    return [name for name in ("summary", "published") if is_evidence and hints.get(name)]

"""Tells which pages a crawl of the whole site took for none of its articles.

That was judged by the site's links, its other pages and what these had taught, which a kept page lacks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pipelines.db.search_query import Look

REASONS = ("Section", "SitePage", "Unlike")
"""The names of the drops that say so."""

# A page that is a list by itself is dropped as Section too. It never was an article, so no validators of it
# are kept.
_REFUSED = """
    SELECT f.detail
    FROM _frontier AS f
    WHERE f.url IN (SELECT value FROM json_each(:urls)) AND f.state = 'dropped'
        AND (
            f.detail IN ('SitePage', 'Unlike')
            OR (f.detail = 'Section' AND (
                :with_lists = 1 OR EXISTS (SELECT 1 FROM _fetches AS v WHERE v.url = f.url)
            ))
        )
        AND NOT EXISTS (SELECT 1 FROM article_urls AS u WHERE u.url = f.url)
    LIMIT 1
"""


def refusal(look: Look, urls: Iterable[str], *, with_lists: bool = False) -> str | None:
    """Return the name of the drop, if the page with these addresses was refused so; `look` runs a SELECT.

    `with_lists`: also if the rules for a single page took it for a list, which later rules may see otherwise.
    """
    rows = look(_REFUSED, {"urls": json.dumps(list(urls)), "with_lists": int(with_lists)})
    return str(rows[0][0]) if rows else None

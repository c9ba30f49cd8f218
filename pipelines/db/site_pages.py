"""Keeps the parts of each article's page that belong to its site's template; see `pipelines.sites`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.db.database import Database, retried
from pipelines.urls import section

MOST = 60
"""At most this many pages of a section are kept, about 2 kB each."""
MOST_IN_ALL = 300
"""At most this many pages of a site are kept."""

# Deleted first, so that the new row has the highest id.
_DROP = "DELETE FROM _site_pages WHERE site = :site AND url = :url"

_PUT = """
    INSERT INTO _site_pages (site, url, summary)
    VALUES (:site, :url, :summary)
"""

_ADDRESSES = """
    SELECT id, url
    FROM _site_pages
    WHERE site = :site
    ORDER BY id DESC
"""

_TRIM = """
    DELETE FROM _site_pages
    WHERE id = :id
"""

_READ = """
    SELECT url, summary
    FROM _site_pages
    WHERE site = :site
    ORDER BY id
"""


@retried
def put(db: Database, site: str, url: str, summary: bytes) -> None:
    """Keep the summary of an article's page; replace an older one."""
    if not db.fits(site, url):
        return
    with db.transaction():
        db.later(_DROP, {"site": site, "url": url})
        db.later(_PUT, {"site": site, "url": url, "summary": summary})
        for number in list(_surplus(db.all(_ADDRESSES, {"site": site}))):
            db.later(_TRIM, {"id": number})


def _surplus(rows: Sequence[tuple[int, str]]) -> Iterator[int]:
    """Yield the ids of the pages (the latest comes first) that are too many for their section or the site."""
    kept: Counter[str] = Counter()
    for number, url in rows:
        name = section(url)
        if kept[name] == MOST or kept.total() == MOST_IN_ALL:
            yield number
        else:
            kept[name] += 1


def read(db: Database, site: str) -> list[tuple[str, bytes]]:
    """Return addresses with their summaries, the oldest first."""
    return [(url, summary) for url, summary in db.all(_READ, {"site": site})]

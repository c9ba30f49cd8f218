"""Keeps the parts of each article's page that belong to its site's template; see `pipelines.sites`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.db.database import Database, retried
from pipelines.urls import section

MOST = 60
"""Pages of a section of a site that are kept, about 2 kB each."""
MOST_IN_ALL = 300
"""Pages of a site that are kept."""

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
    """Keep the summary of an article's page, in place of its older one."""
    if not db.fits(site, url):
        return
    with db.transaction():
        db.later(_DROP, {"site": site, "url": url})
        db.later(_PUT, {"site": site, "url": url, "summary": summary})
        for old in list(_beyond(db.all(_ADDRESSES, {"site": site}))):
            db.later(_TRIM, {"id": old})


def _beyond(rows: Sequence[tuple[int, str]]) -> Iterator[int]:
    """The pages, of the latest first, that are too many for their section or for the site."""
    held: Counter[str] = Counter()
    for number, url in rows:
        name = section(url)
        if held[name] == MOST or held.total() == MOST_IN_ALL:
            yield number
        else:
            held[name] += 1


def read(db: Database, site: str) -> list[tuple[str, bytes]]:
    """Return addresses with their summaries, the oldest first."""
    return [(url, summary) for url, summary in db.all(_READ, {"site": site})]

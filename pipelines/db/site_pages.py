"""Keeps the parts of each article's page that belong to its site's template; see `pipelines.sites`."""

from __future__ import annotations

from pipelines.db.database import Database, retried

MOST = 60
"""Pages of a site that are kept, about 2 kB each."""

# Deleted first, so that the new row has the highest id.
_DROP = "DELETE FROM _site_pages WHERE site = :site AND url = :url"

_PUT = """
    INSERT INTO _site_pages (site, url, summary)
    VALUES (:site, :url, :summary)
"""

_TRIM = """
    DELETE FROM _site_pages
    WHERE site = :site AND id <= (
        SELECT id FROM _site_pages WHERE site = :site ORDER BY id DESC LIMIT 1 OFFSET :most
    )
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
        db.execute(_DROP, {"site": site, "url": url})
        db.execute(_PUT, {"site": site, "url": url, "summary": summary})
        db.execute(_TRIM, {"site": site, "most": MOST})


def read(db: Database, site: str) -> list[tuple[str, bytes]]:
    """Return addresses with their summaries, the oldest first."""
    return [(url, summary) for url, summary in db.all(_READ, {"site": site})]

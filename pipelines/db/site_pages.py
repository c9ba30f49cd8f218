"""Keeps the parts of each article's page that belong to its site's template; see `pipelines.sites`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipelines.db.database import Database, retried
from pipelines.urls import lot, section

MOST = 60
"""At most this many pages of a section are kept, about 2 kB each."""
MOST_IN_ALL = 300
"""At most this many pages of a site are kept."""
_MARK, _DAY_BYTES = b"\xff", 3
"""A stored summary begins with this mark and the day of the fetch; the packed bytes of older rows do not."""
_HEAD = len(_MARK) + _DAY_BYTES

# Deleted first, so that the new row has the highest id.
_DROP = "DELETE FROM _site_pages WHERE site = :site AND url = :url"

_PUT = """
    INSERT INTO _site_pages (site, url, summary)
    VALUES (:site, :url, :summary)
"""

_ADDRESSES = f"""
    SELECT id, url, substr(summary, 1, {_HEAD})
    FROM _site_pages
    WHERE site = :site
"""  # noqa: S608 - our own statement

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
def put(db: Database, site: str, url: str, summary: bytes, *, day: int = 0) -> None:
    """Keep the summary of an article's page that was fetched on this day; replace an older one.

    The latest days stay, and of one day those with the highest lots: whatever the order of the pages.
    """
    if not db.fits(site, url):
        return
    summary = _MARK + day.to_bytes(_DAY_BYTES) + summary
    with db.transaction():
        db.later(_DROP, {"site": site, "url": url})
        db.later(_PUT, {"site": site, "url": url, "summary": summary})
        for number in list(_surplus(db.all(_ADDRESSES, {"site": site}))):
            db.later(_TRIM, {"id": number})


def _surplus(rows: Iterable[tuple[int, str, bytes]]) -> Iterator[int]:
    """Yield the ids of the pages that are too many for their section or the site."""
    kept: Counter[str] = Counter()
    for number, url, _ in sorted(rows, key=lambda row: (_day(bytes(row[2])), lot(row[1])), reverse=True):
        name = section(url)
        if kept[name] == MOST or kept.total() == MOST_IN_ALL:
            yield number
        else:
            kept[name] += 1


def _day(summary: bytes) -> int:
    """Return the day with which a stored summary begins; 0 if it has none."""
    return int.from_bytes(summary[len(_MARK) : _HEAD]) if summary[: len(_MARK)] == _MARK else 0


def read(db: Database, site: str) -> list[tuple[str, bytes, int]]:
    """Return addresses, each with its summary and the day, in the order in which they were stored."""
    rows = ((url, bytes(summary)) for url, summary in db.all(_READ, {"site": site}))
    return [
        (url, summary[_HEAD:] if summary.startswith(_MARK) else summary, _day(summary))
        for url, summary in rows
    ]

"""Deletes what a crawl has learned about a source and, if requested, the source's articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.db import articles, clock
from pipelines.db.database import Database, retried
from pipelines.urls import host as host_of

AT_ONCE = 200
"""Articles that are deleted in one transaction."""

SIGN_OF_LIFE = timedelta(seconds=30)
"""A crawl updates its row in `runs` every ten seconds while it runs."""

_RUNNING = "SELECT count(*) FROM runs WHERE finished_at IS NULL AND updated_at >= :since"

_EXISTS = "SELECT 1 FROM sources WHERE name = :name"

# These rows stay, so that a recheck can still fetch the articles that are kept.
_IS_DELETED = "source = :name AND NOT (rank = 1 AND url IN (SELECT url FROM article_urls))"

_COUNTS = {
    "articles": "SELECT count(*) FROM articles WHERE source = :name",
    "listings": "SELECT count(*) FROM _frontier WHERE source = :name AND rank = 0",
    "addresses": f"SELECT count(*) FROM _frontier WHERE {_IS_DELETED} AND rank = 1",  # noqa: S608 - our own words
    "samples": "SELECT count(*) FROM _samples WHERE source = :name",
    "lessons": "SELECT count(*) FROM _lessons WHERE site = :name",
    "template pages": "SELECT count(*) FROM _site_pages WHERE site = :name",
}

_HOSTS = """
    SELECT host FROM _frontier WHERE source = :name
    UNION SELECT host FROM _queues WHERE source = :name
"""
_HOME = "SELECT url FROM sources WHERE name = :name"

# Rows of a host without a row in the frontier. If they stayed, a listing that is found again would not be
# new.
_FORGET_ORPHANS = tuple(
    f"""
    DELETE FROM {table}
    WHERE url >= :first AND url < :end AND NOT EXISTS (SELECT 1 FROM _frontier AS f WHERE f.url = {table}.url)
    """  # noqa: S608
    for table in ("_visits", "_fetches")
)

_FORGET = (
    f"DELETE FROM _visits WHERE url IN (SELECT url FROM _frontier WHERE {_IS_DELETED})",  # noqa: S608
    f"DELETE FROM _fetches WHERE url IN (SELECT url FROM _frontier WHERE {_IS_DELETED})",  # noqa: S608
    f"DELETE FROM _frontier WHERE {_IS_DELETED}",  # noqa: S608
    """
    DELETE FROM _queues AS q
    WHERE source = :name AND NOT EXISTS (
        SELECT 1 FROM _frontier AS f WHERE f.source = :name AND f.host = q.host AND f.rank = q.rank
    )
    """,
    "DELETE FROM _passed WHERE source = :name",
    "DELETE FROM _scripted WHERE source = :name",
    "DELETE FROM _candidates WHERE source = :name",
    "DELETE FROM _link_records WHERE source = :name",
    "DELETE FROM _samples WHERE source = :name",
    "DELETE FROM _lessons WHERE site = :name",
    "DELETE FROM _site_pages WHERE site = :name",
    """
    UPDATE sources
    SET state = NULL, state_reason = NULL, state_since = NULL, read_at = NULL, reservations = NULL
    WHERE name = :name
    """,
    "DELETE FROM sources WHERE name = :name AND NOT EXISTS (SELECT 1 FROM articles WHERE source = :name)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCounts:
    """The number of rows that are stored about a source."""

    articles: int
    learned: Mapping[str, int]
    """Kind of rows that a crawl keeps about it, in words → number of rows."""


def running(db: Database) -> int:
    """Return how many crawls are running, or were killed in the last half minute."""
    ((count,),) = db.all(_RUNNING, {"since": clock.text(datetime.now(UTC) - SIGN_OF_LIFE)})
    return int(count)


def stored_counts(db: Database, name: str) -> StoredCounts | None:
    """Return how many rows are stored about a source; None if there is no such source."""
    if db.one(_EXISTS, {"name": name}) is None:
        return None
    counts = {kind: int(db.all(sql, {"name": name})[0][0]) for kind, sql in _COUNTS.items()}
    return StoredCounts(articles=counts.pop("articles"), learned=counts)


@retried
def forget(db: Database, name: str, *, with_articles: bool = False) -> None:
    """Forget what was learned about a source, and with `with_articles` delete its articles.

    Articles that are kept do not become new again, and a recheck fetches them. Articles are deleted first, in
    several transactions, and then everything else in one, so a command that was killed can be run again.
    """
    while with_articles and articles.delete(db, name, most=AT_ONCE, when=datetime.now(UTC)):
        pass
    with db.transaction():
        hosts = _hosts(db, name)
        for statement in _FORGET:
            db.execute(statement, {"name": name})
        for host in hosts:
            _forget_orphans(db, host)


def _hosts(db: Database, name: str) -> set[str]:
    homes = {host_of(url) for (url,) in db.all(_HOME, {"name": name})}
    return homes | {host for (host,) in db.all(_HOSTS, {"name": name})}


def _forget_orphans(db: Database, host: str) -> None:
    for scheme in ("http", "https"):
        # "0" is the character after "/".
        bounds = {"first": f"{scheme}://{host}/", "end": f"{scheme}://{host}0"}
        for statement in _FORGET_ORPHANS:
            db.execute(statement, bounds)

"""Makes URLs due or postpones them: by address, by source, or because a listing reports a change.

Each function is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.crawl.queues import mark_ready, only
from pipelines.db.database import Database, retried

RESTLESS = 200
"""After this many changes, an article's page seems to differ at each fetch.

Then neither a change nor a listing that reports one is a reason to fetch it again."""

_WAKE = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL
    WHERE url = :url AND state NOT IN ('due', 'leased')
        AND (acknowledged_at IS NULL OR acknowledged_at < :before OR acknowledged_at > :now)
    RETURNING source, host, rank
"""

_FETCHED_BEFORE = """
    SELECT 1 FROM _frontier
    WHERE url = :url AND state IN ('done', 'later') AND acknowledged_at < :when AND (
        SELECT count(*)
        FROM article_urls AS u
        JOIN revisions AS r ON r.article_id = u.article_id
        WHERE u.url = :url AND r.reason = 'page'
    ) < :most
"""

# By the articles' addresses: the frontier has no index of finished rows.
_OF_ARTICLES = """
    rank = 1 AND url IN (
        SELECT u.url FROM articles AS a JOIN article_urls AS u ON u.article_id = a.id
        WHERE a.source = :source AND a.removed_at IS NULL
    )
"""
_RECHECK = f"""
    UPDATE _frontier
    SET state = 'due', due_at = NULL
    WHERE state IN ('done', 'later') AND {_OF_ARTICLES} AND {{only}}
    RETURNING source, host, rank
"""  # noqa: S608 - our own words
_STORED_DUE = f"""
    SELECT count(*) FROM _frontier
    WHERE (state = 'due' OR due_at <= :now) AND {_OF_ARTICLES} AND {{only}}
"""  # noqa: S608 - our own words
_IN_SCOPE = {True: "url IN (SELECT url FROM _asked)", False: "1 = 1"}

_POSTPONE = """
    UPDATE _frontier
    SET state = 'later', due_at = :due_at
    WHERE url = :url AND state = 'due' AND acknowledged_at IS NULL AND attempts = 0
"""

NOT_THERE = "NotThere"
"""The detail of a usual address of a feed or sitemap at which there was none: it is not tried again."""

# An address that a person requested once and that is no listing: an article, a picture, a dead link. A
# source's own home page stays a listing, whatever the result was.
ONCE_BY_HAND = """
    {row}.kind = 'home' AND {row}.parent IS NULL
        AND {row}.url NOT IN (SELECT s.url FROM sources AS s WHERE s.name = {row}.source)
        AND coalesce((SELECT v.polls FROM _visits AS v WHERE v.url = {row}.url), 0) = 0
"""

_MAKE_DUE = f"""
    UPDATE _frontier
    SET state = 'due', due_at = NULL
    WHERE source = :source AND rank = 0 AND state NOT IN ('due', 'leased')
        AND (acknowledged_at IS NULL OR acknowledged_at <= :started OR acknowledged_at > :now)
        AND NOT (state = 'dropped' AND detail = :not_there)
        AND NOT ({ONCE_BY_HAND.format(row="_frontier")})
        AND (:all = 1 OR (
            (acknowledged_at IS NOT NULL OR parent IS NULL)
            AND coalesce((SELECT v.interval FROM _visits AS v WHERE v.url = _frontier.url), 0) < :seldom
        ))
    RETURNING source, host, rank
"""  # noqa: S608 - our own words

# The program never writes a time that is further away than the bound. Each statement is one search in an
# index.
_MAKE_DUE_NOW = "UPDATE _frontier SET due_at = :now WHERE due_at > :bound AND {only}"
_UNPAUSE = "UPDATE _hosts SET not_before = NULL WHERE not_before > :bound"


@retried
def wake(db: Database, url: str, *, before: datetime, now: datetime) -> bool:
    """Make a URL due if it was last fetched before `before`; return True if it was made due."""
    with db.transaction():
        rows = db.all(_WAKE, {"url": url, "before": clock.text(before), "now": clock.text(now)})
        mark_ready(db, rows)
    return bool(rows)


def fetched_before_change(
    db: Database, changed: Iterable[tuple[str, datetime]]
) -> list[tuple[str, datetime]]:
    """Return the articles, as URL and time of change, that were last fetched before they changed."""
    return [
        (url, when)
        for url, when in changed
        if db.one(_FETCHED_BEFORE, {"url": url, "when": clock.text(when), "most": RESTLESS}) is not None
    ]


@retried
def recheck(db: Database, source: str, *, only_in_scope: bool = False) -> int:
    """Make every fetched article of a source due, or only those in the run's scope; return how many."""
    with db.transaction():
        rows = db.all(_RECHECK.format(only=_IN_SCOPE[only_in_scope]), {"source": source})
        mark_ready(db, rows)
    return len(rows)


def stored_due(db: Database, source: str, now: datetime, *, only_in_scope: bool = False) -> int:
    """Return how many addresses of a source's stored articles are due, or only of those in the scope."""
    values = {"source": source, "now": clock.text(now)}
    ((count,),) = db.all(_STORED_DUE.format(only=_IN_SCOPE[only_in_scope]), values)
    return int(count)


def postpone(db: Database, urls: Iterable[tuple[str, datetime]]) -> int:
    """Postpone URLs that were never fetched until the given times; return how many."""
    return db.executemany(_POSTPONE, [{"url": url, "due_at": clock.text(at)} for url, at in urls])


@retried
def make_due(
    db: Database, source: str, *, started: datetime, now: datetime, seldom: timedelta, all_: bool
) -> int:
    """Make a source's listings due; return how many.

    Not those that are leased or were fetched since `started`, nor addresses that a person requested once and
    that are no listings. Without `all_`, not those whose interval is `seldom` or longer.
    """
    row = {
        "source": source,
        "started": clock.text(started),
        "now": clock.text(now),
        "seldom": int(seldom.total_seconds()),
        "all": int(all_),
        "not_there": NOT_THERE,
    }
    with db.transaction():
        rows = db.all(_MAKE_DUE, row)
        mark_ready(db, rows)
    return len(rows)


@retried
def correct_far_times(
    db: Database, sources: Sequence[str], now: datetime, *, leases: timedelta, all_: timedelta
) -> int:
    """Make URLs due whose time is too far in the future, because the clock was wrong; return how many.

    A lease ends within `leases`, any other wait within `all_`.
    """
    where, values = only("source", sources)
    leased = _MAKE_DUE_NOW.format(only=f"state = 'leased' AND {where}")
    with db.transaction():
        mended = db.execute(leased, values | _bound(now, leases)).rowcount
        mended += db.execute(_MAKE_DUE_NOW.format(only=where), values | _bound(now, all_)).rowcount
        db.execute(_UNPAUSE, {"bound": clock.text(now + all_)})
    return mended


def _bound(now: datetime, far: timedelta) -> dict[str, str]:
    return {"now": clock.text(now), "bound": clock.text(now + far)}

"""What is remembered of a URL from one fetch to the next, and how a fetch of it ends.

Each function that ends a fetch is one transaction: what was stored, what the server said of it, and the end
of the lease. Knows neither requests nor why an age or an interval is what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.db import articles, clock
from pipelines.db.connect import Database
from pipelines.db.crawl import fetches, frontier
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.queues import mark_ready, only
from pipelines.items import Article, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of a URL; the defaults are what is remembered of a new one."""

    interval: timedelta | None = None
    """Between two looks at a listing, as learned."""
    pace: str | None = None
    """What kind of listing it is, as to how often it is looked at."""
    polls: int = 0
    """Times that a listing was read."""
    unchanged: int = 0
    """Times in a row that it was as before."""
    is_distrusted: bool = False
    """Its server calls unchanged what has changed."""
    reader: str | None = None
    """How it was read."""
    failures: int = 0
    """In a row, over runs."""
    failing_since: datetime | None = None
    is_quarantined: bool = False
    gone_at: datetime | None = None
    """When it first answered 404 or 410."""


_RECALL = """
    SELECT interval, pace, polls, unchanged, is_distrusted, reader, failures, failing_since, is_quarantined,
        gone_at
    FROM _visits
    WHERE url = :url
"""

_REMEMBER = """
    INSERT INTO _visits (
        url, interval, pace, polls, unchanged, is_distrusted, reader, failures, failing_since, is_quarantined,
        gone_at
    )
    VALUES (
        :url, :interval, :pace, :polls, :unchanged, :is_distrusted, :reader, :failures, :failing_since,
        :is_quarantined, :gone_at
    )
    ON CONFLICT (url) DO UPDATE SET
        interval = excluded.interval,
        pace = excluded.pace,
        polls = excluded.polls,
        unchanged = excluded.unchanged,
        is_distrusted = excluded.is_distrusted,
        reader = excluded.reader,
        failures = excluded.failures,
        failing_since = excluded.failing_since,
        is_quarantined = excluded.is_quarantined,
        gone_at = excluded.gone_at
"""

_FORGET = "DELETE FROM _visits WHERE url = :url"

RESTLESS = 200
"""Changes after which an article's page counts as one that differs at each fetch: that it changed or says so
is then no reason to look at it again."""

_STORED = """
    SELECT a.published_at, a.modified_at, a.first_seen_at, (
        SELECT max(r.seen_at) FROM revisions AS r WHERE r.article_id = a.id AND r.reason = 'page'
    ), (
        SELECT count(*) FROM revisions AS r WHERE r.article_id = a.id AND r.reason = 'page'
    )
    FROM article_urls AS u
    JOIN articles AS a ON a.id = u.article_id
    WHERE u.url = :url
"""

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

# By the articles' addresses: the frontier has no index for what is done with.
_RECHECK = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL
    WHERE rank = 1 AND state IN ('done', 'later') AND url IN (
        SELECT u.url FROM articles AS a JOIN article_urls AS u ON u.article_id = a.id
        WHERE a.source = :source AND a.removed_at IS NULL
    )
    RETURNING source, host, rank
"""

_POSTPONE = """
    UPDATE _frontier
    SET state = 'later', due_at = :due_at
    WHERE url = :url AND state = 'due' AND acknowledged_at IS NULL AND attempts = 0
"""

_MAKE_DUE = """
    UPDATE _frontier
    SET state = 'due', due_at = NULL
    WHERE source = :source AND rank = 0 AND state NOT IN ('due', 'leased')
        AND (acknowledged_at IS NULL OR acknowledged_at <= :started OR acknowledged_at > :now)
        AND (:all = 1 OR (
            (acknowledged_at IS NOT NULL OR parent IS NULL)
            AND coalesce((SELECT v.interval FROM _visits AS v WHERE v.url = _frontier.url), 0) < :seldom
        ))
    RETURNING source, host, rank
"""

_PUT_OFF = """
    UPDATE _frontier
    SET state = 'due', token = NULL, due_at = NULL, attempts = 0, published = :published, detail = :detail,
        acknowledged_at = :now
    WHERE id = :id AND token = :token
    RETURNING source, host, rank
"""

# One look at each end of an index: nothing that we write is further away than the bound.
_EARLIER = "UPDATE _frontier SET due_at = :now WHERE due_at > :bound AND {only}"
_UNPAUSE = "UPDATE _hosts SET not_before = NULL WHERE not_before > :bound"


def recall(db: Database, url: str) -> Memory:
    """Return what is remembered of a URL."""
    row = db.one(_RECALL, {"url": url})
    if row is None:
        return Memory()
    interval, pace, polls, unchanged, distrusted, reader, failures, since, quarantined, gone = row
    return Memory(
        interval=timedelta(seconds=interval) if interval is not None else None,
        pace=pace,
        polls=polls,
        unchanged=unchanged,
        is_distrusted=bool(distrusted),
        reader=reader,
        failures=failures,
        failing_since=clock.instant(since) if since else None,
        is_quarantined=bool(quarantined),
        gone_at=clock.instant(gone) if gone else None,
    )


def remember(db: Database, url: str, memory: Memory) -> None:
    """Keep what is to be remembered; nothing at all where that is nothing."""
    if memory == Memory():
        db.execute(_FORGET, {"url": url})
        return
    row = {
        "url": url,
        "interval": int(memory.interval.total_seconds()) if memory.interval else None,
        "pace": memory.pace,
        "polls": memory.polls,
        "unchanged": memory.unchanged,
        "is_distrusted": int(memory.is_distrusted),
        "reader": memory.reader,
        "failures": memory.failures,
        "failing_since": clock.text(memory.failing_since) if memory.failing_since else None,
        "is_quarantined": int(memory.is_quarantined),
        "gone_at": clock.text(memory.gone_at) if memory.gone_at else None,
    }
    db.execute(_REMEMBER, row)


def end_listing(
    db: Database,
    token: str,
    url: str,
    memory: Memory,
    due_at: datetime,
    *,
    outcome: frontier.Acknowledgement = "done",
    detail: str | None = None,
    came: Validators | None = None,
    when: datetime,
) -> bool:
    """End the look at a listing; False where the lease had ended: then nothing is kept."""
    with db.transaction():
        if not frontier.acknowledge(db, token, outcome, detail, due_at):
            return False
        remember(db, url, memory)
        if came is not None:
            fetches.put(db, url, came, when)
    return True


def store(db: Database, article: Article) -> articles.Outcome:
    """Store an article and what its server said of the page, and end its lease: due at its next age."""
    visit = article.visit
    if visit is None:
        return articles.store(db, article)
    with db.transaction():
        # The lease ends below: when it is due again hangs on what is stored.
        outcome = articles.store(db, replace(article, lease=None))
        _keep(db, visit, article.seen_at)
        if article.lease:
            due_at = next_look(db, visit, article.seen_at)
            frontier.acknowledge(db, article.lease, "done", outcome, due_at)
    return outcome


def unchanged(db: Database, token: str, visit: Visit, when: datetime) -> bool:
    """The page of a stored article is as it was; False where no article is stored from this URL."""
    with db.transaction():
        if not articles.seen(db, visit.url, when):
            return False
        _keep(db, visit, when)
        frontier.acknowledge(db, token, "done", "same", next_look(db, visit, when))
    return True


def next_look(db: Database, visit: Visit, now: datetime) -> datetime | None:
    """When the article at a URL is to be looked at again; None: no more, or there is none."""
    row = db.one(_STORED, {"url": visit.url})
    if row is None:
        return None
    published, modified, first_seen, changed, changes = row
    if changes >= RESTLESS:
        published, modified, changed = published or first_seen, None, None
    said = [_end(each, first_seen) for each in (published, modified) if each]
    times = [*said, *([clock.instant(changed)] if changed else [])]
    times = times or ([visit.linked_at] if visit.linked_at else [])
    known = [each for each in times if each <= now]
    if not known:
        return None
    born = max(known)
    return next((born + age for age in visit.ages if born + age > now), None)


def first_seen(db: Database, url: str) -> datetime | None:
    """When the article at a URL was first seen; None where none is stored from there."""
    row = db.one(_STORED, {"url": url})
    return clock.instant(row[2]) if row else None


def wake(db: Database, url: str, *, before: datetime, now: datetime) -> bool:
    """Make a URL due that was last looked at before then; return whether it was."""
    with db.transaction():
        rows = db.all(_WAKE, {"url": url, "before": clock.text(before), "now": clock.text(now)})
        mark_ready(db, rows)
    return bool(rows)


def older(db: Database, changed: Iterable[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """Those of these articles that were last fetched before they changed."""
    return [
        (url, when)
        for url, when in changed
        if db.one(_FETCHED_BEFORE, {"url": url, "when": clock.text(when), "most": RESTLESS}) is not None
    ]


def recheck(db: Database, source: str) -> int:
    """Make every article of a source due that was done with; return how many."""
    with db.transaction():
        rows = db.all(_RECHECK, {"source": source})
        mark_ready(db, rows)
    return len(rows)


def postpone(db: Database, urls: Iterable[tuple[str, datetime]]) -> int:
    """Let URLs that were never looked at wait until then; return how many there were."""
    return db.executemany(_POSTPONE, [{"url": url, "due_at": clock.text(at)} for url, at in urls])


def remove(db: Database, url: str, when: datetime) -> bool:
    """The page of an article has gone for good: so do what was remembered of it, and what came with it."""
    with db.transaction():
        db.execute(_FORGET, {"url": url})
        fetches.forget(db, url)  # or, where it comes back as it was, nobody would read it
        return articles.remove(db, url, when)


def make_due(
    db: Database, source: str, *, started: datetime, now: datetime, seldom: timedelta, all_: bool
) -> int:
    """Make a source's listings due, except what is in hand, what was looked at since `started`, and, unless
    `all_`, what is looked at as seldom as that; return how many."""
    row = {
        "source": source,
        "started": clock.text(started),
        "now": clock.text(now),
        "seldom": int(seldom.total_seconds()),
        "all": int(all_),
    }
    with db.transaction():
        rows = db.all(_MAKE_DUE, row)
        mark_ready(db, rows)
    return len(rows)


def put_off(db: Database, token: str, published: str, detail: str) -> bool:
    """End a lease of a page that is not asked for in this run: due as before, its date known now.

    `published` is UTC, to the second or the day.
    """
    number = token.partition(".")[0]
    row = {
        "id": int(number) if number.isdigit() else -1,
        "token": token,
        "published": published if len(published) > 10 else f"{published}T00:00:00Z",
        "detail": detail,
        "now": clock.now(),
    }
    with db.transaction():
        rows = db.all(_PUT_OFF, row)
        mark_ready(db, rows)
    return bool(rows)


def mend_clock(
    db: Database, sources: Sequence[str], now: datetime, *, leases: timedelta, all_: timedelta
) -> int:
    """Make due now what waits for a time further away than anybody writes: a clock was wrong.

    Leases last at most `leases`, all else at most `all_`. Returns how many URLs were mended.
    """
    where, values = only("source", sources)
    held = _EARLIER.format(only=f"state = 'leased' AND {where}")
    with db.transaction():
        mended = db.execute(held, values | _bound(now, leases)).rowcount
        mended += db.execute(_EARLIER.format(only=where), values | _bound(now, all_)).rowcount
        db.execute(_UNPAUSE, {"bound": clock.text(now + all_)})
    return mended


def _bound(now: datetime, far: timedelta) -> dict[str, str]:
    return {"now": clock.text(now), "bound": clock.text(now + far)}


def _keep(db: Database, visit: Visit, when: datetime) -> None:
    came = Validators(etag=visit.etag, last_modified=visit.last_modified, body_hash=visit.body_hash)
    fetches.put(db, visit.url, came, when)
    db.execute(_FORGET, {"url": visit.url})


def _end(stored: str, first_seen: str) -> datetime:
    """The instant; of a mere day its end, or where it was seen before that, then."""
    if len(stored) > 10:
        return clock.instant(stored)
    end = clock.instant(stored) + timedelta(days=1)
    return min(end, max(clock.instant(stored), clock.instant(first_seen)))

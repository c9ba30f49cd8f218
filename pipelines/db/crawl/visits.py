"""Ends fetches of URLs, and decides from stored dates when a URL is fetched again.

Each function that ends a fetch is one transaction: it stores the result and the server's validators, and ends
the lease.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipelines.db import articles, clock
from pipelines.db.crawl import fetches, leases
from pipelines.db.crawl.fetches import Validators
from pipelines.db.crawl.queues import mark_ready
from pipelines.db.crawl.url_memory import Memory, forget, remember
from pipelines.db.crawl.waking import RESTLESS
from pipelines.db.database import Database, retried
from pipelines.items import Article, Visit

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

_TEXT_FROM = """
    SELECT a.text_from
    FROM article_urls AS u
    JOIN articles AS a ON a.id = u.article_id
    WHERE u.url = :url
"""

_PUT_OFF = """
    UPDATE _frontier
    SET state = 'due', token = NULL, due_at = NULL, attempts = 0, published = :published, detail = :detail,
        acknowledged_at = :now
    WHERE id = :id AND token = :token
    RETURNING source, host, rank
"""


_UNDROP = """
    UPDATE _frontier
    SET state = CASE WHEN :due_at IS NULL THEN 'done' ELSE 'later' END, due_at = :due_at, detail = 'new'
    WHERE url = :url AND state = 'dropped'
"""

_SIGNED = "SELECT 1 FROM articles WHERE url = :url AND authors <> '[]'"

_DROP = """
    UPDATE _frontier
    SET state = 'dropped', due_at = NULL, detail = :reason
    WHERE url IN (SELECT url FROM article_urls WHERE article_id = :number)
        AND state IN ('due', 'later', 'done')
"""


@retried
def end_listing(
    db: Database,
    token: str,
    url: str,
    memory: Memory,
    due_at: datetime,
    *,
    validators: Validators | None = None,
    when: datetime,
) -> bool:
    """End the fetch of a listing; if its lease has ended before, store nothing and return False."""
    with db.transaction():
        if not leases.acknowledge(db, token, "done", due_at=due_at):
            return False
        remember(db, url, memory)
        if validators is not None:
            fetches.put(db, url, validators, when)
    return True


@retried
def store(db: Database, article: Article) -> articles.Outcome:
    """Store an article and the validators of its page, and end its lease, in one transaction.

    The URL is due again when the article reaches the next age in `visit.ages`, counted from its stored dates.
    """
    with db.transaction():
        outcome = articles.store(db, article, is_view=is_view(db, article))
        due_at = None
        if article.visit:
            _keep_validators(db, article.visit, article.seen_at)
            due_at = next_fetch(db, article.visit, article.seen_at)
        if article.lease:
            leases.acknowledge(db, article.lease, "done", outcome, due_at)
    return outcome


@retried
def store_late(db: Database, article: Article, *, reason: str) -> articles.Outcome:
    """Store an article after its fetch has ended; if its page was dropped then, undo the drop."""
    with db.transaction():
        outcome = articles.store(db, article, reason=reason, is_view=is_view(db, article))
        if outcome == "new" and article.visit:
            _keep_validators(db, article.visit, article.seen_at)
            due_at = next_fetch(db, article.visit, article.seen_at)
            db.execute(_UNDROP, {"url": article.visit.url, "due_at": clock.text(due_at) if due_at else None})
    return outcome


def is_view(db: Database, article: Article) -> bool:
    """Return True for a page that names another page as its article, if that one was fetched, too.

    An address with another query only, as of a link in a feed, is the same page, unless it has no byline.
    """
    here, named = urlsplit(article.answered or article.url), urlsplit(article.url)
    if here == named or fetches.validators(db, article.url) is None:
        return False
    is_elsewhere = (here.hostname, here.path.rstrip("/")) != (named.hostname, named.path.rstrip("/"))
    return is_elsewhere or (not article.authors and db.one(_SIGNED, {"url": article.url}) is not None)


@retried
def unchanged(db: Database, token: str, visit: Visit, when: datetime) -> bool:
    """End the fetch of an unchanged page; return False if no stored article has this URL."""
    with db.transaction():
        if not articles.mark_seen(db, visit.url, when):
            return False
        _keep_validators(db, visit, when)
        leases.acknowledge(db, token, "done", "same", next_fetch(db, visit, when))
    return True


def next_fetch(db: Database, visit: Visit, now: datetime) -> datetime | None:
    """Return when the article at a URL is fetched again; None if never, or if there is no article."""
    row = db.one(_STORED, {"url": visit.url})
    if row is None:
        return None
    published, modified, first_seen, changed, changes = row
    if changes >= RESTLESS:
        published, modified, changed = published or first_seen, None, None
    dates = [_end(date, first_seen) for date in (published, modified) if date]
    times = [*dates, *([clock.instant(changed)] if changed else [])]
    times = times or ([visit.linked_at] if visit.linked_at else [])
    past = [time for time in times if time <= now]
    if not past:
        return None
    last_change = max(past)
    return next((last_change + age for age in visit.ages if last_change + age > now), None)


def changes(db: Database, url: str) -> int:
    """Return how often the page of the article at a URL has changed."""
    row = db.one(_STORED, {"url": url})
    return int(row[4]) if row else 0


def first_seen(db: Database, url: str) -> datetime | None:
    """Return when the article at a URL was first seen; None if there is none."""
    row = db.one(_STORED, {"url": url})
    return clock.instant(row[2]) if row else None


def has_page_text(db: Database, url: str) -> bool:
    """Return True if the article at a URL has the text of its page, and not that of its feed."""
    row = db.one(_TEXT_FROM, {"url": url})
    return row is not None and row[0] is None


@retried
def remove(db: Database, url: str, when: datetime) -> bool:
    """Mark an article as removed, and delete its page's validators and what was remembered about it."""
    with db.transaction():
        forget(db, url)
        fetches.forget(db, url)  # otherwise an unchanged page that comes back would not be read
        return articles.remove(db, url, when)


@retried
def withdraw(db: Database, number: int, reason: str, when: datetime) -> None:
    """Delete a stored article that was recognised as none, and drop its addresses for this reason."""
    with db.transaction():
        db.execute(_DROP, {"number": number, "reason": reason})
        articles.delete_article(db, number, when)


@retried
def put_off(db: Database, token: str, published: str, detail: str) -> bool:
    """End the lease of a page that this run does not fetch: it stays due, and its date is stored.

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


def _keep_validators(db: Database, visit: Visit, when: datetime) -> None:
    validators = Validators(etag=visit.etag, last_modified=visit.last_modified, body_hash=visit.body_hash)
    fetches.put(db, visit.url, validators, when)
    forget(db, visit.url)


def _end(stored: str, first_seen: str) -> datetime:
    """Return the instant of a date; for a day, its end, or the time of first sight if that is earlier."""
    if len(stored) > 10:
        return clock.instant(stored)
    end = clock.instant(stored) + timedelta(days=1)
    return min(end, max(clock.instant(stored), clock.instant(first_seen)))

"""Makes batches of new articles for a receiver. A batch is sent, with the same key, until it is accepted.

An article belongs to the batch of the seq that it had when it was first stored. So a batch stays the same
even if its articles change before it is sent again. Its bounds and key are stored before it is sent. Articles
that are deleted meanwhile are missing from it, but the key stays the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.db import clock
from pipelines.db.crawl.holders import is_gone, this_process
from pipelines.db.database import Database, retried
from pipelines.db.reader import count_selected, selected
from pipelines.db.stored_article import Only, StoredArticle

AT_ONCE = 50
"""At most this many articles are in a batch."""

_ALL = 1_000_000_000

_BEGIN = """
    INSERT INTO _deliveries (receiver, feed, seq) SELECT :receiver, :feed, value FROM _seq WHERE 1 = 1
    ON CONFLICT DO NOTHING
"""

_STATE = """
    SELECT feed, seq, until, holder, held_until, next_at FROM _deliveries WHERE receiver = :receiver
"""

_NEW = """
    SELECT first, id FROM (
        SELECT a.id, coalesce((
            SELECT r.seq FROM revisions AS r WHERE r.article_id = a.id AND r.revision = 1
        ), a.seq) AS first
        FROM articles AS a
        WHERE a.seq > :seq
    ) AS found
    WHERE first > :seq AND first <= coalesce(:until, first)
    ORDER BY first
    LIMIT :most
"""

_HOLD = """
    UPDATE _deliveries
    SET feed = :feed, until = :until, holder = :holder, held_until = :held_until
    WHERE receiver = :receiver
"""

_DONE = """
    UPDATE _deliveries
    SET seq = :until, until = NULL, holder = NULL, held_until = NULL,
        failures = 0, next_at = NULL, problem = NULL
    WHERE receiver = :receiver AND seq < :until
"""

_FAILED = """
    UPDATE _deliveries
    SET failures = failures + 1, problem = :problem, next_at = :next_at, holder = NULL, held_until = NULL
    WHERE receiver = :receiver
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """New articles that are sent together; `articles` is empty if all were deleted or none is selected."""

    receiver: str
    key: str
    until: int
    articles: tuple[StoredArticle, ...]


def begin(db: Database, receiver: str) -> None:
    """Start to collect new articles for a receiver, from now on; does nothing if that has begun already."""
    db.execute(_BEGIN, {"receiver": receiver, "feed": secrets.token_hex(4)})


@retried
def take(db: Database, receiver: str, only: Only, *, now: datetime, hold: timedelta) -> Batch | None:
    """Return the batch that is due; for the time `hold`, no other process gets it.

    None if there is nothing new, if it failed and is not due again, or if another process sends it.
    """
    with db.transaction():
        state = db.one(_STATE, {"receiver": receiver})
        if state is None:
            return None
        feed, seq, until, holder, held_until, next_at = state
        is_held = (
            holder not in (None, this_process()) and held_until > clock.text(now) and not is_gone(holder)
        )
        if is_held or (next_at or "") > clock.text(now):
            return None
        rows = db.all(_NEW, {"seq": seq, "until": until, "most": _ALL if until else AT_ONCE})
        if not rows and until is None:
            return None
        if until is None:
            # A random key, because after a restore from a backup other articles get the same seqs.
            feed, until = secrets.token_hex(4), rows[-1][0]
        lease = {"holder": this_process(), "held_until": clock.text(now + hold)}
        db.execute(_HOLD, {"receiver": receiver, "feed": feed, "until": until, **lease})
    by_id = {article.id: article for article in selected(db, [row[1] for row in rows], only)}
    articles = tuple(by_id[row[1]] for row in rows if row[1] in by_id)
    return Batch(receiver=receiver, key=f"{feed}-{seq}-{until}", until=until, articles=articles)


def done(db: Database, batch: Batch) -> None:
    """Store that a receiver has accepted a batch."""
    db.execute(_DONE, {"receiver": batch.receiver, "until": batch.until})


def failed(
    db: Database, batch: Batch, problem: str, now: datetime, *, least: timedelta, most: timedelta
) -> None:
    """Note that a batch could not be sent; it is due again after `least`, each time twice as long."""
    ((failures,),) = db.all("SELECT failures FROM _deliveries WHERE receiver = :r", {"r": batch.receiver})
    wait = min(least * 2 ** min(failures, 20), most)
    db.execute(_FAILED, {"receiver": batch.receiver, "problem": problem, "next_at": clock.text(now + wait)})


def waiting(db: Database, receiver: str, only: Only) -> int:
    """Return how many new articles of a selection wait for a receiver. Raises QueryError."""
    state = db.one(_STATE, {"receiver": receiver})
    if state is None:
        return 0
    rows = db.all(_NEW, {"seq": state[1], "until": None, "most": _ALL})
    return count_selected(db, [row[1] for row in rows], only)


def problems(db: Database) -> Iterator[tuple[str, str]]:
    """Yield each receiver that did not accept its last batch, with the problem."""
    yield from db.all("SELECT receiver, problem FROM _deliveries WHERE problem IS NOT NULL")

"""Counts the recent results of a source: articles by listing, refusals by reason, errors by kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines.db import clock
from pipelines.db.crawl.waking import ONCE_BY_HAND
from pipelines.db.row_values import from_row
from pipelines.db.search_query import Look

_LISTINGS = f"""
    SELECT l.kind, l.url,
        (
            SELECT count(*)
            FROM _frontier AS f
            JOIN article_urls AS u ON u.url = f.url
            JOIN articles AS a ON a.id = u.article_id
            WHERE f.source = :source AND f.parent = l.url AND a.first_seen_at >= :since
        ) AS brought,
        l.acknowledged_at, l.due_at, l.state, l.detail
    FROM _frontier AS l
    WHERE l.source = :source AND l.rank = 0 AND l.state <> 'dropped'
        AND NOT ({ONCE_BY_HAND.format(row="l")})
    ORDER BY brought DESC, l.kind, l.url
    LIMIT :most
"""  # noqa: S608 - our own words

_ENDS = """
    SELECT detail, count(*), max(url)
    FROM _frontier
    WHERE source = :source AND rank = 1 AND acknowledged_at >= :since AND detail IS NOT NULL
        AND (state = 'dropped') = (:dropped = 1) AND detail NOT IN ('new', 'changed', 'same')
    GROUP BY detail
    ORDER BY count(*) DESC, detail
    LIMIT :most
"""

_WAITING = """
    SELECT count(*) FILTER (WHERE state = 'due' OR due_at <= :now),
        count(*) FILTER (WHERE state = 'later' AND due_at > :now),
        min(due_at) FILTER (WHERE state = 'later' AND due_at > :now)
    FROM _frontier
    WHERE source = :source AND (state = 'due' OR due_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRow:
    """A feed, sitemap, section or home page."""

    kind: str
    url: str
    brought: int
    """Articles that were found through it and first seen since the given time."""
    read_at: datetime | None
    next_at: datetime | None
    """None if it is due now, or will not be visited again."""
    state: str
    detail: str | None
    """The error of the last visit, if it failed."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A reason or an error with which pages ended."""

    name: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Addresses of articles and listings that wait to be fetched."""

    due: int
    """As many as a run counts that crawls this source; without those that a run has in hand."""
    later: int
    next_at: datetime | None


def listing_rows(look: Look, source: str, since: datetime, *, most: int) -> list[ListingRow]:
    """Return the listings of a source; those with the most new articles come first. `look` runs a SELECT."""
    values = {"source": source, "since": clock.text(since), "most": most}
    return [from_row(ListingRow, row) for row in look(_LISTINGS, values)]


def endings(look: Look, source: str, since: datetime, *, dropped: bool, most: int) -> list[Ending]:
    """Return the reasons of dropped pages, or the errors of failed ones, the most frequent first."""
    values = {"source": source, "since": clock.text(since), "dropped": dropped, "most": most}
    return [Ending(*row) for row in look(_ENDS, values)]


def waiting(look: Look, source: str, now: datetime) -> Waiting:
    """Return how many addresses of a source are due, and when the next one will be."""
    return from_row(Waiting, look(_WAITING, {"source": source, "now": clock.text(now)})[0])

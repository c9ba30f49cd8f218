"""Stores the figures of each run: how many pages it fetched, and with which results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.db import clock
from pipelines.db.connect import Database
from pipelines.db.database import Rows
from pipelines.db.row_values import to_row

_START = """
    INSERT INTO runs (name, arguments, started_at, updated_at) VALUES (:name, :arguments, :now, :now)
    RETURNING id
"""

_ACCOUNT = """
    UPDATE runs
    SET updated_at = :now, finished_at = :finished_at, outcome = :outcome, requests = :requests,
        pages = :pages, new = :new, changed = :changed, same = :same, drops = :drops, errors = :errors
    WHERE id = :id
"""

KILLED = "killed"
"""The outcome of a run that has no end and has given no sign of life for SILENCE."""
SILENCE = timedelta(seconds=60)
"""A run writes its figures every two seconds, and its leases last as long as this."""
_RECENT = 1_000
"""This many of the latest runs are looked at: a cron job that starts one each minute makes no long search."""

_KILLED = """
    SELECT name, started_at, updated_at
    FROM runs
    WHERE finished_at IS NULL AND (outcome = 'killed' OR (outcome IS NULL AND updated_at < :silent))
        AND started_at >= :since AND id > (SELECT max(id) FROM runs) - :recent
    ORDER BY id
"""

_MARK_KILLED = """
    UPDATE runs
    SET outcome = 'killed'
    WHERE finished_at IS NULL AND outcome IS NULL AND updated_at < :silent
        AND id > (SELECT max(id) FROM runs) - :recent
    RETURNING name, started_at, updated_at, id, arguments
"""

_FINISHED_SINCE = """
    SELECT arguments FROM runs WHERE id > :number AND name = :name AND outcome = 'finished'
"""

_WHAT = ("url", "source", "tag", "host", "path")
"""Arguments that say what a run crawls; the others say how much of it."""

_STOPPED = """
    SELECT min(started_at)
    FROM runs
    WHERE id < (SELECT max(id) FROM runs)
        AND id > (SELECT coalesce(max(id), 0) FROM runs WHERE outcome = 'finished')
"""

_LAST_SEQ = "SELECT value FROM _seq"

_REMOVED = """
    SELECT min(source), COUNT(*)
    FROM articles
    WHERE seq > :seq AND articles.removed_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM revisions AS r
        WHERE r.article_id = articles.id AND r.seen_at = articles.removed_at AND r.reason = 'expired'
    )
    GROUP BY source || ''  -- keeps the index of sources out, so that it searches by seq
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The figures of a run since its start."""

    requests: int = 0
    """Requests sent, including those for robots.txt and retries."""
    pages: int = 0
    """Pages fetched; new, changed, same, drops and errors add up to it."""
    new: int = 0
    changed: int = 0
    same: int = 0
    drops: Mapping[str, int] = field(default_factory=dict)
    """Reason → pages."""
    errors: Mapping[str, int] = field(default_factory=dict)
    """Kind → pages."""


@dataclass(frozen=True, slots=True)
class KilledRun:
    """A run that has no end and that no longer gives a sign of life."""

    name: str
    started_at: str
    seen_at: str
    """When it wrote its figures last."""
    number: int = field(default=0, compare=False)
    """Its id."""
    what: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Those of its arguments that say what it crawled."""


def start(
    db: Database, name: str, arguments: Mapping[str, Any] | None = None, *, now: datetime | None = None
) -> int:
    """Begin a run and return its id."""
    row = {"name": name, "arguments": json.dumps(dict(arguments or {}), ensure_ascii=False), "now": _at(now)}
    ((run,),) = db.all(_START, row)
    return int(run)


def update(db: Database, run: int, account: Account, *, now: datetime | None = None) -> None:
    """Write a run's figures so far, so that they are known even if it is killed."""
    _write(db, run, account, _at(now), None)


def finish(db: Database, run: int, account: Account, outcome: str, *, now: datetime | None = None) -> None:
    """End a run. `outcome` is Scrapy's reason: finished, shutdown, closespider_timeout …"""
    _write(db, run, account, _at(now), outcome)


def is_silent(updated_at: str, now: datetime) -> bool:
    """Return whether a run without an end, which wrote its figures last at that time, was killed."""
    return updated_at < clock.text(now - SILENCE)


def killed(rows: Rows, since: datetime, *, now: datetime | None = None) -> list[KilledRun]:
    """Return the runs since then that were killed, the oldest first."""
    values = {**_silence(now), "since": clock.text(since)}
    return [KilledRun(*row) for row in rows(_KILLED, values)]


def mark_killed(db: Database, *, now: datetime | None = None) -> list[KilledRun]:
    """Write the outcome of the runs that were killed since the last call; return them.

    One that was only suspended takes it back when it writes its figures again.
    """
    return [
        KilledRun(name, started_at, seen_at, number, what_of(json.loads(arguments)))
        for name, started_at, seen_at, number, arguments in db.all(_MARK_KILLED, _silence(now))
    ]


def is_made_up_for(db: Database, run: KilledRun) -> bool:
    """Return whether a later run of the same has come to its end: it fetched what this one had in hand."""
    later = db.all(_FINISHED_SINCE, {"number": run.number, "name": run.name})
    return any(what_of(json.loads(arguments)) == run.what for (arguments,) in later)


def what_of(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return those of a run's arguments that say what it crawls."""
    return {name: value for name, value in arguments.items() if name in _WHAT}


def stopped_since(db: Database) -> datetime | None:
    """Return when the first run began that was stopped or killed after the last one that came to its end.

    The latest run is the one that asks. None if none was stopped.
    """
    ((started_at,),) = db.all(_STOPPED)
    return clock.instant(started_at) if started_at else None


def _silence(now: datetime | None) -> dict[str, Any]:
    return {"silent": clock.text((now or datetime.now(UTC)) - SILENCE), "recent": _RECENT}


def last_seq(db: Database) -> int:
    """Return the number of the last change of any article."""
    ((value,),) = db.all(_LAST_SEQ)
    return int(value)


def removed_since(db: Database, seq: int) -> dict[str, int]:
    """Return source → articles that were found removed after that change."""
    return dict(db.all(_REMOVED, {"seq": seq}))


def _write(db: Database, run: int, account: Account, at: str, outcome: str | None) -> None:
    finished_at = at if outcome else None
    row = {**to_row(account), "id": run, "now": at, "finished_at": finished_at, "outcome": outcome}
    if db.execute(_ACCOUNT, row).rowcount != 1:
        raise KeyError(f"there is no run {run}")


def _at(now: datetime | None) -> str:
    return clock.text(now) if now else clock.now()

"""The table of `scrapy sources --health`: the state of each source, from the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from crawler.errors import SEE_SOURCES, UnknownNameError, unknown
from pipelines.db import runs
from pipelines.db.crawl import health
from pipelines.db.crawl.health import State
from pipelines.db.file_errors import Missing
from pipelines.db.readonly import is_there, open_to_read

HEAD = ("NAME", "STATE", "SINCE", "LAST READ", "NEW IN 24 H", "ARTICLES", "WHY")
_WORST_FIRST = ("dead", "failing", "changed", "quiet", "ok")


def states(database: str, configured: Iterable[str], wanted: Sequence[str] = ()) -> list[State]:
    """Return the states of the `wanted` sources; by default of the `configured` and all crawled ones.

    Without `wanted`, sources that need attention come first, and sources that were never crawled come last,
    without a state. Raises UnknownNameError or a DatabaseError.
    """
    if not is_there(database):
        raise Missing(database)
    with open_to_read(database) as db:
        known = {state.name: state for state in health.states(db.rows, datetime.now(UTC) - timedelta(days=1))}
    configured = list(configured)
    for name in wanted:
        if name not in configured and name not in known:
            raise UnknownNameError(unknown("source", name, [*configured, *known], see=SEE_SOURCES))
    others = [name for name, state in known.items() if name not in configured and state.state is not None]
    states = [known.get(name) or _never_crawled(name) for name in wanted or [*configured, *others]]
    return states if wanted else sorted(states, key=_rank)


def killed_runs(database: str) -> Iterator[str]:
    """Yield a line for each run of the last 24 hours that was killed. Raises DatabaseError."""
    with open_to_read(database) as db:
        for run in runs.killed(db.rows, datetime.now(UTC) - timedelta(days=1)):
            began = f"the run of {run.name} that began at {run.started_at}"
            yield f"killed: {began}; its last sign of life was at {run.seen_at}"


def table(states: Sequence[State]) -> list[tuple[str, ...]]:
    return [HEAD, *map(_row, states)]


def compact(states: Iterable[State]) -> Iterator[str]:
    """Return the same for a narrow terminal: a line for each source, and one with the reason."""
    for state in states:
        since = f" since {state.since:%Y-%m-%d}" if state.since else ""
        counts = f"{state.new_today} new in 24 h, {state.total} in all"
        yield f"{state.name}: {state.state or 'not judged'}{since}, {counts}"
        if state.reason:
            yield f"  {state.reason}"


def is_well(states: Iterable[State]) -> bool:
    """Return whether no source needs attention."""
    return all(state.state in (None, "ok", "quiet") for state in states)


def _rank(state: State) -> int:
    if state.state in _WORST_FIRST:
        return _WORST_FIRST.index(state.state)
    return len(_WORST_FIRST) + (state.read_at is None and not state.total)


def _row(state: State) -> tuple[str, ...]:
    times = _at(state.since), _at(state.read_at)
    counts = str(state.new_today), str(state.total)
    return (state.name, state.state or "-", *times, *counts, state.reason or "")


def _at(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if when else "-"


def _never_crawled(name: str) -> State:
    return State(name=name, url="", state=None, reason="never crawled", since=None, read_at=None)

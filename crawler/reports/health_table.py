"""How sources fare, as a person reads it. Reads the database and judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.errors import UnknownNameError, unknown
from pipelines.db import open_database
from pipelines.db.crawl import health
from pipelines.db.crawl.health import State
from pipelines.db.file_errors import Missing

HEAD = ("NAME", "STATE", "SINCE", "LAST READ", "NEW IN 24 H", "ARTICLES", "WHY")


_WORST_FIRST = ("dead", "failing", "changed", "quiet", "ok")


def states(database: str, configured: Iterable[str], asked: Sequence[str] = ()) -> list[State]:
    """How the sources that are `asked` for fare; else the `configured` ones, and what else was crawled.

    Where nobody asks for some, what needs a look comes first. What was never crawled comes last; it has no
    state. Raises UnknownNameError, or a DatabaseError.
    """
    if not Path(database).expanduser().exists():
        raise Missing(database)
    with open_database(database) as db:
        known = {state.name: state for state in health.states(db, datetime.now(UTC) - timedelta(days=1))}
    configured = list(configured)
    for name in asked:
        if name not in configured and name not in known:
            raise UnknownNameError(unknown("source", name, [*configured, *known]))
    others = [name for name, state in known.items() if name not in configured and state.state is not None]
    found = [known.get(name) or _never(name) for name in asked or [*configured, *others]]
    return found if asked else sorted(found, key=_rank)


def table(found: Sequence[State]) -> list[tuple[str, ...]]:
    """Rows of a table, its head first."""
    return [HEAD, *map(_row, found)]


def compact(found: Iterable[State]) -> Iterator[str]:
    """The same for a narrow terminal, a line each, and one of why."""
    for state in found:
        since = f" since {state.since:%Y-%m-%d}" if state.since else ""
        told = f"{state.new_today} new in 24 h, {state.total} in all"
        yield f"{state.name}: {state.state or 'not judged'}{since}, {told}"
        if state.reason:
            yield f"  {state.reason}"


def is_well(found: Iterable[State]) -> bool:
    """Whether nothing needs a look."""
    return all(state.state in (None, "ok", "quiet") for state in found)


def _rank(state: State) -> int:
    if state.state in _WORST_FIRST:
        return _WORST_FIRST.index(state.state)
    return len(_WORST_FIRST) + (state.read_at is None)


def _row(state: State) -> tuple[str, ...]:
    return (
        state.name,
        state.state or "-",
        _at(state.since),
        _at(state.read_at),
        str(state.new_today),
        str(state.total),
        state.reason or "",
    )


def _at(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if when else "-"


def _never(name: str) -> State:
    return State(name=name, url="", state=None, reason="never crawled", since=None, read_at=None)

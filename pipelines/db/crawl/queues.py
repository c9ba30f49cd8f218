"""Keeps the queues of the frontier: one for each source, host and rank, with its turn.

All modules that write rows of the frontier use it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from pipelines.db.connect import Database

Queue = tuple[str, str, int]
"""Source, host, rank: 0 for listings, 1 for articles."""

# Two searches: with an index, the highest turn of each is found at once; one for both would scan all rows.
_LAST_TURN = """
    SELECT coalesce(max(turn), 0) FROM (
        SELECT max(turn) AS turn FROM _queues WHERE ready = 0
        UNION ALL
        SELECT max(turn) FROM _queues WHERE ready = 1
    ) AS turns
"""

# A new host is placed behind those that wait; all queues of one host have the same turn.
_READY = """
    INSERT INTO _queues (source, host, rank, ready, turn)
    SELECT :source, :host, :rank, 1, coalesce(min(turn), :turn) FROM _queues WHERE host = :host
    ON CONFLICT (source, host, rank) DO UPDATE SET ready = 1 WHERE _queues.ready = 0
"""

_LOCK = "SELECT ready FROM _queues WHERE source = :source AND host = :host AND rank = :rank {lock_rows}"

_EMPTY = """
    UPDATE _queues
    SET ready = 0
    WHERE source = :source AND host = :host AND rank = :rank AND NOT EXISTS (
        SELECT 1 FROM _frontier AS f
        WHERE f.state = 'due' AND f.source = :source AND f.host = :host AND f.rank = :rank
    )
"""

_NEXT_TURN = "UPDATE _queues SET turn = :turn WHERE host = :host"


def mark_ready(db: Database, queues: Iterable[Queue]) -> None:
    """Mark queues in which rows are due; a lease reads no others."""
    if names := sorted(set(queues)):
        turn = _last_turn(db)
        db.executemany(_READY, [{**named(queue), "turn": turn} for queue in names])


def mark_empty(db: Database, queue: Queue) -> None:
    """Mark a queue as empty if no row in it is due; call it in the transaction that found it empty.

    Other processes first make a row due and then mark its queue. So when the queue is locked here, such a row
    is either visible, or its queue is marked again after this transaction.
    """
    db.all(_LOCK.format(lock_rows=db.lock_rows), named(queue))
    db.execute(_EMPTY, named(queue))


def end_turns(db: Database, hosts: Sequence[str]) -> None:
    """Place hosts behind all others, in the given order."""
    turn = _last_turn(db)
    db.executemany(_NEXT_TURN, [{"host": host, "turn": turn + n} for n, host in enumerate(hosts, 1)])


def only(column: str, values: Collection[object] | None) -> tuple[str, dict[str, Any]]:
    """Return an SQL condition for these values of a column, or for all if None, with its parameters."""
    if values is None:
        return "1 = 1", {}
    prefix = column.rpartition(".")[2]
    parameters = {f"{prefix}{number}": value for number, value in enumerate(sorted(values, key=str))}
    return f"{column} IN ({', '.join(f':{name}' for name in parameters) or 'NULL'})", parameters


def of_queues(sources: Collection[str] | None, host: str | None) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition for queues `q` of these sources, or of all, and of one host if given."""
    of_sources, values = only("q.source", sources)
    of_host, more = only("q.host", [host] if host else None)
    return f"{of_sources} AND {of_host}", values | more


def named(queue: Queue) -> dict[str, Any]:
    """Return a queue as a statement's parameters."""
    return dict(zip(("source", "host", "rank"), queue, strict=True))


def _last_turn(db: Database) -> int:
    ((turn,),) = db.all(_LAST_TURN)
    return int(turn)

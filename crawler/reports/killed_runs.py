"""The note of a run on earlier ones that were killed, unless a run of the same has finished since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.db import Database, runs


def notes(db: Database, name: str, arguments: Mapping[str, str]) -> Iterator[str]:
    """Mark the runs that were killed, and yield a line about them; the run with this name begins now.

    Raises DatabaseError.
    """
    killed = [run for run in runs.mark_killed(db) if not runs.is_made_up_for(db, run)]
    if not killed:
        return
    last = max(killed, key=lambda run: run.started_at)
    what = " ".join([last.name, *(f"-a {key}={value}" for key, value in last.what.items())])
    begun = f"`crawl {what}`, begun at {last.started_at}"
    one, many = f"an earlier run, {begun}, was", f"{len(killed)} earlier runs, the last one {begun}, were"
    is_same = (last.name, last.what) == (name, runs.what_of(arguments))
    cure = "the next run of the same" + (", such as this one," if is_same else "")
    yield f"{one if len(killed) == 1 else many} killed; {cure} fetches again what it had in hand"

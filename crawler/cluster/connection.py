"""A connection to the store as a worker needs it: nobody waits long for a process that stands still."""

from __future__ import annotations

from crawler.cluster.options import Options
from pipelines.db import Database, open_database

# A transaction takes milliseconds. If its process stands still in the middle of one, the server ends it after
# a beat, so that others can write and the sweep is in time. Nobody waits longer for a lock than for a dead
# worker.
_STANDSTILL = "SET idle_in_transaction_session_timeout = {milliseconds}"
_PATIENCE = "SET lock_timeout = {milliseconds}"


def connect(address: str, options: Options) -> Database:
    """Open the store for a worker. Raises DatabaseError."""
    db = open_database(address)
    db.execute(_STANDSTILL.format(milliseconds=round(1000 * options.beat)))
    db.execute(_PATIENCE.format(milliseconds=round(1000 * options.stale)))
    return db

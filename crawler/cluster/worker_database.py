"""A connection to the store as a worker needs it: nobody waits long for a process that stands still."""

from __future__ import annotations

from datetime import datetime

from crawler.cluster.cluster_settings import ClusterSettings
from pipelines.db import Database, open_database

# A transaction takes milliseconds. If its process stands still in the middle of one, the server ends it soon,
# so that the others need not give up waiting for it.
STANDSTILL = "SET idle_in_transaction_session_timeout = {milliseconds}"
_PATIENCE = "SET lock_timeout = {milliseconds}"


def connect(address: str, options: ClusterSettings) -> Database:
    """Open the store for a worker. Raises DatabaseError."""
    db = open_database(address)
    db.execute(STANDSTILL.format(milliseconds=round(1000 * options.standstill)))
    wait_for_locks(db, options.patience)
    return db


def wait_for_locks(db: Database, seconds: float) -> None:
    """From now on wait so long for what another process has locked. Raises DatabaseError."""
    db.execute(_PATIENCE.format(milliseconds=round(1000 * seconds)))


def server_time(db: Database) -> datetime:
    """Return the server's time: the clocks of the machines may differ, and one may be wrong."""
    ((now,),) = db.all("SELECT clock_timestamp()")
    assert isinstance(now, datetime)
    return now

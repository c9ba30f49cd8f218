"""Which process crawls which host, by which job; and whether that job is still its own."""

from __future__ import annotations

import time
from datetime import datetime

from pipelines.db import Database, clock

_TAKE = "UPDATE _cluster_hosts SET job = :job, holder = :holder, since = :now WHERE host = :host"

_FREE = """
    UPDATE _cluster_hosts
    SET job = NULL, holder = NULL, since = NULL,
        next_at = CASE WHEN next_at < :next_at THEN :next_at ELSE next_at END
    WHERE host = :host AND job = :job
    RETURNING holder
"""

_IS_HELD = "SELECT count(*) FROM procrastinate_jobs WHERE id = :job AND status = 'doing'"

# Sleep of the whole machine must count too, and Linux's usual clock leaves it out.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def take(db: Database, host: str, job: int, holder: str, now: datetime) -> None:
    """Note that a process begins a job; `holder` is the name by which it holds its leases."""
    db.execute(_TAKE, {"host": host, "job": job, "holder": holder, "now": clock.text(now)})


def free(db: Database, host: str, job: int, next_at: datetime) -> None:
    """Note that a job has ended, unless another one has the host; the host gets the next one at `next_at`.

    The next job may be another machine's, which does not know when this one sent its last request.
    """
    db.execute(_FREE, {"host": host, "job": job, "next_at": clock.text(next_at)})


class Claim:
    """The right of one job to request its host, until a sweep takes it away.

    A process that was frozen for longer than a dead worker is given must ask before it sends anything. So the
    answer is believed for `seconds` and then asked for again. Once lost, a claim stays lost.
    """

    def __init__(self, db: Database, job: int, seconds: float) -> None:
        self.db, self.job, self.seconds = db, job, seconds
        self.is_lost = False
        self._asked = time.clock_gettime(_CLOCK)

    def __call__(self) -> bool:
        """Return whether the host is still this job's. Raises DatabaseError."""
        now = time.clock_gettime(_CLOCK)
        if not self.is_lost and now - self._asked > self.seconds:
            self._asked = now
            self.is_lost = not self.db.all(_IS_HELD, {"job": self.job})[0][0]
        return not self.is_lost

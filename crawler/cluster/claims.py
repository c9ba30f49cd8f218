"""Which process crawls which host, by which job; and whether that job is still its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from pipelines.db import Database, clock

# A sweep that is about to end the job is waited for: without the lock, the note would be made by what was so
# before it.
_TAKE = """
    UPDATE _cluster_hosts SET job = :job, holder = :holder, since = :now
    WHERE host = :host
        AND EXISTS (SELECT 1 FROM procrastinate_jobs WHERE id = :job AND status = 'doing' FOR SHARE)
"""

_FREE = """
    UPDATE _cluster_hosts
    SET job = NULL, holder = NULL, since = NULL,
        next_at = CASE WHEN next_at < :next_at THEN :next_at ELSE next_at END,
        delay = CASE WHEN :delay > 0 THEN :delay ELSE delay END
    WHERE host = :host AND job = :job
    RETURNING holder
"""

_TELL = "UPDATE _cluster_hosts SET delay = :delay WHERE host = :host AND job = :job"

_FAULT = "UPDATE _cluster_hosts SET fault = :fault, fault_at = :now WHERE host = :host"

_IS_HELD = "SELECT count(*) FROM procrastinate_jobs WHERE id = :job AND status = 'doing'"

# Sleep of the whole machine must count too, and Linux's usual clock leaves it out.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def take(db: Database, host: str, job: int, holder: str, now: datetime) -> bool:
    """Note that a process begins a job; `holder` is the name by which it holds its leases.

    Returns False, and notes nothing, where the job is its own no longer: it stood still after it got it.
    """
    row = {"host": host, "job": job, "holder": holder, "now": clock.text(now)}
    return db.execute(_TAKE, row).rowcount == 1


def free(db: Database, host: str, job: int, next_at: datetime, delay: float = 0.0) -> None:
    """Note that a job has ended, unless another one has the host; the host gets the next one at `next_at`.

    The next job may be another machine's, which does not know when this one sent its last request, nor how
    long the host wants to be left alone after that: `delay`.
    """
    row = {"host": host, "job": job, "next_at": clock.text_rounded_up(next_at), "delay": delay}
    db.execute(_FREE, row)


def note_fault(db: Database, host: str, fault: str, now: datetime) -> None:
    """Note why a job of a host has failed, for `scrapy cluster status`."""
    db.execute(_FAULT, {"host": host, "fault": fault, "now": clock.text(now)})


class Claim:
    """The right of one job to request its host, until a sweep takes it away.

    A process that was frozen for longer than a dead worker is given must ask before it sends anything. So it
    asks before its first request, and again whenever the answer is older than `seconds`. Once lost, a claim
    stays lost.

    It also stores the delay between two requests, as soon as that is known and longer than `seconds`: who
    takes the host over from a dead worker leaves it alone for so long.
    """

    def __init__(
        self, db: Database, host: str, job: int, seconds: float, delay: Callable[[], float] = lambda: 0.0
    ) -> None:
        self.db, self.host, self.job, self.seconds, self.delay = db, host, job, seconds, delay
        self.is_lost = False
        self._asked = -float("inf")
        self._told = seconds

    def __call__(self) -> bool:
        """Return whether the host is still this job's. Raises DatabaseError."""
        now = time.clock_gettime(_CLOCK)
        if not self.is_lost and now - self._asked > self.seconds:
            self._asked = now
            self.is_lost = not self.db.all(_IS_HELD, {"job": self.job})[0][0]
        if not self.is_lost and self.delay() > self._told:
            self._told = self.delay()
            self.db.execute(_TELL, {"host": self.host, "job": self.job, "delay": self._told})
        return not self.is_lost

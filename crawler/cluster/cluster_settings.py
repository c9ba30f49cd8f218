"""Reads and checks the settings whose names begin with CLUSTER_, before anything starts."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.settings import BaseSettings

from crawler.errors import BroadsheetError

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """The settings; times are in seconds."""

    hosts: int
    beat: float
    stale: float
    sweep: int
    pause: float
    return_wait: float
    """How long a worker waits for a server that is gone."""

    @property
    def patience(self) -> float:
        """How long a statement waits for a lock. The worker gives no sign of life meanwhile."""
        return (self.stale - self.beat) / 2

    @property
    def standstill(self) -> float:
        """How long a process may stand still within a transaction: others wait for it."""
        return self.patience / 2

    @property
    def job_standstill(self) -> float:
        """The same within a transaction of Procrastinate's: it also waits while a crawl waits for a lock."""
        return self.stale - self.beat

    @property
    def back_off(self) -> float:
        """The pause of a host after a crawl that the database has ended."""
        return max(5 * self.pause, self.stale)

    @property
    def cron(self) -> str:
        """When Procrastinate makes the job that sweeps and dispatches; seconds are the sixth, last field."""
        if self.sweep < MINUTE:
            return f"* * * * * */{self.sweep}"
        return f"*/{self.sweep // MINUTE} * * * *"

    @property
    def takeover(self) -> float:
        """The most seconds until another worker has what a dead one held."""
        return self.beat + self.stale + self.sweep


def read_settings(settings: BaseSettings) -> ClusterSettings:
    """Raises BroadsheetError for values that cannot work together."""
    found = ClusterSettings(
        hosts=settings.getint("CLUSTER_HOSTS"),
        beat=settings.getfloat("CLUSTER_BEAT"),
        stale=settings.getfloat("CLUSTER_STALE"),
        sweep=settings.getint("CLUSTER_SWEEP"),
        pause=settings.getfloat("CLUSTER_PAUSE"),
        return_wait=settings.getfloat("CLUSTER_RETURN"),
    )
    if found.hosts < 1:
        raise BroadsheetError("CLUSTER_HOSTS=0: a worker needs a host to crawl; write it as 16")
    if found.pause < 0:
        raise BroadsheetError(f"CLUSTER_PAUSE={found.pause:g} is less than nothing; write it as 60")
    if not _fits(found.sweep):
        cure = "write it as 5, 10, 15, 20, 30 or 60"
        raise BroadsheetError(f"CLUSTER_SWEEP={found.sweep}: must divide a minute or an hour evenly; {cure}")
    if not 0 < 2 * found.beat <= found.stale:
        cure = f"a living worker would count as dead; write CLUSTER_STALE as {3 * found.beat or 30:g} or more"
        cause = f"CLUSTER_STALE={found.stale:g} is less than two beats ({found.beat:g} s)"
        raise BroadsheetError(f"{cause}; {cure}")
    return found


def _fits(sweep: int) -> bool:
    if sweep < MINUTE:
        return sweep > 0 and MINUTE % sweep == 0
    return sweep % MINUTE == 0 and HOUR % sweep == 0

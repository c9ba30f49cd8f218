"""What is done every few seconds, by whichever worker is free: sweep, read the source files, dispatch."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from crawler.cluster.cluster_settings import ClusterSettings
from crawler.cluster.dispatcher import dispatch
from crawler.cluster.seeding import SourceSeeds
from crawler.cluster.sweep import sweep
from crawler.cluster.worker_database import connect, server_time


class Keeper:
    """Runs in a thread and with a connection of its own: a big change of source files blocks no crawl."""

    def __init__(self, settings: BaseSettings, options: ClusterSettings) -> None:
        self.settings, self.options = settings, options
        self.seeds = SourceSeeds(settings)

    def keep(self) -> int:
        """Take over what dead workers held, and make the jobs that are due; return how many."""
        with connect(self.settings["DATABASE"], self.options) as db:
            sweep(db, self.options.stale, server_time(db))
            names = self.seeds.seed(db)
            return dispatch(db, names, server_time(db), self.options.pause)

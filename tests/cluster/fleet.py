"""Worker processes for tests: started, killed, frozen and woken. The database says what they do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crawler.cluster import setup
from pipelines.db import open_database
from tests import warm
from tests.crawling import FAST, ROOT, environment

# On a busy machine a worker that lives may be silent for seconds.
# Without a delay Scrapy itself lets two requests to a host through when its event loop is late.
QUICK = {"CLUSTER_BEAT": 1.0, "CLUSTER_STALE": 10.0, "CLUSTER_SWEEP": 1, "CLUSTER_PAUSE": 2.0}


class Fleet:
    """Workers that share one database; `settings` are for all of them."""

    def __init__(self, address: str, folder: Path, proxy: Mapping[str, str], **settings: object) -> None:
        self.address, self.folder, self.proxy = address, folder, proxy
        self.settings = {
            **QUICK,
            "FRONTIER_PATIENCE": 1,
            "CLUSTER_HOSTS": 6,
            "DOWNLOAD_DELAY": 0.1,
            **settings,
        }
        self.workers: dict[str, warm.Command] = {}
        with open_database(address) as db:
            setup.set_up(db)

    def start(self, name: str) -> warm.Command:
        given = {**self.settings, "CONTACT": f"mailto:{name}@example.org", "DATABASE": self.address}
        words = ["scrapy", "worker", "-s", f"SOURCES={self.folder}", *FAST]
        words += [word for key, value in given.items() for word in ("-s", f"{key}={value}")]
        out, err = self.folder / f"{name}.out", self.folder / f"{name}.err"
        worker = warm.Command(words, cwd=ROOT, environment=environment(self.proxy), out=out, err=err)
        self.workers[name] = worker
        return worker

    def send(self, name: str, number: signal.Signals) -> None:
        os.kill(self.workers[name].pid, number)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_database(self.address) as db:
            return db.all(sql)

    def number(self, sql: str) -> int:
        return int(self.rows(sql)[0][0])

    def doing(self) -> int:
        return self.number("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")

    def leased(self) -> int:
        return self.number("SELECT count(*) FROM _frontier WHERE state = 'leased'")

    def articles(self) -> list[str]:
        return [url for (url,) in self.rows("SELECT url FROM articles ORDER BY url")]

    def hosts_of(self, name: str) -> list[str]:
        """The hosts that a worker is at."""
        pid = str(self.workers[name].pid)
        rows = self.rows("SELECT host, holder FROM _cluster_hosts WHERE holder IS NOT NULL")
        return [host for host, holder in rows if holder.split(" ")[3] == pid]

    def output(self) -> str:
        """What all workers have printed; for the message of a test that fails."""
        return "\n".join(f"--- {file.name}\n{file.read_text()}" for file in sorted(self.folder.glob("*.err")))


@contextmanager
def fleet(address: str, folder: Path, proxy: Mapping[str, str], **settings: object) -> Iterator[Fleet]:
    """Give a fleet, and kill what is left of it."""
    ships = Fleet(address, folder, proxy, **settings)
    try:
        yield ships
    except (AssertionError, ProcessLookupError) as error:
        raise AssertionError(f"{error}\n{ships.output()}") from error
    finally:
        for worker in ships.workers.values():
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGCONT)
            worker.kill()


def until(is_so: Callable[[], bool], seconds: float, what: str, every: float = 0.1) -> float:
    """Wait until something is so and return how long it took; raises AssertionError if it takes longer."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what}: not after {seconds:.0f} s")
        time.sleep(every)
    return time.monotonic() - began

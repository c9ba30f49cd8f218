"""Kills a crawl with SIGKILL again and again, then lets one finish: `python -m tests.killing --times 100`."""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crawler.frontier.lease_set import PER_HOST
from tests import warm
from tests.crawling import ROOT, arguments, environment, scrapy
from tests.replay import CRAWL, Replay, unpack

EARLY = 0.1
"""Share of the kills that happen before the first request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The results of the killed runs and the last run, compared with an undisturbed run."""

    kills: int
    mid_crawl: int
    """Kills after the run had fetched something and still had more to do."""
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    twice: int
    """Articles that are stored in two rows."""
    again: int
    """Article pages that were fetched more than once; each repetition counts."""
    integrity: str
    seconds: float

    @property
    def is_well(self) -> bool:
        whole = not self.missing and not self.extra and not self.twice and self.integrity == "ok"
        return whole and self.again <= self.kills * PER_HOST

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.mid_crawl} in the middle: {len(self.missing)} articles missing,"
            f" {len(self.extra)} too many, {self.twice} stored twice, {self.again} pages fetched again"
            f" ({self.again / max(1, self.kills):.2f} a kill),"
            f" integrity {self.integrity}, {self.seconds:.0f} s"
        )


def kill(
    times: int, site: str, start: str, place: Path, *, seed: int = 7, latency: int = 60, whole: bool = False
) -> Outcome:
    """Crawl `site` in runs that are killed; `latency` of the replay is in milliseconds.

    `whole` follows the links of the whole site.
    """
    began, dice = time.monotonic(), random.Random(seed)
    root = unpack((site,), place / "sites")
    common = (
        "-a",
        f"url={start}",
        *(("-a", "whole=1") if whole else ()),
        *CRAWL,
        "-s",
        "FRONTIER_LEASE=2",
        "-s",
        "FRONTIER_BACKOFF=0.2",
    )
    with Replay(root, place / "calm.log") as calm:
        scrapy(place / "calm.db", "crawl", "news", *common, proxy=calm.proxy)
    wanted = _urls(place / "calm.db")
    mid_crawl = 0
    with Replay(root, place / "killed.log", "--latency", str(latency)) as replay:
        command = arguments(place / "killed.db", "crawl", "news", *common)[2:]
        span = len(wanted) * (latency + 30) / 1000 / max(1, times) * 2
        for _ in range(times):
            before = len(replay.requests())
            _one(command, replay, dice.random() < EARLY, dice.random() * max(span, 0.5))
            mid_crawl += len(replay.requests()) > before and len(_urls(place / "killed.db")) < len(wanted)
        scrapy(place / "killed.db", "crawl", "news", *common, proxy=replay.proxy)
        asked = replay.requests()
    found = _urls(place / "killed.db")
    pages = Counter(each["path"] for each in asked if f"https://{each['host']}{each['path']}" in wanted)
    return Outcome(
        kills=times,
        mid_crawl=mid_crawl,
        missing=tuple(sorted(set(wanted) - set(found))),
        extra=tuple(sorted(set(found) - set(wanted))),
        twice=len(found) - len(set(found)),
        again=sum(count - 1 for count in pages.values()),
        integrity=_one_value(place / "killed.db", "PRAGMA integrity_check"),
        seconds=time.monotonic() - began,
    )


def _one(command: list[str], replay: Replay, early: bool, seconds: float) -> None:
    """Start a crawl, and kill it some time after its first request, or before it."""
    size, quiet = replay.size(), Path(os.devnull)
    run = warm.Command(command, cwd=ROOT, environment=environment(replay.proxy), out=quiet, err=quiet)
    while not early and replay.size() == size and run.poll() is None:
        time.sleep(0.01)
    with suppress(TimeoutError):
        run.wait(seconds)  # this kills it when the time is over


def _urls(database: Path) -> list[str]:
    if not database.exists():
        return []
    with sqlite3.connect(database) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return []
        return [url for (url,) in db.execute("SELECT url FROM articles")]


def _one_value(database: Path, sql: str) -> str:
    with sqlite3.connect(database) as db:
        return str(db.execute(sql).fetchone()[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--site", default="flink.apache.org")
    parser.add_argument("--start", default="https://flink.apache.org/")
    parser.add_argument("--latency", type=int, default=60, help="milliseconds")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--whole", action="store_true", help="follow the links of the whole site")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        outcome = kill(
            options.times,
            options.site,
            options.start,
            Path(place),
            seed=options.seed,
            latency=options.latency,
            whole=options.whole,
        )
    print(outcome)
    return 0 if outcome.is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())

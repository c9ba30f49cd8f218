"""Kills and freezes workers in the middle of their crawls: `python -m tests.cluster.killing --times 30`."""

from __future__ import annotations

import argparse
import random
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.city import City
from tests.cluster.fleet import Fleet, fleet, until
from tests.postgres import fresh_database

WORKERS = ("one", "two", "three")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one crawl of all hosts by three workers, of which one was killed and one frozen."""

    articles: int
    missing: int
    extra: int
    again: int
    """Article pages that were requested more than once; each repetition counts."""
    in_flight: int
    """Pages that the two workers had in hand when they were killed and frozen."""
    overlaps: tuple[str, ...]
    beside: tuple[str, ...]
    """Hosts that the woken worker requested although they were no longer its own."""
    takeover: float
    """Seconds until the first host of the killed worker was free again."""
    limit: float
    """Beat, stale and sweep seconds together."""
    doing: int
    leased: int
    codes: tuple[int, ...]
    seconds: float

    @property
    def is_whole(self) -> bool:
        lost = self.missing or self.extra or self.overlaps or self.beside or self.doing or self.leased
        return not lost and self.again <= self.in_flight and set(self.codes) == {0}

    @property
    def is_well(self) -> bool:
        """Whether the takeover was in time, too. Procrastinate's clock and a busy machine get 1.5 s."""
        return self.is_whole and self.takeover <= self.limit + 1.5

    def __str__(self) -> str:
        return (
            f"{self.articles} articles, {self.missing} missing, {self.extra} too many,"
            f" {self.again} pages fetched again ({self.in_flight} in hand),"
            f" {len(self.overlaps)} requests beside another of their host {'; '.join(self.overlaps)},"
            f" {len(self.beside)} by the woken one beside the new one, takeover in {self.takeover:.1f} s"
            f" (limit {self.limit:g}), at the end {self.doing} jobs and {self.leased} leases left,"
            f" exit codes {self.codes}, {self.seconds:.0f} s"
        )


def rehearse(
    folder: Path,
    address: str,
    *,
    hosts: int = 30,
    articles: int = 12,
    latency: float = 0.3,
    frozen: float = 15.0,
    dice: random.Random | None = None,
    **settings: object,
) -> Outcome:
    """Crawl all hosts with three workers; kill one and freeze one for so many seconds."""
    began, dice = time.monotonic(), dice or random.Random(7)
    city = City(hosts, articles, latency)
    city.write_sources(folder)
    with city.site, fleet(address, folder, city.site.proxy, **settings) as ships:
        for name in WORKERS:
            ships.start(name)
        some = dice.randint(hosts, hosts * articles // 3)
        until(lambda: sum(city.asked().values()) >= some, 60, f"{some} pages")
        taken = _kill(ships, "one")
        held, woken = _freeze(ships, "two", frozen)
        until(lambda: _is_done(ships, city), 180, "all articles", every=0.5)
        codes = []
        for name in WORKERS[1:]:
            ships.send(name, signal.SIGTERM)
            codes.append(ships.workers[name].wait(30))
        stored, limit = ships.articles(), _limit(ships)
        return Outcome(
            articles=len(stored),
            missing=len(city.articles - set(stored)),
            extra=len(set(stored) - city.articles) + len(stored) - len(set(stored)),
            again=sum(count - 1 for count in city.asked().values()),
            in_flight=taken[1] + held,
            overlaps=tuple(city.overlaps()),
            beside=tuple(city.beside("two", woken)),
            takeover=_freed(ships) - taken[0],
            limit=limit,
            doing=ships.doing(),
            leased=ships.leased(),
            codes=tuple(codes),
            seconds=time.monotonic() - began,
        )


def _kill(ships: Fleet, name: str) -> tuple[float, int]:
    """Kill a worker; return when, and how many pages it had in hand."""
    held = _held(ships, name)
    ships.send(name, signal.SIGKILL)
    return time.time(), held


def _freeze(ships: Fleet, name: str, seconds: float) -> tuple[int, float]:
    """Stop a worker for some seconds; return how many pages it had in hand, and when it woke."""
    ships.send(name, signal.SIGSTOP)
    held = _held(ships, name)
    time.sleep(seconds)
    woken = time.monotonic()
    ships.send(name, signal.SIGCONT)
    return held, woken


def _held(ships: Fleet, name: str) -> int:
    pid = ships.workers[name].pid
    sql = f"SELECT count(*) FROM _frontier WHERE state = 'leased' AND split_part(holder, ' ', 4) = '{pid}'"
    return ships.number(sql)


def _is_done(ships: Fleet, city: City) -> bool:
    if ships.number("SELECT count(*) FROM articles") < len(city.articles):
        return False
    return ships.number("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')") == 0


def _freed(ships: Fleet) -> float:
    """Return when a sweep ended the first job of a dead worker."""
    sql = "SELECT extract(epoch FROM min(at)) FROM procrastinate_events WHERE type = 'failed'"
    return float(ships.rows(sql)[0][0] or "inf")


def _limit(ships: Fleet) -> float:
    return sum(float(str(ships.settings[f"CLUSTER_{name}"])) for name in ("BEAT", "STALE", "SWEEP"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--hosts", type=int, default=30)
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--frozen", type=float, default=15.0, help="seconds")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    dice, bad = random.Random(options.seed), 0
    for number in range(1, options.times + 1):
        with tempfile.TemporaryDirectory() as place, fresh_database() as address:
            outcome = rehearse(
                Path(place),
                address,
                hosts=options.hosts,
                articles=options.articles,
                frozen=options.frozen,
                dice=dice,
            )
        bad += not outcome.is_well
        print(f"{number}: {'' if outcome.is_well else 'BAD: '}{outcome}", flush=True)
    print(f"{options.times} times, {bad} of them bad")
    return int(bool(bad))


if __name__ == "__main__":
    raise SystemExit(main())

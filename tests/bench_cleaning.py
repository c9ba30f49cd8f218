#!/usr/bin/env python3
"""python -m tests.bench_cleaning [--pages 400] [--workers 0 1 2]

Cleans pages as a crawl does, with so many worker processes, and prints start-up, pages a second end to end,
how long the event loop was held up (99th percentile and longest), and the memory of all processes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from pipelines.clean import CleanPipeline
from pipelines.items import Page, Site
from tests.fuzz import seeds

TICK = 0.01
"""Seconds between two beats of the heart."""


async def heartbeat(gaps: list[float]) -> None:
    while True:
        before = time.monotonic()
        await asyncio.sleep(TICK)
        gaps.append(time.monotonic() - before - TICK)


def resident() -> float:
    """Megabytes that this process and all below it hold, each with its share of what is common."""
    total = 0
    for file in Path("/proc").glob("[0-9]*/smaps_rollup"):
        with contextlib.suppress(OSError):
            if _is_ours(file.parent):
                lines = dict(line.split(":", 1) for line in file.read_text().splitlines()[1:])
                total += int(lines["Pss"].split()[0])
    return total / 1000


def _is_ours(process: Path) -> bool:
    session = (process / "stat").read_text().rpartition(") ")[2].split()[3]
    return session == Path("/proc/self/stat").read_text().rpartition(") ")[2].split()[3]


async def run(workers: int, count: int) -> dict[str, float]:
    site = Site(name="herald", url="https://herald.example/")
    bodies = islice(cycle(seeds.pages()), count)
    pages = [
        Page(url=f"{site.url}{n}", body=body, fetched_at=datetime.now(UTC), site=site)
        for n, body in enumerate(bodies)
    ]
    stage = CleanPipeline(workers)
    began = time.monotonic()
    stage.open_spider()
    await stage.process_item(pages[0])
    ready = time.monotonic()
    gaps: list[float] = []
    heart = asyncio.create_task(heartbeat(gaps))
    ends = await asyncio.gather(*map(stage.process_item, pages), return_exceptions=True)
    seconds, memory = time.monotonic() - ready, resident()
    heart.cancel()
    await stage.close_spider()
    gaps.sort()
    return {
        "workers": workers,
        "start-up s": ready - began,
        "pages/s": count / seconds,
        "failed": sum(isinstance(end, Exception) for end in ends),
        "held up p99 ms": 1000 * gaps[int(0.99 * (len(gaps) - 1))] if gaps else 1000 * seconds,
        "longest ms": 1000 * gaps[-1] if gaps else 1000 * seconds,
        "memory MB": memory,
        "own CPU s": resource.getrusage(resource.RUSAGE_SELF).ru_utime,
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument(
        "--json", action="store_true", help="one measurement, as JSON; for this program's own use"
    )
    asked = parser.parse_args()
    if asked.json:
        print(json.dumps(asyncio.run(run(asked.workers[0], asked.pages))))
        return 0
    for workers in asked.workers:  # each in a new process: nothing is warm
        command = [sys.executable, "-m", "tests.bench_cleaning", "--json", "--pages", str(asked.pages)]
        found = json.loads(
            subprocess.run(
                [*command, "--workers", str(workers)],
                check=True,
                capture_output=True,
                text=True,
                start_new_session=True,
            ).stdout
        )
        print(", ".join(f"{name} {value:.1f}" for name, value in found.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

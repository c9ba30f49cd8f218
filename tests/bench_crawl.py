"""python -m tests.bench_crawl [--pages 400] [--workers 0 1 2] [--warc FILE] [--no-peer]

Crawls pages of ten small sites on loopback, once with each number of worker processes. Prints the time until
the first page has ended, the pages per second from then on, the CPU time for each page of the main process
and of all processes, the delays of the event loop (99th percentile and longest), and the memory of all
processes. The last crawl is that of a plain Scrapy spider that runs trafilatura in two processes
(tests/plain_spider.py). The last lines compare Broadsheet's best crawl with it; on a busy machine the CPU
time is the fairer figure. The pages are invented, or those of a WARC file.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from crawler.discover.warc import Record, records
from tests.crawling import ROOT, arguments, environment
from tests.hostile import HOSTS, article, feed
from tests.site import Site

LOOK = 0.5
"""Seconds between two looks at the memory."""
SETTINGS = ("DOWNLOAD_DELAY=0", "FRONTIER_TRIES=1", "ALLOW_PRIVATE_ADDRESSES=0", "RETRY_ENABLED=0")


def bodies(count: int, warc: str | None) -> list[bytes]:
    """Return `count` pages."""
    if warc is None:
        return [article(number) for number in range(count)]
    found = [record.body for record in records(Path(warc)) if isinstance(record, Record)]
    return list(islice(cycle(found), count))


def serve(site: Site, directory: Path, pages: list[bytes]) -> None:
    """Serve the sites, and write their source files."""
    for host in range(HOSTS):
        base = f"http://site{host}.example"
        paths = {
            f"{base}/2024/03/01/report-number-{n}-of-the-day": pages[n]
            for n in range(host, len(pages), HOSTS)
        }
        site.pages |= {
            **paths,
            f"{base}/": "<html><title>Home</title></html>",
            f"{base}/feed.xml": feed(paths),
        }
        (directory / f"site{host}.toml").write_text(f"url = '{base}/'\nfeeds = ['/feed.xml']\n")


def measure(workers: int, pages: list[bytes]) -> dict[str, float]:
    """Return the measurements of one crawl, by the names that are printed."""
    with tempfile.TemporaryDirectory() as place, Site() as site:
        directory = Path(place)
        serve(site, directory, pages)
        settings = (*SETTINGS, f"CLEAN_WORKERS={workers}", 'ADDONS={"tests.heart.WithHeart": 1}')
        words = [word for one in settings for word in ("-s", one)]
        command = arguments(directory / "news.db", "crawl", "news", *words)
        return {"workers": workers, **_run(command, site, directory)}


def measure_peer(pages: list[bytes]) -> dict[str, float]:
    """Return the measurements of the plain spider for the same pages."""
    with tempfile.TemporaryDirectory() as place, Site() as site:
        directory = Path(place)
        serve(site, directory, pages)
        feeds = [f"http://site{host}.example/feed.xml" for host in range(HOSTS)]
        command = [sys.executable, "-m", "tests.plain_spider", str(directory / "articles.jsonl"), *feeds]
        return _run(command, site, directory)


def _run(command: list[str], site: Site, directory: Path) -> dict[str, float]:
    heart = directory / "heart.json"
    began = time.time()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment(site.proxy), "HEART": str(heart)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        memory, spent = _watch(process)
    felt = json.loads(heart.read_text("utf-8"))
    gaps, ends = felt["gaps"] or [0.0], felt["ends"]
    return {
        "first page s": ends[0] - began,
        "pages/s": (len(ends) - 1) / (ends[-1] - ends[0]),
        "main CPU ms": 1000 * felt["cpu"] / (len(ends) - 1),
        "all CPU ms": 1000 * _between(spent, ends[0], ends[-1]) / (len(ends) - 1),
        "ended": len(ends),
        "held up p99 ms": 1000 * gaps[int(0.99 * (len(gaps) - 1))],
        "longest ms": 1000 * gaps[-1],
        "memory MB": memory,
    }


def _watch(process: subprocess.Popen[bytes]) -> tuple[float, list[tuple[float, float]]]:
    """Return the most megabytes that a process and its descendants used, with shared memory counted once, and
    the seconds of processor time that all of them had taken, by the time of the clock."""
    most, taken, spent = 0.0, dict[str, float](), list[tuple[float, float]]()
    while process.poll() is None:
        ours = [each for each in Path("/proc").glob("[0-9]*") if _is_of(each, process)]
        most = max(most, sum(map(_resident, ours)))
        taken |= {each.name: seconds for each in ours if (seconds := _taken(each))}
        spent.append((time.time(), sum(taken.values())))
        time.sleep(LOOK)
    return most, spent


def _taken(each: Path) -> float:
    with contextlib.suppress(OSError):
        fields = (each / "stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _between(spent: list[tuple[float, float]], start: float, end: float) -> float:
    """Return the processor time that was taken between two times of the clock."""
    first = next((taken for at, taken in spent if at >= start), 0.0)
    return max((taken for at, taken in spent if at <= end + LOOK), default=first) - first


def _is_of(each: Path, process: subprocess.Popen[bytes]) -> bool:
    with contextlib.suppress(OSError):
        return int((each / "stat").read_text().rpartition(") ")[2].split()[3]) == process.pid
    return False


def _resident(each: Path) -> float:
    with contextlib.suppress(OSError):
        lines = dict(line.split(":", 1) for line in (each / "smaps_rollup").read_text().splitlines()[1:])
        return int(lines["Pss"].split()[0]) / 1000
    return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--warc", help="serve the pages of this file")
    parser.add_argument("--no-peer", action="store_true", help="leave out the plain Scrapy spider")
    options = parser.parse_args()
    pages, crawls = bodies(options.pages, options.warc), list[dict[str, float]]()
    for workers in options.workers:
        crawls.append(measure(workers, pages))
        print(_line(crawls[-1]), flush=True)
    if not options.no_peer:
        peer = measure_peer(pages)
        print(f"plain Scrapy with trafilatura, 2 processes: {_line(peer)}")
        best = max(crawls, key=lambda crawl: crawl["pages/s"])
        print(f"pages a second, ours to the plain spider's: {best['pages/s'] / peer['pages/s']:.2f}")
        if best["all CPU ms"]:  # a run of a second ends before its processes were looked at
            cheaper = peer["all CPU ms"] / best["all CPU ms"]
            print(f"CPU time a page, the plain spider's to ours: {cheaper:.2f}")
    return 0


def _line(measured: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1f}" for name, value in measured.items())


if __name__ == "__main__":
    sys.exit(main())

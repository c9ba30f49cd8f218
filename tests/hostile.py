"""A crawl in which one page in ten is hostile, beside one in which none is: `python -m tests.hostile`.

Both crawl ten small sites that one server plays. It prints how many pages were stored, how many were counted
by each name, the seconds, and the megabytes of the crawl with its workers.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.crawling import ROOT, Ran, arguments, environment
from tests.faults import PAGES, Row
from tests.guard.test_faults import account
from tests.site import Site

SETTINGS = (
    "DOWNLOAD_DELAY=0",
    "FIRST_BYTE_TIMEOUT=3",
    "DOWNLOAD_TIMEOUT=8",
    "DOWNLOAD_MAXSIZE=2000000",
    "FRONTIER_TRIES=1",
    "ALLOW_PRIVATE_ADDRESSES=0",
    "CLEAN_TIMEOUT=20",
)
"""Time limits for a server on loopback: a few seconds here stand for a minute on the web."""

HOSTS = 10
SHARE = 10
"""One page in this many is hostile."""

# The proxy resolves all names here, so that no host is unknown.
NOT_HERE = ("article", "Http304", "CannotResolveHost")
HOSTILE = {name: row for name, row in PAGES.items() if row.counted not in NOT_HERE}
WORDS = [
    "harbour",
    "bridge",
    "council",
    "river",
    "vote",
    "quay",
    "ferry",
    "market",
    "school",
    "road",
    "winter",
    "budget",
    "station",
    "museum",
]
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """The result of a crawl."""

    ran: Ran
    seconds: float
    megabytes: float
    """The most memory that all its processes used together."""
    wanted: Counter[str]
    """The expected results of its pages."""

    @property
    def found(self) -> Counter[str]:
        _, articles, drops, errors = account(self.ran)
        return Counter(article=articles) + drops + errors


def article(number: int) -> bytes:
    """Return a page whose words no other page has."""
    dice = random.Random(number)
    sentence = lambda: " ".join(dice.choices(WORDS, k=14)).capitalize() + f" in {dice.randrange(9999)}."  # noqa: E731
    text = "".join(f"<p>{' '.join(sentence() for _ in range(4))}</p>" for _ in range(12))
    title = f"Report number {number} of the {dice.choice(WORDS)}"
    head = f'<title>{title}</title><meta property="article:published_time" content="2024-03-01T08:00:00Z">'
    page = f"<html><head>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>"
    return page.encode()


def rows(pages: int, *, hostile: bool) -> list[Row]:
    """Return what is served, in order."""
    bad = cycle(random.Random(7).sample(list(HOSTILE.values()), len(HOSTILE)))
    return [next(bad) if hostile and n % SHARE == 3 else Row(article(n)) for n in range(pages)]


def crawl(directory: Path, pages: int, *, hostile: bool) -> Crawl:
    """Serve that many pages, and crawl them."""
    served = rows(pages, hostile=hostile)
    directory.mkdir()
    with Site() as site:
        for host in range(HOSTS):
            base = f"http://site{host}.example"
            paths = {
                f"{base}/2024/03/01/report-number-{n}-of-the-day": served[n]
                for n in range(host, pages, HOSTS)
            }
            site.pages |= {path: row.page for path, row in paths.items()}
            site.pages[f"{base}/"] = "<html><title>Home</title></html>"
            site.pages[f"{base}/feed.xml"] = feed(paths)
            (directory / f"site{host}.toml").write_text(f"url = '{base}/'\nfeeds = ['/feed.xml']\n")
        given = [word for one in SETTINGS for word in ("-s", one)]
        command = arguments(directory / "news.db", "crawl", "news", *given)
        began = time.monotonic()
        code, err, megabytes = _run(command, site.proxy)
        seconds = time.monotonic() - began
    ran = Ran(code, "", err, directory / "news.db")
    return Crawl(ran=ran, seconds=seconds, megabytes=megabytes, wanted=Counter(row.counted for row in served))


def feed(paths: Iterable[str]) -> str:
    """Return an RSS feed of these addresses."""
    items = "".join(f"<item><title>A title of four words</title><link>{path}</link></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>Reports</title>{items}</channel></rss>'


def _run(command: list[str], proxy: Mapping[str, str]) -> tuple[int, str, float]:
    """Return the exit code, standard error, and the most megabytes of the process group."""
    most = 0.0
    with tempfile.TemporaryFile("w+") as stderr_file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(proxy), stderr=stderr_file, start_new_session=True
        )
        while process.poll() is None:
            most = max(most, _megabytes(process.pid))
            time.sleep(0.1)
        stderr_file.seek(0)
        return process.returncode, stderr_file.read(), most


def _megabytes(group: int) -> float:
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:  # the process has ended
            continue
        if int(fields[2]) == group:
            total += int(fields[21]) * PAGE_SIZE
    return total / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, epilog=" ".join(SETTINGS))
    parser.add_argument("--pages", type=int, default=500)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as place:
        clean, bad = (crawl(Path(place, name), pages, hostile=name == "bad") for name in ("clean", "bad"))
        for name, one in (("clean", clean), ("one in ten hostile", bad)):
            print(f"{name}: {one.seconds:.1f} s, {one.megabytes:.0f} MB, {one.found['article']} articles")
        print("ends:", ", ".join(f"{kind} {n}" for kind, n in sorted(bad.found.items())))
        wrong = (bad.found - bad.wanted) + (bad.wanted - bad.found)
        if wrong:
            print("not as it should be:", dict(bad.found - bad.wanted), "for", dict(bad.wanted - bad.found))
        return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

"""Crawls one big sitemap from a loopback server: `python -m tests.spiders.bench_listings --entries 1000000`.

Prints how many links reached the frontier, the crawl's peak of memory, and the longest delays of its event
loop, in seconds by the clock and of CPU time. Stops the crawl once the first article is requested.
"""

from __future__ import annotations

import argparse
import gzip
import os
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from tests.crawling import FAST, started
from tests.loopback import Reply
from tests.site import Site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ENTRY = (
    "<url><loc>{url}/2024/03/{day:02}/news-of-the-day-number-{n}</loc>"
    "<lastmod>2024-03-{day:02}</lastmod></url>"
)


class Heart:
    """A Scrapy extension that measures how late the event loop runs."""

    def __init__(self) -> None:
        self.last = (time.monotonic(), time.process_time())
        self.gaps: list[tuple[float, float]] = []
        self.beating = create_looping_call(self.beat)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Heart:
        self = cls()
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)
        return self

    def opened(self) -> None:
        self.last = (time.monotonic(), time.process_time())
        self.beating.start(0.02, now=False)

    def beat(self) -> None:
        now = (time.monotonic(), time.process_time())
        self.gaps.append((round(now[0] - self.last[0], 3), round(now[1] - self.last[1], 3)))
        self.last = now

    def closed(self) -> None:
        self.beating.stop()
        print("latest beats:", sorted(self.gaps)[-5:], file=sys.stderr)


def sitemap(url: str, entries: int) -> bytes:
    rows = "".join(ENTRY.format(url=url, n=n, day=n % 28 + 1) for n in range(entries))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, Site() as site:
        database, path = Path(place) / "news.db", "/sitemap.xml.gz"
        body = gzip.compress(sitemap(site.url, asked.entries), 1)
        site.pages[path] = Reply(body=body, headers={"Content-Type": "application/gzip"})
        (Path(place) / "big.toml").write_text(f'url = "{site.url}/"\nsitemaps = ["{path}"]\n')
        beat = ("-s", 'EXTENSIONS={"tests.spiders.bench_listings.Heart": 1}')
        with started(database, "crawl", "big", *FAST, *beat) as crawl:
            while crawl.poll() is None and not any(each.startswith("/2024") for each in site.asked()):
                time.sleep(0.05)
            status = Path(f"/proc/{crawl.pid}/status").read_text()
            os.kill(crawl.pid, signal.SIGTERM)
            crawl.wait()
            print(crawl.err.read_text())
        print(next(line for line in status.splitlines() if line.startswith("VmHWM")))
        with sqlite3.connect(database) as db:
            print(db.execute("SELECT kind, state, count(*) FROM _frontier GROUP BY 1, 2").fetchall())


if __name__ == "__main__":
    main()

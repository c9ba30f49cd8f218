"""Many small news sites on one loopback server, their proxy, which sees which worker asks which host."""

from __future__ import annotations

import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tests.site import Request, Site, moved
from tests.spiders.test_news import feed, story

SOURCE = 'url = "http://{0}/"\nfeeds = ["http://{0}/rss.xml"]\n'


class City:
    """`hosts` sites with a feed of `articles` each; every answer takes `latency` seconds.

    The first article of the first host redirects to the second host, so the second has one article more.
    """

    def __init__(self, hosts: int, articles: int, latency: float) -> None:
        self.site = Site()
        self.latency = latency
        self.hosts = [f"paper{number}.example" for number in range(hosts)]
        self.articles: set[str] = set()
        for number, host in enumerate(self.hosts):
            self._fill(number, host, articles)
        first, there = f"http://{self.hosts[0]}/2024/03/01/day-1", f"http://{self.hosts[1]}/2024/03/01/moved"
        self.site.pages[first] = moved(there, 301)
        self.site.pages[there] = story("A bridge that moved to another paper")
        self.articles = self.articles - {first} | {there}

    def _fill(self, number: int, host: str, articles: int) -> None:
        paths = [(f"http://{host}/2024/03/{day:02}/day-{day}", day) for day in range(1, articles + 1)]
        self.site.pages[f"http://{host}/rss.xml"] = feed(*paths)
        for url, day in paths:
            self.site.pages[url] = self._slow(story(f"Bridge {day} of paper {number} is {number * day}", day))
            self.articles.add(url)

    def _slow(self, body: str):  # type: ignore[no-untyped-def]
        def answer(request: Request) -> str:
            time.sleep(self.latency)
            return body

        return answer

    def write_sources(self, folder: Path) -> None:
        for number, host in enumerate(self.hosts):
            (folder / f"paper{number}.toml").write_text(SOURCE.format(host))

    # --- What the server saw --------------------------------------------------------------------------------

    def requests(self) -> list[Request]:
        return list(self.site.log)

    def asked(self) -> Counter[str]:
        """Article → how often it was requested."""
        return Counter(request.url for request in self.requests() if request.url in self.articles)

    def overlaps(self) -> list[str]:
        """Requests that came while another one of their host was open, each with the one before it."""
        found = []
        for host in self.hosts:
            asked = [one for one in self.requests() if one.host == host]
            found += [
                f"{host}{one.path} by {worker_of(one)} {one.at - before.at:.2f} s after {before.path} by"
                f" {worker_of(before)}"
                for before, one in pairwise(asked)
                if one.open > 1
            ]
        return found

    def gaps_between_workers(self) -> list[float]:
        """Seconds from the last request of a worker at a host to the first one of the next at this host."""
        found = []
        for host in self.hosts:
            asked = [one for one in self.requests() if one.host == host]
            found += [b.at - a.at for a, b in pairwise(asked) if worker_of(a) != worker_of(b)]
        return found

    def beside(self, worker: str, since: float) -> list[str]:
        """Hosts that a worker has requested since then in the middle of another one's crawl.

        A crawl requests its host at least once in a latency; between two crawls of a host there is a pause.
        """
        close, found = 4 * self.latency, set()
        for host in self.hosts:
            asked = [(one.at, worker_of(one)) for one in self.requests() if one.host == host]
            others = [at for at, who in asked if who != worker]
            mine = [at for at, who in asked if who == worker and at >= since]
            if any(self._is_between(at, others, close) for at in mine):
                found.add(host)
        return sorted(found)

    def _is_between(self, at: float, others: list[float], close: float) -> bool:
        return any(0 < at - one < close for one in others) and any(0 < one - at < close for one in others)


def worker_of(request: Request) -> str:
    """The worker's name, which it gives as its contact."""
    found = re.search(r"mailto:(\w+)@", request.headers.get("user-agent", ""))
    return found[1] if found else ""

"""What the store costs in each database: `python -m tests.cluster.costs` prints milliseconds an operation.

One process, with the server on the same machine, and with commits that wait for the disk.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

from pipelines.db import Database, open_database
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import Leased, acknowledge, lease
from pipelines.db.crawl.visits import store
from pipelines.items import Article
from tests import postgres
from tests.db.conftest import NOON, make_article

_POLL = "SELECT * FROM articles WHERE seq > :seq ORDER BY seq LIMIT 100"
_WORDS = [f"word{n}" for n in range(20_000)]


class Costs:
    """The times of each operation, in the order of the first of each."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    def take(self, what: str, work: Callable[[], object]) -> None:
        start = time.perf_counter()
        work()
        self.times.setdefault(what, []).append((time.perf_counter() - start) * 1_000)

    def p50(self, what: str) -> float:
        return median(self.times[what])

    def p99(self, what: str) -> float:
        return sorted(self.times[what])[len(self.times[what]) * 99 // 100]


def measure(db: Database, articles: int) -> Costs:
    """Crawl `articles` invented articles of fifty hosts."""
    costs, chance = Costs(), random.Random(7)
    urls = [f"https://h{n % 50}.example/{n}" for n in range(articles)]
    links = [Link(url=url, source=f"s{n % 50}") for n, url in enumerate(urls)]
    for start in range(0, articles, 100):
        costs.take("add 100 links", lambda start=start: add(db, links[start : start + 100], now=NOON))
    leased, stored = list[Leased](), list[Article]()
    for _ in range(articles // 20):
        costs.take(
            "lease 20",
            lambda: leased.extend(lease(db, 20, now=NOON, seconds=9_999, per_host=20)),
        )
    for one in leased:
        text = " ".join(chance.choices(_WORDS, k=400))
        article = make_article(url=one.url, source=one.source, title=text[:60], text=text, lease=one.token)
        stored.append(article)
        costs.take("store a new article, end its lease", lambda article=article: store(db, article))
    later = NOON + timedelta(hours=1)
    for article in stored[:200]:
        again = make_article(url=article.url, source=article.source, title=article.title, text=article.text,
                             seen_at=later)  # fmt: skip
        costs.take("store it unchanged", lambda again=again: store(db, again))
    for number in range(0, articles - 100, 50):
        costs.take("poll, 100 rows", lambda number=number: db.all(_POLL, {"seq": number}))
    add(db, [Link(url=f"{url}/b", source="s1") for url in urls[:200]], now=NOON)
    for one in lease(db, 200, now=NOON, seconds=9_999, per_host=200):
        costs.take("acknowledge", lambda one=one: acknowledge(db, one.token, "dropped", "Gallery"))
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "news.db") as db:
        sqlite = measure(db, options.articles)
    server = postgres.Server(fsync="on", full_page_writes="on", synchronous_commit="on", autovacuum="on")
    with open_database(server.address(server.fresh())) as db:
        other = measure(db, options.articles)
        size = db.all("SELECT pg_database_size(current_database())")[0][0]
    server.close()
    print("| what | SQLite: p50 | p99 | PostgreSQL: p50 | p99 |\n| --- | --- | --- | --- | --- |")
    for what in sqlite.times:
        cells = (each for costs in (sqlite, other) for each in (costs.p50(what), costs.p99(what)))
        print(f"| {what} | {' | '.join(f'{each:.2f}' for each in cells)} |")
    print(f"PostgreSQL: {size / options.articles / 1000:.1f} kB an article, with the indexes")


if __name__ == "__main__":
    main()

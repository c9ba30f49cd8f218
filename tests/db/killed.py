"""A small crawl for a test to kill: leases, stores, changes and removes until it is stopped from outside."""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta

from pipelines.db import Database, open_database
from pipelines.db.articles import remove
from pipelines.db.crawl.frontier_rows import Link, add
from pipelines.db.crawl.leases import Leased, acknowledge, lease
from pipelines.db.crawl.visits import store
from pipelines.items import Visit
from tests.db.conftest import make_article

WORDS = (
    "harbour bridge ferry council winter channel crew engineer rust vote night fare boat tram museum " * 3
).split()


def text_of(leased: Leased) -> str:
    numbers = random.Random(f"{leased.url} {leased.attempts}")
    return "\n\n".join(" ".join(numbers.choices(WORDS, k=60)) for _ in range(5))


def step(db: Database, number: int) -> None:
    now = datetime.now(UTC)
    host = f"h{number % 5}.example"
    add(db, [Link(url=f"https://{host}/{number}-{place}", source=f"s{number % 5}") for place in range(4)])
    # The leases are so short that the next run takes over what the killed run had leased.
    for leased in lease(db, 6, now=now, seconds=0, per_host=2):
        url = leased.url
        fate = random.random()
        if fate < 0.1:
            acknowledge(db, leased.token, "dropped", "Gallery")
        elif fate < 0.2:
            with db.transaction():
                acknowledge(db, leased.token, "done", "gone")
                remove(db, url, now)
        else:
            again = (timedelta(seconds=1), timedelta(seconds=2)) if fate < 0.4 else ()
            text = text_of(leased)
            store(
                db,
                make_article(
                    url=url,
                    source=leased.source,
                    text=text,
                    lease=leased.token,
                    seen_at=now,
                    urls=(url + "?amp",),
                    visit=Visit(url=url, linked_at=now, ages=again),
                ),
            )


def main(path: str) -> None:
    with open_database(path) as db:
        first = (db.one("SELECT count(*) FROM _frontier") or (0,))[0]
        make_article(text=" ".join(WORDS))  # on a busy machine the imports for the first one take a second
        print("ready", flush=True)
        number = first
        while True:
            number += 1
            step(db, number)


if __name__ == "__main__":
    main(sys.argv[1])

"""Copies invented articles from SQLite to PostgreSQL, and times the same readings in both.

`nice python -m tests.db.bench_copy --articles 20000` starts a server of its own. Times are by the clock.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from pipelines.db import open_articles, open_database
from pipelines.db.copying import copy, count
from pipelines.db.readonly import open_to_read
from tests.db.bench_million import build, readings
from tests.postgres import Server, missing

TIMES = 20


def medians(database: Path | str, articles: int) -> dict[str, float]:
    """Return the milliseconds that half of the times each reading takes at most."""
    found = {}
    with open_articles(database) as opened:
        for what, read in readings(opened, articles):
            spent = []
            for _ in range(TIMES):
                began = time.perf_counter()
                read()
                spent.append(time.perf_counter() - began)
            found[what] = 1000 * statistics.median(spent)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=20_000)
    wanted = options.parse_args().articles
    if why := missing():
        raise SystemExit(why)
    server = Server(shared_buffers="1GB", autovacuum="on")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "news.db", server.address(server.empty())
        with open_database(source) as db:
            built = build(db, wanted, minutes=20)
        print(f"\n{built:,} articles: SQLite {source.stat().st_size / built:,.0f} bytes each")
        for what in ("copied", "compared again"):
            with open_to_read(source) as reading, open_database(target) as writing, reading.snapshot():
                began, rows = time.perf_counter(), count(reading)
                copy(reading, writing)
                seconds = time.perf_counter() - began
                ((size,),) = writing.all("SELECT pg_database_size(current_database())")
            print(
                f"{what} in {seconds:.0f} s: {rows / seconds:,.0f} rows/s, {built / seconds:,.0f} articles/s"
            )
        print(f"PostgreSQL {size / built:,.0f} bytes each")
        server.sql("VACUUM (ANALYZE)", target.rpartition("/")[2])
        times = [medians(database, built) for database in (source, target)]
        for what in times[0]:
            print(f"{what:45} {times[0][what]:9.2f} {times[1][what]:9.2f}")
    server.close()


if __name__ == "__main__":
    main()

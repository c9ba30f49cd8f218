"""Times the pages over a database of invented articles.

Run `python -m tests.tools.browse.bench_pages million.db`.

`python -m tests.db.bench_million --keep million.db` makes one. The pages are requested in this process,
without a socket. It prints medians by the clock and of CPU time, in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from statistics import median

from crawler.tools.browse.app import application, close
from tests.db.invented import vocabulary

COMMON, RARE = (vocabulary("en")[place] for place in (20, 30_000))
PAGES = (
    *("/", "/?source=site5", "/?language=zu", f"/search?q={RARE}", f"/search?q={COMMON}"),
    *(f"/search?q={COMMON}&source=site5", f"/search?q={COMMON}&language=zu", "/article/5000"),
    *("/sources", "/sources?span=8w", "/source/site5", "/data", "/data/articles"),
)


async def measure(path: Path, times: int) -> None:
    datasette = application(path)
    for page in PAGES:
        found: list[tuple[float, float]] = []
        for _ in range(times):
            clock, processor = time.perf_counter(), time.process_time()
            answer = await datasette.client.get(page)
            found.append((time.perf_counter() - clock, time.process_time() - processor))
            assert answer.status_code == 200, page
        clocks, processors = zip(*found, strict=True)
        figures = f"{median(clocks) * 1e3:6.0f} ms, worst {max(clocks) * 1e3:.0f}"
        size = f"{len(answer.content) / 1e3:.0f} kB"
        print(f"{page:40} {figures}; processor {median(processors) * 1e3:.0f}; {size}")
    close(datasette)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--times", type=int, default=7)
    asked = parser.parse_args()
    asyncio.run(measure(asked.database, asked.times))


if __name__ == "__main__":
    main()

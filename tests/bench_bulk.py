"""python -m tests.bench_bulk [--warc FILE] [--times 3]

Compares the pages a second of one core: `clean_page` alone, and a whole job of `scrapy bulk`, which also
reads the file and writes the articles. The two take turns in one process; their processor time counts.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from crawler.discover.warc import records
from crawler.sources.lookup import Sites
from crawler.spiders.archived_page import page_of
from crawler.tools.bulk.one_warc import Rules, read_warc
from pipelines.items import Page
from pipelines.markup.limits import OverLimit
from pipelines.worker.read_page import clean_page, warm
from tests.corpora import SHARED


def pages(warc: Path) -> Iterator[Page]:
    sites = Sites(())
    return (page for page in (page_of(each, sites) for each in records(warc)) if isinstance(page, Page))


def cleaning(warc: Path) -> float:
    started, taken = process_time(), 0.0
    for page in pages(warc):
        begun = process_time()
        try:
            clean_page(page)
        except OverLimit as error:
            print(error, file=sys.stderr)
        taken += process_time() - begun
    print(f"  reading the file: {process_time() - started - taken:.2f} s")
    return taken


def job(warc: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        started = process_time()
        read_warc(warc, Path(folder) / "out.parquet", Rules())
        return process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warc", type=Path, default=SHARED / "corpus" / "fundus.warc.gz")
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    warm()
    count = sum(1 for _ in pages(given.warc))
    both = [(cleaning(given.warc), job(given.warc)) for _ in range(given.times)]
    alone, whole = (min(each) for each in zip(*both, strict=True))
    rates = f"clean_page {count / alone:.1f} a second, a job {count / whole:.1f}"
    print(f"{count} pages: {rates}: {alone / whole:.2f}")
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

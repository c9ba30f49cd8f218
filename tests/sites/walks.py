"""Measures crawls of whole sites: `python -m tests.sites.walks [HOST ...] [--stripped] [--keep FOLDER]`.

Crawls each site of ../shared with `-a whole=1` by its home page alone. Prints a table: articles that are
known and that were found, rows that are none of them, pages fetched (all answers, and those that are 404),
pages that are not 404 for each row, the share of rows with the right day, seconds. `--stripped` takes feeds,
sitemaps, robots.txt, names of classes and metadata away. Ends with 0, also if ../shared is missing.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.markup.address_shape import page_key
from tests.corpora import scorer
from tests.crawling import ROOT, environment
from tests.replay import CRAWL, IS_HERE, WHY_NOT, Replay
from tests.sites.stripped import strip
from tests.sites.whole_sites import SITES, folder_of, hosts

LONGEST = 1_800
"""Seconds of one crawl."""
_OURS = ("/robots.txt", "/.well-known/")


@dataclass(frozen=True, slots=True)
class Walk:
    """The figures of one crawl."""

    known: int
    found: int
    others: int
    pages: int
    missing: int
    days: float
    """The share of the found articles that have the right day."""
    seconds: int

    @property
    def cost(self) -> float:
        """Pages for each row. Pages that a saved site lacks would not be 404 on the site itself."""
        return (self.pages - self.missing) / max(1, self.found + self.others)


def walk(host: str, keep: Path, *, stripped: bool) -> Walk:
    with TemporaryDirectory() as name, _site(host, Path(name), stripped=stripped) as replay:
        database, began = keep / f"{host}.db", time.monotonic()
        for old in keep.glob(f"{host}.*db*"):
            old.unlink()
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "news",
            "-a",
            f"url=http://{host}/",
            "-a",
            "whole=1",
        ]
        command += [*CRAWL, "-s", f"DATABASE={database}", "-s", f"SOURCES={name}"]
        with (keep / f"{host}.log").open("wb") as log:
            subprocess.run(
                command, cwd=ROOT, env=environment(replay.proxy), stderr=log, timeout=LONGEST, check=True
            )
        asked = [each for each in replay.requests() if not each["path"].startswith(_OURS)]
        missing = sum(each["status"] == 404 for each in asked)
        return _judged(host, database, len(asked), missing, round(time.monotonic() - began))


@contextmanager
def _site(host: str, folder: Path, *, stripped: bool) -> Iterator[Replay]:
    (folder / "root").mkdir()
    if stripped:
        strip(folder_of(host), folder / "root" / host)
    else:
        (folder / "root" / host).symlink_to(folder_of(host))
    with Replay(folder / "root", folder / "requests.jsonl") as replay:
        yield replay


def _judged(host: str, database: Path, pages: int, missing: int, seconds: int) -> Walk:
    judge = scorer()
    with closing(sqlite3.connect(database)) as db:
        ids = {
            page_key(url): number for url, number in db.execute("SELECT url, article_id FROM article_urls")
        }
        dates = {number: date for number, *date in db.execute(_DATES)}
    truths = _truths(host)
    found = {number: truth for truth in truths if (number := ids.get(page_key(truth["url"]))) is not None}
    right = [
        judge.published(truth["published"], truth.get("published_kind"), *dates[number])["day"]
        for number, truth in found.items()
        if truth.get("published")
    ]
    days = sum(map(bool, right)) / max(1, len(right))
    return Walk(len(truths), len(found), len(dates) - len(found), pages, missing, days, seconds)


_DATES = "SELECT id, published_at, published_offset FROM articles"


def _truths(host: str) -> list[dict[str, Any]]:
    with lzma.open(SITES / f"{host}.truth.jsonl.xz", "rt", encoding="utf-8") as lines:
        return list(map(json.loads, lines))


def show(name: str, one: Walk) -> None:
    counts = (one.known, one.found, one.others, one.pages, one.missing)
    print(
        f"{name:26}" + "".join(f"{count:>9,}" for count in counts),
        f"{one.cost:>9.2f}{one.days:>9.3f}{one.seconds:>9}",
        flush=True,
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("hosts", nargs="*")
    options.add_argument("--stripped", action="store_true", help="without feeds, sitemaps, classes, metadata")
    options.add_argument("--keep", metavar="FOLDER", help="for databases and logs; else they are deleted")
    asked = options.parse_args()
    if not SITES.is_dir() or not IS_HERE:
        print(f"skipped: ../shared/sites is missing, or the crawl {WHY_NOT}")
        return 0
    names = ("known", "found", "others", "pages", "404", "a row", "days", "seconds")
    print(
        f"{'':26}" + "".join(f"{name:>9}" for name in names[:5]), "".join(f"{name:>9}" for name in names[5:])
    )
    walks = []
    with TemporaryDirectory() as place:
        keep = Path(asked.keep or place)
        keep.mkdir(parents=True, exist_ok=True)
        for host in asked.hosts or hosts():
            walks.append(walk(host, keep, stripped=asked.stripped))
            show(host, walks[-1])
    show("all", _sum(walks))
    return 0


def _sum(walks: Sequence[Walk]) -> Walk:
    """Return the sums; the days are those of the mean article."""
    known, found, others, pages, missing, _, seconds = map(sum, zip(*map(astuple, walks), strict=True))
    days = sum(one.days * one.found for one in walks) / max(1, found)
    return Walk(known, found, others, pages, missing, days, seconds)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs the corpora in ../shared and compares the cleaner's figures with the floors in quality.toml.

    python tests/quality.py [CORPUS ...] [--ours]     --ours leaves trafilatura out

Prints our figures beside trafilatura's from the same run, for both halves of the publishers (rules are chosen
on the first, `choose`, and must hold on the second, `report`), and the CPU of a page. Ends with 1 where a
figure has lost more than .003 against its floor, and with 0, saying so, where ../shared is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecordType
from trafilatura import bare_extraction

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.items import Hints, Site  # noqa: E402
from pipelines.markup import parse  # noqa: E402
from pipelines.text import clean, no_article  # noqa: E402

SHARED = ROOT.parent / "shared"
CORPORA = ("fundus", "wcxb", "postlight")
LOSS = 0.003
Given = tuple[str, str | None, bytes, dict[str, Any], bool]


@dataclass(frozen=True, slots=True)
class Marks:
    """What one extractor made of one page."""

    seconds: float
    body: dict[str, Any] | None
    title: dict[str, Any] | None
    authors: dict[str, Any] | None
    refused: bool = False


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages(corpus: str, theirs: bool) -> Iterator[Given]:
    with (SHARED / "corpus" / f"{corpus}.truth.jsonl").open(encoding="utf-8") as lines:
        truth = {row["url"]: row for row in map(json.loads, lines)}
    with (SHARED / "corpus" / f"{corpus}.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            url = record.headers["WARC-Target-URI"]
            yield url, record.http_headers.get("Content-Type"), record.reader.read(), truth[url], theirs


def half(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return "report" if hashlib.md5(host.encode(), usedforsecurity=False).digest()[0] % 2 else "choose"


def ours(url: str, kind: str | None, body: bytes) -> tuple[str, str | None, Iterable[str], bool]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    doc = parse(body, url, kind)
    story = clean(doc, Site(name=host, url=f"https://{host}/"), Hints())
    return story.text, story.title, story.authors, no_article(doc, story) is not None


def trafilaturas(url: str, kind: str | None, body: bytes) -> tuple[str, str | None, Iterable[str], bool]:
    found: Any = bare_extraction(body, with_metadata=True)
    if found is None:
        return "", None, (), True
    return found.text or "", found.title, (found.author or "").split("; "), False


def marked(tool: Callable[..., tuple[str, str | None, Iterable[str], bool]], given: Given) -> Marks:
    url, kind, body, truth, _ = given
    start = time.process_time()
    text, title, authors, refused = tool(url, kind, body)
    seconds = time.process_time() - start
    score = scorer()
    return Marks(
        seconds,
        score.body(truth["body"], text) if truth.get("body") else None,
        score.title(truth["title"], title) if truth.get("title") else None,
        score.authors(truth["authors"], authors) if truth.get("authors") else None,
        refused,
    )


def both(given: Given) -> tuple[str, Marks, Marks | None]:
    return given[0], marked(ours, given), marked(trafilaturas, given) if given[4] else None


def _warm() -> None:
    """Load both tools' libraries and models before the first page, as the workers of a crawl do."""
    bare_extraction((ROOT / "pipelines" / "warm.html").read_bytes(), with_metadata=True)
    importlib.import_module("pipelines.worker.preload")


def mean(values: Iterable[float]) -> float:
    found = [float(value) for value in values]
    return sum(found) / len(found) if found else 0.0


def figures(marks: list[Marks]) -> dict[str, float]:
    bodies = [m.body for m in marks if m.body]
    found: dict[str, float] = {}
    if bodies:
        precision, recall = mean(b["p"] for b in bodies), mean(b["r"] for b in bodies)
        found["body_f1"] = 2 * precision * recall / max(precision + recall, 1e-9)
        found["clean"] = mean(b["p"] >= 0.99 for b in bodies)
        found["complete"] = mean(b["r"] >= 0.99 for b in bodies)
        found["bad"] = mean(b["f1"] < 0.5 for b in bodies)
    found["title_alike"] = mean(m.title["sim"] for m in marks if m.title)
    found["authors_f1"] = mean(m.authors["f1"] for m in marks if m.authors)
    found["refused"] = mean(m.refused for m in marks)
    found["cpu_ms"] = 1000 * mean(m.seconds for m in marks)
    found["cpu_ms_p99"] = 1000 * sorted(m.seconds for m in marks)[int(0.99 * len(marks))]
    return found


def table(corpus: str, columns: dict[str, dict[str, float]]) -> None:
    print(f"{corpus:14}" + "".join(f"{name:>14}" for name in columns))
    for figure in next(iter(columns.values())):
        shape = "14.1f" if figure.startswith("cpu") else "14.3f"
        print(f"  {figure:12}" + "".join(f"{column[figure]:{shape}}" for column in columns.values()))


def losses(corpus: str, found: dict[str, float], floors: dict[str, Any]) -> list[str]:
    lost = []
    for figure, floor in floors.get("at_least", {}).items():
        if figure in found and found[figure] < floor - LOSS:
            lost.append(f"{corpus}: {figure} {found[figure]:.4f} is under its floor {floor}")
    for figure, most in floors.get("at_most", {}).items():
        if figure in found and found[figure] > most + LOSS:
            lost.append(f"{corpus}: {figure} {found[figure]:.4f} is over its ceiling {most}")
    return lost


def run(corpus: str, theirs: bool, pool: Any) -> list[str]:
    rows = list(pool.imap(both, pages(corpus, theirs), chunksize=4))
    mine = figures([row[1] for row in rows])
    columns = {"ours": mine}
    for part in ("choose", "report"):
        columns[part] = figures([row[1] for row in rows if half(row[0]) == part])
    if theirs:
        columns["trafilatura"] = figures([row[2] for row in rows])
        mine["cpu_share"] = mine["cpu_ms"] / columns["trafilatura"]["cpu_ms"]
        mine["cpu_share_p99"] = mine["cpu_ms_p99"] / columns["trafilatura"]["cpu_ms_p99"]
    table(corpus, {name: {k: v for k, v in c.items() if "share" not in k} for name, c in columns.items()})
    if theirs:
        print(f"  our CPU a page is {mine['cpu_share']:.2f} of theirs, p99 {mine['cpu_share_p99']:.2f}")
    floors = tomllib.loads((Path(__file__).with_name("quality.toml")).read_text(encoding="utf-8"))
    return losses(corpus, mine, floors.get(corpus, {}))


def main() -> int:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("corpus", nargs="*", default=CORPORA, choices=[*CORPORA, CORPORA])
    parser.add_argument("--ours", action="store_true", help="leave trafilatura out")
    asked = parser.parse_args()
    if not (SHARED / "corpus").is_dir():
        print(f"skipped: {SHARED / 'corpus'} is missing, so there is nothing to measure on")
        return 0
    with Pool(2, initializer=_warm) as pool:
        lost = [line for corpus in asked.corpus for line in run(corpus, not asked.ours, pool)]
    print("\n".join(lost) or "no figure has lost against its floor")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

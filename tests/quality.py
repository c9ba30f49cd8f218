#!/usr/bin/env python3
"""Scores the cleaner on the corpora in ../shared and compares its figures with the floors in quality.toml.

    python tests/quality.py [CORPUS ...] [--ours] [--fresh] [--crossed]

Prints our figures beside those of trafilatura and, where it is installed, readability-lxml: for all pages,
and for both halves of the publishers (rules are chosen on `choose` and must hold on `report`). The peers'
answers are kept in a temporary folder; `--fresh` asks them again, so that the CPU a page is of one run.
`--ours` leaves them out. `--crossed` scores each page by the model of `tests/fit_weights.py` that has not
seen its publisher: only those figures say how it does on unseen sites. Ends with 1 where a figure
is more than .003 worse than its floor, and with 0 where ../shared is missing.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from trafilatura import bare_extraction  # noqa: E402

from pipelines.items import Hints, Site  # noqa: E402
from pipelines.markup import parse  # noqa: E402
from pipelines.text import clean, no_article  # noqa: E402
from pipelines.text.model.linear_model import Model  # noqa: E402
from tests import peers  # noqa: E402
from tests.corpora import CORPORA, SHARED, UNSEEN, LabelledPage, labelled, part_of, publisher, scorer  # noqa: E402
from tests.fit_weights import crossed  # noqa: E402
from tests.peers import Extracted  # noqa: E402

LOSS = 0.003
HALVES = ("choose", "report")


@dataclass(frozen=True, slots=True)
class Marks:
    """How one extractor's answer for one page compares with the known one."""

    seconds: float
    body: dict[str, Any] | None
    title: dict[str, Any] | None
    authors: dict[str, Any] | None
    refused: bool = False


def ours(page: LabelledPage, models: list[Model]) -> Extracted:
    """Our own answer, by the model of the page's fold where there are such models."""
    model = models[part_of(page.url, len(models))] if models else None
    start = time.process_time()
    doc = parse(page.body, page.url, page.content_type)
    host = publisher(page.url)
    story = clean(doc, Site(name=host, url=f"https://{host}/"), Hints(), model=model)
    refused = no_article(doc, story) is not None
    return Extracted(story.text, story.title, story.authors, time.process_time() - start, refused)


def marked(page: LabelledPage, answer: Extracted) -> Marks:
    score, truth = scorer(), page.truth
    return Marks(
        answer.seconds,
        score.body(truth["body"], answer.text) if truth.get("body") else None,
        score.title(truth["title"], answer.title) if truth.get("title") else None,
        score.authors(truth["authors"], answer.authors) if truth.get("authors") else None,
        answer.refused,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared with what."""

    names: tuple[str, ...]
    """The other extractors."""
    fresh: bool = False
    models: tuple[Model, ...] = ()
    """The models of the folds; empty for the one that is shipped."""


def compared(how: Compared, page: LabelledPage) -> tuple[str, dict[str, Marks]]:
    """The page's address and the marks of each extractor."""
    names, fresh = how.names, how.fresh
    answers = {"ours": ours(page, list(how.models))} | {
        name: peers.extracted(name, page, fresh=fresh) for name in names
    }
    return page.url, {name: marked(page, answer) for name, answer in answers.items()}


def _warm() -> None:
    """Load the libraries and models before the first page, as the workers of a crawl do."""
    bare_extraction((ROOT / "pipelines" / "worker" / "warm.html").read_bytes(), with_metadata=True)
    importlib.import_module("pipelines.worker.preload")


def mean(values: Iterable[float]) -> float | None:
    found = [float(value) for value in values]
    return sum(found) / len(found) if found else None


_FIGURES: dict[str, tuple[str, Callable[[dict[str, Any]], float]]] = {
    "clean": ("body", lambda body: body["p"] >= 0.99),
    "complete": ("body", lambda body: body["r"] >= 0.99),
    "bad": ("body", lambda body: body["f1"] < 0.5),
    "title_alike": ("title", lambda title: title["sim"]),
    "authors_f1": ("authors", lambda authors: authors["f1"]),
}


def figures(marks: list[Marks]) -> dict[str, float]:
    """The figures of one extractor; those that the pages have no answer for are left out."""
    bodies = [m.body for m in marks if m.body]
    found: dict[str, float | None] = {"pages": len(marks)}
    if bodies:
        precision, recall = mean(b["p"] for b in bodies) or 0.0, mean(b["r"] for b in bodies) or 0.0
        found["body_f1"] = 2 * precision * recall / max(precision + recall, 1e-9)
    for name, (field, value) in _FIGURES.items():
        found[name] = mean(value(answer) for m in marks if (answer := getattr(m, field)))
    found["refused"] = mean(m.refused for m in marks)
    found["cpu_ms"] = 1000 * (mean(m.seconds for m in marks) or 0.0)
    found["cpu_ms_p99"] = 1000 * sorted(m.seconds for m in marks)[int(0.99 * len(marks))] if marks else None
    return {name: value for name, value in found.items() if value is not None}


def table(corpus: str, columns: dict[str, dict[str, float]]) -> None:
    print(f"{corpus:14}" + "".join(f"{name:>14}" for name in columns))
    for figure in dict.fromkeys(name for column in columns.values() for name in column):
        digits = 0 if figure == "pages" else 1 if figure.startswith("cpu") else 3
        cells = (
            f"{column[figure]:14.{digits}f}" if figure in column else " " * 14 for column in columns.values()
        )
        print(f"  {figure:12}" + "".join(cells), flush=True)


def losses(corpus: str, found: dict[str, float], floors: dict[str, Any]) -> list[str]:
    lost = []
    for figure, floor in floors.get("at_least", {}).items():
        if figure in found and found[figure] < floor - LOSS:
            lost.append(f"{corpus}: {figure} {found[figure]:.4f} is under its floor {floor}")
    for figure, most in floors.get("at_most", {}).items():
        if figure in found and found[figure] > most + LOSS:
            lost.append(f"{corpus}: {figure} {found[figure]:.4f} is over its ceiling {most}")
    return lost


Columns = dict[str, dict[str, float]]


def run(corpus: str, how: Compared, pool: Any) -> Columns:
    """The figures of one corpus: ours for all pages and each half, then each peer's."""
    names = how.names
    rows = list(pool.imap(partial(compared, how), labelled(corpus), chunksize=4))
    columns = {"ours": figures([marks["ours"] for _, marks in rows])}
    for at, half in enumerate(HALVES):
        columns[half] = figures([marks["ours"] for url, marks in rows if part_of(url, 2) == at])
    columns |= {name: figures([marks[name] for _, marks in rows]) for name in names}
    table(corpus, columns)
    if "trafilatura" in columns:
        peer = columns["trafilatura"]
        shares = [columns["ours"][name] / max(peer[name], 1e-9) for name in ("cpu_ms", "cpu_ms_p99")]
        print(f"  our CPU a page is {shares[0]:.2f} of trafilatura's, p99 {shares[1]:.2f}")
    return columns


def lead(found: dict[str, Columns], names: tuple[str, ...]) -> None:
    """Print by how much our body F1 is above the best peer's, on the sets that no rule was made on."""
    margins = {
        corpus: columns["ours"]["body_f1"] - max(columns[name]["body_f1"] for name in names)
        for corpus, columns in found.items()
        if corpus in UNSEEN and names
    }
    if margins:
        print("body F1 minus the best peer's: " + "  ".join(f"{c} {m:+.3f}" for c, m in margins.items()))
        print(f"  mean {mean(margins.values()):+.4f}")


def main() -> int:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("corpus", nargs="*", default=CORPORA, choices=[*CORPORA, CORPORA])
    parser.add_argument("--ours", action="store_true", help="leave the other extractors out")
    parser.add_argument("--fresh", action="store_true", help="ask the other extractors again")
    parser.add_argument("--crossed", action="store_true", help="score a page by a model that has not seen it")
    options = parser.parse_args()
    if not (SHARED / "corpus").is_dir():
        print(f"skipped: {SHARED / 'corpus'} is missing, so there is nothing to measure on")
        return 0
    names = () if options.ours else peers.installed()
    how = Compared(names, options.fresh, tuple(crossed()) if options.crossed else ())
    floors = tomllib.loads((Path(__file__).with_name("quality.toml")).read_text(encoding="utf-8"))
    with Pool(2, initializer=_warm) as pool:
        found = {corpus: run(corpus, how, pool) for corpus in options.corpus}
    lead(found, names)
    lost = [
        line for corpus in found for line in losses(corpus, found[corpus]["ours"], floors.get(corpus, {}))
    ]
    print("\n".join(lost) or "no figure has lost against its floor")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Fits the weights by which a headline is chosen, and prints how well they do on publishers left out.

    python -m tests.fit_titles [--write]     --write replaces pipelines/text/headline/title_weights.toml

The model is a softmax over the candidates of a page: a linear score of each one's features, fitted so that
those like the labelled title are likeliest. Ends with 0, saying so, where ../shared is missing.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text.article_box import find_place
from pipelines.text.boxes.box_rules import BoxContents, verdicts
from pipelines.text.headline.title import first_sentence
from pipelines.text.headline.title_candidates import gather, headlines
from pipelines.text.headline.title_features import Context, Features, features
from pipelines.text.model.linear_model import fitted as model
from pipelines.urls import site as registered
from tests.corpora import SHARED, LabelledPage, labelled, publisher, scorer

WEIGHTS = Path(__file__).resolve().parents[1] / "pipelines" / "text" / "headline" / "title_weights.toml"
SHARES = {"fundus": 3.0, "fundushist": 3.0, "turing": 2.0, "dragnet": 0.5}
"""What a page counts: current newspapers are what is crawled; dragnet's titles often end with a date."""
CORPORA = ("fundus", "wcxb", "postlight", "turing", "jocmp", "fundushist", "l3sgn1", "dragnet")
FOLDS, STEPS, RATE, PENALTY, LEAST_PAGES, LEAST_WEIGHT = 5, 400, 0.1, 0.002, 8, 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """A page's candidates: their features, and which of them are like the labelled title."""

    corpus: str
    fold: int
    rows: list[Features]
    right: list[bool]


def example(page: LabelledPage) -> Example | None:
    doc = parse(page.body, page.url, page.content_type)
    host = publisher(page.url)
    heads = headlines(doc, doc.scan, Hints())
    place = find_place(doc, Hints(), model(), heads, ())
    contents = BoxContents(doc.scan, place.text_values, place.box)
    dropped = verdicts(doc.scan, contents, place.box, place.neighbours)
    first = first_sentence(doc.scan, place.box, dropped)
    context = Context(Site(name=host, url=f"https://{host}/"), dropped, first)
    pool = gather(doc, context.site, heads, doc.scan, first)
    alike = scorer().title
    right = [alike(page.truth["title"], c.text)["sim"] for c in pool]
    fold = zlib.crc32(registered(page.url).encode()) % FOLDS
    return Example(page.corpus, fold, features(doc, heads, pool, context), right) if any(right) else None


def fitted(examples: list[Example]) -> dict[str, float]:
    """The weights under which the right candidates are likeliest, by Adam with a small penalty on size."""
    seen = Counter(name for e in examples for name in {name for row in e.rows for name in row})
    names = sorted(name for name, count in seen.items() if count >= LEAST_PAGES)
    column = {name: at for at, name in enumerate(names)}
    table = np.zeros((sum(len(e.rows) for e in examples), len(names)))
    for at, row in enumerate(row for e in examples for row in e.rows):
        for name, value in row.items():
            if name in column:
                table[at, column[name]] = value
    right = np.array([flag for e in examples for flag in e.right])
    sizes = [len(e.rows) for e in examples]
    starts = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    share = np.array([SHARES.get(e.corpus, 1.0) for e in examples])[group] / len(sizes)
    weights, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        score = table @ weights
        power = np.exp(score - np.maximum.reduceat(score, starts)[group])
        gap = _shares(power, starts, group) - _shares(power * right, starts, group)
        slope = table.T @ (gap * share) + PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return dict(zip(names, map(float, weights), strict=True))


def _shares(
    power: NDArray[np.float64], starts: NDArray[np.int64], group: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Each candidate's part of the sum over its page."""
    return power / np.add.reduceat(power, starts)[group]


def is_right(weights: dict[str, float], page: Example) -> bool:
    scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in page.rows]
    return page.right[int(np.argmax(scores))]


def write(weights: dict[str, float]) -> None:
    """Replace the weights in the data file, the largest first; what stands above them stays."""
    above = WEIGHTS.read_text(encoding="utf-8").partition("[weight]")[0]
    kept = sorted(((v, k) for k, v in weights.items() if abs(v) >= LEAST_WEIGHT), reverse=True)
    lines = [f'"{name}" = {value:.2f}' for value, name in kept]
    WEIGHTS.write_text("\n".join([above + "[weight]", *lines, ""]), encoding="utf-8")


def main() -> int:
    if not SHARED.is_dir():
        print("../shared is missing: nothing to fit")
        return 0
    pages = [page for name in CORPORA for page in labelled(name) if page.truth.get("title")]
    with Pool() as pool:
        examples = [found for found in pool.imap(example, pages, chunksize=8) if found is not None]
    parts = [[e for e in examples if e.fold != fold] for fold in range(FOLDS)]
    left_out = [fitted(part) for part in parts]
    whole = fitted(examples)
    for corpus in CORPORA:
        own = [e for e in examples if e.corpus == corpus]
        unseen = sum(is_right(left_out[e.fold], e) for e in own) / len(own)
        sample = sum(is_right(whole, e) for e in own) / len(own)
        print(f"{corpus:12} {len(own):4} pages  left out {unseen:.4f}  in sample {sample:.4f}")
    if "--write" in sys.argv:
        write(whole)
    return 0


if __name__ == "__main__":
    sys.exit(main())

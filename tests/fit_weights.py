"""Fits pipelines/text/model/weights.json on the corpora of ../shared.

    python -m tests.fit_weights            write weights.json, and the models of the folds in a temp folder
    python -m tests.fit_weights --folds    write only the models of the folds
    python -m tests.fit_weights --rows F   keep the measured pages in file F, for ablation

A piece is text where its letters stand in the page's known body. The model has two steps (see `model.Model`):
the first chooses the article's box, the second hears what the rules made of each piece. Publishers are in
three folds; the second step is fitted on the results of a first step that had not seen the page's publisher.
`python tests/quality.py --crossed` scores each page with the model that has not seen its publisher.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.words import fold
from pipelines.text import article_box, clean, weighing
from pipelines.text.model import features
from pipelines.text.model.linear_model import Model, Weights, fitted, read, write
from tests.corpora import CORPORA, SHARED, LabelledPage, labelled, part_of, publisher

FOLDS = 3
ROWS = 25  # pieces a page that are fitted on, the likelier the more text they hold
_RIDGE = 3.0
_STEPS = 8
_MOST = 8.0  # of a weight: no feature decides alone
_WEIGHT = 10.0  # of a page, against the ridge
_GRAM = 12  # letters
_CAPTIONED = frozenset(("magichtml", "zhfin", "dragnet"))  # whose answers hold captions, which ours do not
Array = NDArray[Any]


@dataclass(slots=True)
class Rows:
    """One page measured: a row a feature, a column a piece."""

    url: str
    names: list[str]
    table: Array
    labels: Array
    weights: Array


def fold_file(number: int) -> Path:
    """Where the model that has not seen fold `number` is kept."""
    return Path(tempfile.gettempdir(), "broadsheet-folds", f"{number}.json")


def labels(texts: list[str], body: str) -> Array:
    """How much of each text stands in the body, 0 to 1; a short one counts where it is a line of it."""
    letters, lines = _letters(body), {_letters(line) for line in body.split("\n")}
    grams = {letters[at : at + _GRAM] for at in range(max(1, len(letters) - _GRAM + 1))}
    found = []
    for text in texts:
        own = _letters(text)
        if len(own) < 2 * _GRAM:
            found.append(1.0 if own in lines else 0.5 if own and own in letters else 0.0)
        else:
            starts = range(0, len(own) - _GRAM + 1, 4)
            found.append(float(np.mean([own[at : at + _GRAM] in grams for at in starts])))
    return _settled(texts, np.array(found))


def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


def _settled(texts: list[str], found: Array) -> Array:
    """Short texts that only may be text are what their neighbours are; of equal texts one is text."""
    sure = found > 0.75
    near = np.sum([features.shifted(sure.astype(float), step) for step in (-3, -2, -1, 1, 2, 3)], axis=0)
    short = np.array([len(text) < 60 for text in texts])
    found = np.where(found == 0.5, near >= 3, found)
    found = np.where(short & sure & (near == 0) & (sure.sum() > 3), 0.0, found)
    best: dict[str, int] = {}
    for at in np.flatnonzero(found > 0.5):
        other = best.setdefault(texts[at], int(at))
        if near[at] > near[other]:
            best[texts[at]] = int(at)
    for at in np.flatnonzero(found > 0.5):
        if best[texts[at]] != at:
            found[at] = 0.0
    return found


def weights(page: LabelledPage, sizes: Array, found: Array, columns: features.Columns) -> Array:
    """How much each piece counts: by its size, a page's text one in all."""
    weight = np.sqrt(np.maximum(sizes, 8.0))
    if page.corpus in _CAPTIONED:
        weight[columns["named media"] > 0] = 0.0
    weight[columns["is the headline"] > 0] = 0.0
    text = weight[found > 0.5].sum()
    return np.minimum(weight / text, 0.5) if text else np.zeros_like(weight)


_MODULES = {"local": article_box, "final": weighing}


@contextmanager
def _overheard(step: str) -> Iterator[list[features.Columns]]:
    """The columns that the cleaner gives to one step of the model."""
    heard: list[features.Columns] = []
    module = _MODULES[step]
    plain = getattr(module, step)

    def listen(*args: Any) -> features.Columns:
        heard.append(plain(*args))
        return heard[-1]

    setattr(module, step, listen)
    try:
        yield heard
    finally:
        setattr(module, step, plain)


def measured(step: str, models: list[Model], page: LabelledPage) -> Rows | None:
    """One page as rows for `step`, cleaned with the model that has not seen its publisher."""
    doc = parse(page.body, page.url, page.content_type)
    host = publisher(page.url)
    with _overheard(step) as heard:
        model = models[part_of(page.url, FOLDS)]
        clean(doc, Site(name=host, url=f"https://{host}/"), Hints(), model=model)
    pieces = doc.scan.pieces
    if not heard or not pieces:
        return None
    columns = heard[0]
    found = labels([piece.text for piece in pieces], page.truth["body"])
    weight = weights(page, np.array([piece.size for piece in pieces], float), found, columns)
    pick = _picked(page.url, weight)
    table = np.vstack(list(columns.values()))[:, pick].astype(np.float32)
    share = np.minimum(1.0, ROWS * weight / max(weight.sum(), 1e-9)).clip(0.02)
    return Rows(page.url, list(columns), table, found[pick], (weight / share)[pick])


def _picked(url: str, weight: Array) -> Array:
    chance = np.minimum(1.0, ROWS * weight / max(weight.sum(), 1e-9)).clip(0.02)
    random = np.random.default_rng(len(url))
    picked: Array = (random.random(len(weight)) < chance) & (weight > 0)
    return picked


def fit(rows: list[Rows], start: Weights | None = None) -> Weights:
    """Logistic regression with a ridge, by Newton's steps; weights are those of the plain features."""
    table = np.concatenate([row.table.T for row in rows])
    known = np.concatenate([row.labels for row in rows]).astype(np.float32)
    weight = np.concatenate([row.weights for row in rows]).astype(np.float32) * _WEIGHT
    middle, spread = table.mean(0, dtype=float), table.std(0, dtype=float)
    spread[spread < 1e-6] = 1.0
    scaled = ((table - middle) / spread).astype(np.float32)
    scaled = np.hstack([scaled, np.ones((len(scaled), 1), np.float32)])
    beta = _newton(scaled, known, weight)
    plain = np.clip(beta[:-1] / spread, -_MOST, _MOST)
    bias = float(beta[-1] - (beta[:-1] / spread) @ middle)
    found = {
        name: min(value, _bound(name)) for name, value in zip(rows[0].names, map(float, plain), strict=True)
    }
    return Weights(bias, found)


def _bound(name: str) -> float:
    """The most that a feature may weigh: the corpora hold too few closing notices to fit each kind."""
    return -4.0 if name.startswith("closing notice") else _MOST


def _newton(table: Array, known: Array, weight: Array) -> Array:
    count = table.shape[1]
    ridge = np.full(count, _RIDGE)
    ridge[-1] = 1e-6
    beta = np.zeros(count)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(table @ beta.astype(np.float32), -30, 30)))
        slope = table.T @ (weight * (known - chance)) - ridge * beta
        bend = weight * np.maximum(chance * (1 - chance), 1e-4)
        step = np.linalg.solve((table * bend[:, None]).T @ table + np.diag(ridge), slope)
        beta += step * min(1.0, 3 / float(np.abs(step).max()))
        if np.abs(step).max() < 0.01:
            break
    return beta


def measure(step: str, models: list[Model]) -> list[Rows]:
    pages = (p for c in CORPORA for p in labelled(c) if p.truth.get("body"))
    with Pool(2) as pool:
        found = pool.imap(partial(measured, step, models), pages, chunksize=8)
        return [rows for rows in found if rows is not None]


def folds(rows: list[Rows], make: Callable[[list[Rows]], Weights]) -> list[Weights]:
    """One step for each fold, fitted on the others, and one fitted on all."""
    parts = [[row for row in rows if part_of(row.url, FOLDS) != number] for number in range(FOLDS)]
    return [make(part) for part in (*parts, rows)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=Path, help="keep the measured pages in this file")
    parser.add_argument("--final", action="store_true", help="fit the final step only, on the last first one")
    parser.add_argument("--folds", action="store_true", help="leave weights.json as it is")
    options = parser.parse_args()
    if not (SHARED / "corpus").is_dir():
        print(f"skipped: {SHARED / 'corpus'} is missing, so there is nothing to fit on")
        return 0
    first = [model.first for model in (*crossed(), fitted())] if options.final else None
    models = fit_all(first, options.rows)
    if not options.folds:
        write(models[FOLDS])
    return 0


def fit_all(first: list[Weights] | None = None, rows: Path | None = None) -> list[Model]:
    """The model of each fold, which are kept, and the one of all pages; `first` is a first step to keep."""
    nothing = Weights(0.0, {"size": 0.0})
    first = first or folds(measure("local", [Model(nothing, nothing)] * FOLDS), fit)
    print("the first step is fitted", flush=True)
    last_rows = measure("final", [Model(step, nothing) for step in first[:FOLDS]])
    if rows:
        rows.write_bytes(pickle.dumps(last_rows))
    models = [Model(*steps) for steps in zip(first, folds(last_rows, fit), strict=True)]
    fold_file(0).parent.mkdir(exist_ok=True)
    for number, model in enumerate(models[:FOLDS]):
        write(model, fold_file(number))
    return models


def crossed() -> list[Model]:
    """The model of each fold, as the last fit left them; fitted now where that knew other features."""
    kept = [read(fold_file(number)) for number in range(FOLDS) if fold_file(number).exists()]
    if len(kept) == FOLDS and all(_features(model) == _features(fitted()) for model in kept):
        return kept
    print("the models of the folds are missing or know other features: they are fitted now", flush=True)
    return fit_all()[:FOLDS]


def _features(model: Model) -> tuple[set[str], set[str]]:
    return set(model.first.of), set(model.final.of)


if __name__ == "__main__":
    sys.exit(main())

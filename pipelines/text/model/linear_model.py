"""A linear model of a piece's features. `python -m tests.fit_weights` fits one weight for each feature."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipelines.text.model.features import Column, Columns

_FILE = Path(__file__).with_name("weights.json")
_MOST_TERMS = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: the log-odds of a piece are `bias` plus the sum of its features times their weights."""

    bias: float
    of: Mapping[str, float]

    def log_odds(self, columns: Columns) -> Column:
        """Return for every piece the log-odds that it is text of the article."""
        table = np.concatenate([columns[name] for name in self.of]).reshape(len(self.of), -1)
        weights = np.fromiter(self.of.values(), float, len(self.of))
        odds: Column = np.einsum("i,ij->j", weights, table) + self.bias  # `@` would start threads
        return odds

    def terms(self, columns: Columns, at: int) -> Sequence[tuple[str, float]]:
        """Return the three largest terms for a piece and the three largest against it, largest first."""
        by_value = sorted(
            ((name, float(w * columns[name][at])) for name, w in self.of.items()), key=lambda t: t[1]
        )
        against, in_favour = by_value[:_MOST_TERMS], by_value[: -_MOST_TERMS - 1 : -1]
        return [t for t in in_favour if t[1] > 0] + [t for t in against if t[1] < 0]


@dataclass(frozen=True, slots=True)
class Model:
    """The two steps: the result of `first` chooses the article's box, `final` decides about each piece."""

    first: Weights
    final: Weights


@cache
def fitted() -> Model:
    """Return the model in weights.json."""
    return read(_FILE)


def read(file: Path) -> Model:
    """Return a model that `write` has written."""
    steps = json.loads(file.read_text(encoding="utf-8"))
    return Model(*(Weights(steps[name]["bias"], steps[name]["weights"]) for name in ("first", "final")))


def write(model: Model, file: Path = _FILE) -> None:
    """Write a model, each weight beside its feature's name."""
    steps = {
        name: {"bias": round(step.bias, 4), "weights": {k: round(v, 4) for k, v in step.of.items()}}
        for name, step in (("first", model.first), ("final", model.final))
    }
    file.write_text(json.dumps(steps, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

"""The features of each piece for the model's last step, when the box is chosen and the rules are applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.text.lines.notices import pieces_by_notice
from pipelines.text.model.features import BoxSums, Column, Columns, shifted, window

_FAR = 6.0  # log-odds; larger values are cut to this


@dataclass(frozen=True, slots=True)
class Judged:
    """The results of the model's first step and of the rules for one page."""

    log_odds: Column
    box: int
    """The article's box."""
    rules: Sequence[str | None]
    """For every piece, the rule that dropped it, or None."""
    leads: Sequence[int]
    """The pieces of the standfirst."""
    texts: Sequence[str]
    """The text of every piece."""


def final(boxes: BoxSums, first: Columns, judged: Judged, names: Sequence[str]) -> Columns:
    """Return the features of the first step, its results for each piece and around it, places and rules."""
    odds = np.clip(judged.log_odds, -_FAR, _FAR)
    chance = 1 / (1 + np.exp(-odds))
    place = _place(boxes, first, chance, judged.box)
    notices = _notices(judged.texts, chance, place["last of the text"] + place["behind the text"])
    ruled = _rules(judged, names)
    same_form = _alike(boxes, chance, place["inside"], ruled["dropped"])
    return first | _chances(boxes, chance) | place | notices | ruled | same_form


_NOTICE = 700  # characters; a longer text is not a notice
_UNLIKELY = 0.1  # pieces with a lower chance of being text are not searched


def _notices(texts: Sequence[str], chance: Column, closing: Column) -> Columns:
    """Return columns for phrases about the page at the end of the text; earlier, they belong to the story."""
    places = np.flatnonzero((closing > 0) & (chance > _UNLIKELY)).tolist()
    columns: Columns = {}
    for kind, pieces in pieces_by_notice(
        {at: texts[at] for at in places if len(texts[at]) < _NOTICE}
    ).items():
        column = columns[f"closing notice {kind}"] = np.zeros(len(texts))
        column[list(pieces)] = 1.0
    return columns


def _chances(boxes: BoxSums, chance: Column) -> Columns:
    columns: Columns = {"chance": chance, "surely": (chance > 0.8).astype(float)}
    for step in (-3, -2, -1, 1, 2, 3):
        columns[f"chance {step:+d}"] = shifted(chance, step)
    for width in (3, 10):
        columns[f"chance within {width}"] = window(chance, width)
    length = np.maximum(boxes.sums(boxes.length), 1.0)
    means = boxes.sums(chance * boxes.length) / length
    at = boxes.of
    for level in range(4):
        columns[f"chance of box {level}"] = means[at]
        at = boxes.parent[at]
    return columns


def _alike(boxes: BoxSums, chance: Column, inside: Column, dropped: Column) -> Columns:
    """Return columns for the other pieces in boxes of the same form: either all of them are text, or none."""
    number = np.bincount(boxes.shape)[boxes.shape]

    def others(values: Column, expected: float) -> Column:
        mean: Column = (np.bincount(boxes.shape, values)[boxes.shape] - values + expected) / number
        return mean

    likely = others(chance, _EXPECTED)
    return {
        "alike, pieces": np.log(number),
        "chance of alike": likely,
        "chance of alike, inside": likely * inside,
        "chance of alike times its own": likely * chance,
        "alike, dropped": others(dropped, 0.5),
    }


_EXPECTED = 0.3  # the chance that is used if no other box has the form


def _place(boxes: BoxSums, first: Columns, chance: Column, box: int) -> Columns:
    count = len(chance)
    place = np.arange(count)
    start, end = int(boxes.first[box]), int(boxes.last[box])
    inside = (place >= start) & (place < end)
    sentences_at = np.flatnonzero(inside & (chance > 0.5) & (first["prose"] > 0))
    opening, closing = (int(sentences_at[0]), int(sentences_at[-1])) if len(sentences_at) else (start, end)
    before, after = np.maximum(opening - place, 0), np.maximum(place - closing, 0)
    sentences = np.full(count, np.log1p(len(sentences_at)))
    return {
        "inside": inside.astype(float),
        "outside, pieces away": np.log1p(np.maximum(start - place, place - end + 1).clip(0)),
        "before the text": (before > 0).astype(float),
        "before the text, pieces": np.log1p(before),
        "behind the text": (after > 0).astype(float),
        "behind the text, pieces": np.log1p(after),
        "last of the text": ((place >= closing - 2) & (place <= closing)).astype(float),
        "inside, sentences": sentences * inside,
        "inside, chance": chance * inside,
    }


def _rules(judged: Judged, names: Sequence[str]) -> Columns:
    numbers = {name: number for number, name in enumerate(names, 1)}
    dropped = np.array([numbers.get(rule, -1) if rule else 0 for rule in judged.rules], int)
    by_number = (dropped == np.arange(1, len(names) + 1)[:, None]).astype(float)
    columns: Columns = {f"rule {name}": column for name, column in zip(numbers, by_number, strict=True)}
    is_dropped = columns["dropped"] = (dropped != 0).astype(float)
    lead = np.zeros(len(dropped))
    lead[list(judged.leads)] = 1.0
    columns["lead"] = lead
    for step in (-2, -1, 1, 2):
        columns[f"dropped {step:+d}"] = shifted(is_dropped, step)
    for width in (3, 10):
        columns[f"dropped within {width}"] = window(is_dropped, width)
    return columns

"""What can be measured of each piece once the article's box is chosen and the rules have judged it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.text.lines.notices import pieces_by_notice
from pipelines.text.model.features import BoxSums, Column, Columns, shifted, window

_FAR = 6.0  # log-odds; beyond it the model is sure


@dataclass(frozen=True, slots=True)
class Judged:
    """What the first step and the rules made of a page."""

    log_odds: Column
    box: int
    """The article's box."""
    rules: Sequence[str | None]
    """The rule that dropped each piece."""
    leads: Sequence[int]
    """The pieces that are the standfirst."""
    texts: Sequence[str]
    """The text of every piece."""


def final(boxes: BoxSums, first: Columns, judged: Judged, names: Sequence[str]) -> Columns:
    """The first features, what they came to for the piece and its neighbours, its place, its rule."""
    odds = np.clip(judged.log_odds, -_FAR, _FAR)
    chance = 1 / (1 + np.exp(-odds))
    place = _place(boxes, first, chance, judged.box)
    notices = _notices(judged.texts, chance, place["last of the text"] + place["behind the text"])
    ruled = _rules(judged, names)
    alike = _alike(boxes, chance, place["inside"], ruled["dropped"])
    return first | _chances(boxes, chance) | place | notices | ruled | alike


_NOTICE = 700  # characters; a longer text is no notice
_UNLIKELY = 0.1  # the chance of being text below which nobody asks for words


def _notices(texts: Sequence[str], chance: Column, closing: Column) -> Columns:
    """Phrases at the end of the text that speak of the page; within it they are the story's own."""
    places = np.flatnonzero((closing > 0) & (chance > _UNLIKELY)).tolist()
    found: Columns = {}
    for kind, held in pieces_by_notice({at: texts[at] for at in places if len(texts[at]) < _NOTICE}).items():
        said = found[f"closing notice {kind}"] = np.zeros(len(texts))
        said[list(held)] = 1.0
    return found


def _chances(boxes: BoxSums, chance: Column) -> Columns:
    found: Columns = {"chance": chance, "surely": (chance > 0.8).astype(float)}
    for step in (-3, -2, -1, 1, 2, 3):
        found[f"chance {step:+d}"] = shifted(chance, step)
    for width in (3, 10):
        found[f"chance within {width}"] = window(chance, width)
    length = np.maximum(boxes.sums(boxes.length), 1.0)
    means = boxes.sums(chance * boxes.length) / length
    at = boxes.of
    for level in range(4):
        found[f"chance of box {level}"] = means[at]
        at = boxes.parent[at]
    return found


def _alike(boxes: BoxSums, chance: Column, inside: Column, dropped: Column) -> Columns:
    """What the other pieces in boxes of the same form are: what is repeated is text each time, or never."""
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


_EXPECTED = 0.3  # the chance of a piece that no other is like


def _place(boxes: BoxSums, first: Columns, chance: Column, box: int) -> Columns:
    count = len(chance)
    place = np.arange(count)
    start, end = int(boxes.first[box]), int(boxes.last[box])
    inside = (place >= start) & (place < end)
    told = np.flatnonzero(inside & (chance > 0.5) & (first["prose"] > 0))
    opening, closing = (int(told[0]), int(told[-1])) if len(told) else (start, end)
    before, after = np.maximum(opening - place, 0), np.maximum(place - closing, 0)
    sentences = np.full(count, np.log1p(len(told)))
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
    found: Columns = {f"rule {name}": (dropped == number).astype(float) for name, number in numbers.items()}
    gone = found["dropped"] = (dropped != 0).astype(float)
    lead = np.zeros(len(dropped))
    lead[list(judged.leads)] = 1.0
    found["lead"] = lead
    for step in (-2, -1, 1, 2):
        found[f"dropped {step:+d}"] = shifted(gone, step)
    for width in (3, 10):
        found[f"dropped within {width}"] = window(gone, width)
    return found

"""Tells what a date is of by the words beside it, which are listed in labels.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from pipelines.items import Role
from pipelines.markup.scripts import ATTACHED
from pipelines.times.blocks import data
from pipelines.times.calendar_names import key
from pipelines.times.tables import table

Meaning = Literal["published", "modified", "clock", "other"]
ROLES: Mapping[Meaning, Role] = {
    "published": "published",
    "modified": "modified",
    "clock": "other",
    "other": "other",
}
"""The role of a date with a label of each meaning."""
_ATTACHED = re.compile(f"[{ATTACHED}]")
_LOOK = 90
_LEADS_ON = re.compile(r"\s*(?::|\d|(?:\w{1,4}\s+){0,2}\w+\s*\d)")
_MARKS = "*†"
"""Of a birth and a death: they stand right before the date."""
_NEAR = 28
"""Characters that may stand between a label and its date: a name, a weekday."""


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    meaning: Meaning
    start: int
    end: int


_data = partial(table, "labels")


@cache
def _words(language: str | None) -> Mapping[str, Meaning]:
    wanted = ("en", language) if language in _data() else tuple(_data())
    found: dict[str, Meaning] = {}
    for tag in wanted:
        for meaning in ROLES:
            for word in _data()[tag or "en"].get(meaning, ()):
                found.setdefault(key(word), meaning)
    return found


@cache
def _pattern(language: str | None) -> re.Pattern[str]:
    words = sorted(_words(language), key=len, reverse=True)
    attached = [word for word in words if _ATTACHED.search(word)]
    free = "|".join(_bounded(word) for word in attached) or "(?!)"
    bound = "|".join(re.escape(word) for word in words if word not in attached)
    # A part of a longer word ("corona-update") is none.
    return re.compile(rf"(?:{free})|(?<![^\W\d_])(?<![^\W\d_]-)(?:{bound})(?![^\W\d_])")


def _bounded(word: str) -> str:
    """A pattern for a label in a script without spaces; a generic one ends no longer word: `出生日期`."""
    return rf"(?<![぀-ヿ㐀-鿿]){re.escape(word)}" if word in generic() else re.escape(word)


@cache
def generic() -> frozenset[str]:
    """Labels that are only a word for "date" or "time": an event has them as well."""
    return frozenset(map(key, data()["event"]["dates"]))


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a text in which a date's label may stand: from the date before to the date behind."""

    low: int
    high: int


def label_of(text: str, start: int, end: int, window: Window, language: str | None) -> Label | None:
    """The label of the date at `start` to `end` of `text` (folded).

    The nearest before the date counts, else one right after it ("12月5日 更新").
    """
    before = list(_pattern(language).finditer(text, max(window.low, start - _LOOK), start))
    if before and start - before[-1].end() <= _NEAR:
        label = _label(before[-1], language)
        if label.text in _MARKS and start - label.end > 1:
            return None
        # "© Agency | 5 Dec": a bar ends what is no word for dates.
        return None if label.meaning == "other" and "|" in text[label.end : start] else label
    after = _pattern(language).match(text, _skip(text, end, window.high), window.high)
    # "5 Dec Updated: 6 Dec": the word belongs to the date behind it.
    if after is None or _LEADS_ON.match(text, after.end()):
        return None
    label = _label(after, language)
    return label if label.meaning in ("published", "modified") else None  # "5 Dec Comments" leads to those


def has_label(text: str, language: str | None) -> bool:
    """Whether any label stands in a text (folded)."""
    return _pattern(language).search(text) is not None


def parting(text: str, language: str | None) -> Meaning | None:
    """What the words between a day and a clock say: `modified` before all else."""
    found = {_words(language)[match[0]] for match in _pattern(language).finditer(text)}
    return next((meaning for meaning in ("modified", "published") if meaning in found), None)


def closing(text: str, language: str | None) -> Label | None:
    """The label that a text (folded) ends with."""
    found = list(_pattern(language).finditer(text))
    return _label(found[-1], language) if found and len(text) - found[-1].end() <= 3 else None


def leading(text: str, language: str | None) -> Label | None:
    """The label that a text (folded) begins with."""
    found = _pattern(language).match(text)
    return _label(found, language) if found else None


def _label(match: re.Match[str], language: str | None) -> Label:
    return Label(match[0], _words(language)[match[0]], match.start(), match.end())


def _skip(text: str, place: int, high: int) -> int:
    while place < high and text[place] in " .,:()[]に|-":
        place += 1
    return place

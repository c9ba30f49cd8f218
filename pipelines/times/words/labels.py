"""Finds out what a date means by the words beside it, which are listed in labels.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from pipelines.items import Role
from pipelines.markup.scripts import ATTACHED
from pipelines.times.words.calendar_names import key
from pipelines.times.words.tables import page_rules, table

Meaning = Literal["published", "modified", "clock", "other"]
ROLES: Mapping[Meaning, Role] = {
    "published": "published",
    "modified": "modified",
    "clock": "other",
    "other": "other",
}
"""Meaning of a label → the role of its date."""
_ATTACHED = re.compile(f"[{ATTACHED}]")
_MAX_DISTANCE = 90
_NEXT_DATE = re.compile(r"\s*(?::|\d|(?:\w{1,4}\s+){0,2}\w+\s*:?\s*\d)")
_LIFE_MARKS = "*†"
"""These stand directly before a date of birth or death."""
_PARTED = re.compile(r"\||\s[/•·]\s")
_NEAR = 28
"""How many characters may stand between a label and its date: a name, a weekday."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a folded text, with its position."""

    text: str
    meaning: Meaning
    start: int
    end: int


_data = partial(table, "labels")


@cache
def _meanings(language: str | None) -> Mapping[str, Meaning]:
    tags = ("en", language) if language in _data() else tuple(_data())
    meanings: dict[str, Meaning] = {}
    for tag in tags:
        for meaning in ROLES:
            for word in _data()[tag or "en"].get(meaning, ()):
                meanings.setdefault(key(word), meaning)
    return meanings


@cache
def _pattern(language: str | None) -> re.Pattern[str]:
    words = sorted(_meanings(language), key=len, reverse=True)
    attached = [word for word in words if _ATTACHED.search(word)]
    free = "|".join(_bounded(word) for word in attached) or "(?!)"
    bound = "|".join(re.escape(word) for word in words if word not in attached)
    # A part of a longer word ("corona-update") is not a label.
    return re.compile(rf"(?:{free})|(?<![^\W\d_])(?<![^\W\d_]-)(?:{bound})(?![^\W\d_])")


def _bounded(word: str) -> str:
    """Return a pattern for a label in a script without spaces.

    A label that only means "date" must not end a longer word: `出生日期` (date of birth).
    """
    return rf"(?<![぀-ヿ㐀-鿿]){re.escape(word)}" if word in generic() else re.escape(word)


@cache
def generic() -> frozenset[str]:
    """Return the labels that only mean "date" or "time"; events have them too."""
    return frozenset(map(key, page_rules()["event"]["dates"]))


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a text in which a date's label may stand: from the previous date to the next one."""

    low: int
    high: int


def label_of(text: str, start: int, end: int, window: Window, language: str | None) -> Label | None:
    """Return the label of the date from `start` to `end` in `text` (folded), or None.

    It is the nearest label before the date, or else one directly after it ("12月5日 更新").
    """
    before = list(_pattern(language).finditer(text, max(window.low, start - _MAX_DISTANCE), start))
    if before and start - before[-1].end() <= _NEAR:
        label = _label(before[-1], language)
        if label.text in _LIFE_MARKS and start - label.end > 1:
            return None
        # "© Agency | 5 Dec", "Leave a comment / By Ann Lee / 5 Dec": the date no longer belongs to the label.
        is_parted = _PARTED.search(text, label.end, start) is not None
        return None if label.meaning == "other" and is_parted else label
    after = _pattern(language).match(text, _skip(text, end, window.high), window.high)
    # "5 Dec Updated: 6 Dec": the label belongs to the second date.
    if after is None or _NEXT_DATE.match(text, after.end()):
        return None
    label = _label(after, language)
    # "5 Dec Comments" is a link to the comments.
    return label if label.meaning in ("published", "modified") else None


def is_date_label(text: str) -> bool:
    """Return True if a text is a label of the date of an article or of its change, in any language."""
    return _meanings(None).get(key(text)) in {"published", "modified"}


def has_label(text: str, language: str | None) -> bool:
    """Return True if any label is in a text (folded)."""
    return _pattern(language).search(text) is not None


def meaning_between(text: str, language: str | None) -> Meaning | None:
    """Return what the words between a day and a clock mean; "modified" is stronger than "published"."""
    meanings = {_meanings(language)[match[0]] for match in _pattern(language).finditer(text)}
    return next((meaning for meaning in ("modified", "published") if meaning in meanings), None)


def label_at_end(text: str, language: str | None) -> Label | None:
    """Return the label at the end of a text (folded)."""
    matches = list(_pattern(language).finditer(text))
    return _label(matches[-1], language) if matches and len(text) - matches[-1].end() <= 3 else None


def label_at_start(text: str, language: str | None) -> Label | None:
    """Return the label at the start of a text (folded)."""
    match = _pattern(language).match(text)
    return _label(match, language) if match else None


def _label(match: re.Match[str], language: str | None) -> Label:
    return Label(match[0], _meanings(language)[match[0]], match.start(), match.end())


def _skip(text: str, at: int, high: int) -> int:
    while at < high and text[at] in " .,:()[]に|-":
        at += 1
    return at

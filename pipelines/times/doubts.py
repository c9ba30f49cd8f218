"""What in a block of text says that its date is of an event, and not of the article.

Each finding is a name; what it is worth stands in tiers.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.markup.scripts import UNSPACED
from pipelines.times import blocks
from pipelines.times.calendar_names import key, weekdays
from pipelines.times.fold import fold
from pipelines.times.readings import Reading

_WEB = date(1994, 1, 1)
"""Before it no page was published for the web."""
_ENDS = re.compile(r"[.!?…。！？।؟۔][\"'»”)\]]*\s*$")
_SHORT_FORM = re.compile(r"\d\s?[^\W\d_]{1,3}\.\s*$")
"""A full stop that ends no sentence: `14:05 h.`, `3 Min.`"""
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_FACT = re.compile(r"^\W*(?:[^\W\d_]|[ '’./()-]){2,40}[:：]\s*(?P<value>[^\W\d_]*),?\s*$")
"""`Opened: Tuesday 3 May`: a name of something with a colon."""
_LAST = re.compile(r"(?P<words>(?:[^\W\d_]+['’]?[^\S\n]+){3,8})(?:[^\W\d_]{2,},?\s)?$")
"""Words before a date with no mark between, but for a weekday: `was opened on Friday, 3 May`."""
_FEW = 3
"""Words beside a date that make a sentence, with a mark at its end."""


@dataclass(frozen=True, slots=True)
class Place:
    """A date in a block, and how the page writes."""

    text: str
    """As it stands, composed."""
    folded: str
    before: str | None
    """The text of the block before, where it is the name of a fact: a term, the head of a row."""
    reading: Reading
    language: str | None
    is_heading: bool = False


def doubts_of(place: Place) -> tuple[str, ...]:
    """The names of all that speaks against a date without a label of publication."""
    return tuple(_doubts(place))


def _doubts(place: Place) -> Iterator[str]:
    low, high = _line_of(place)
    before, line = place.folded[low : place.reading.start], place.folded[low:high]
    behind = place.folded[place.reading.end : high]
    words = len(_words(before, place.language)) + len(_words(behind, place.language))
    if words and place.reading.day < _WEB:
        yield "before the web"
    if _is_byline(line):
        return
    if _is_fact(before, place.language) or (place.before and not before.strip()):
        yield "fact"
    if words >= _FEW and _ENDS.search(line) and not _SHORT_FORM.search(line):
        yield "sentence"
    if _runs_on(place.text[low : place.reading.start], place.language, names=not place.is_heading):
        yield "phrase"


def _line_of(place: Place) -> tuple[int, int]:
    """Where the line begins and ends that the date stands in."""
    end = place.text.find("\n", place.reading.end)
    return place.text.rfind("\n", 0, place.reading.start) + 1, len(place.text) if end < 0 else end


def _is_fact(before: str, language: str | None) -> bool:
    """True behind a name and a colon, and perhaps a weekday."""
    found = _FACT.match(before)
    return found is not None and (not found["value"] or found["value"] in weekdays(language))


def _runs_on(before: str, language: str | None, *, names: bool) -> bool:
    """True where a phrase goes on to the date: `The night of 9 April`, but `Ann Lee on 9 April`.

    Its last word is small, and, where `names` may stand, one before: capitals are of names and of sources.
    """
    found = _LAST.search(before)
    if found is None:
        return False
    *others, last = [word for word in found["words"].split() if fold(word) not in weekdays(language)] or [""]
    return last.islower() and len(others) > 1 and (not names or any(word.islower() for word in others))


def _words(text: str, language: str | None) -> list[str]:
    """Words that are no days of the week; three letters of a script without spaces are two."""
    known = weekdays(language)
    found = [word for word in _WORD.findall(_UNSPACED.sub("", text)) if word not in known]
    return found + [""] * (len(_UNSPACED.findall(text)) * 2 // 3)


def _is_byline(folded: str) -> bool:
    """True where a line begins as bylines do: whatever it says, its date is the article's."""
    return _byline().match(folded) is not None


@cache
def _byline() -> re.Pattern[str]:
    words = "|".join(map(re.escape, map(key, blocks.data()["byline"]["openings"])))
    return re.compile(rf"\W*(?:{words})(?!\w)")

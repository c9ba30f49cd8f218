"""Finds signs that a date in a block of text is the date of an event, and not of the article.

Each sign has a name; its weight is in tiers.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.markup.scripts import UNSPACED
from pipelines.times.reading.readings import Reading
from pipelines.times.words.calendar_names import key, weekdays
from pipelines.times.words.fold import fold
from pipelines.times.words.tables import page_rules

_WEB = date(1994, 1, 1)
"""Before this day no page was published on the web."""
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'»”)\]]*\s*$")
_ABBREVIATION = re.compile(r"\d\s?(?:[^\W\d_]{1,3}\.){1,3}\s*$")
"""A full stop that does not end a sentence: `14:05 h.`, `3 Min.`, `2019 ዓ.ም.`"""
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_FACT = re.compile(r"^\W*(?:[^\W\d_]|[ '’./()-]){2,40}[:：]\s*(?P<value>[^\W\d_]*),?\s*$")
"""A name with a colon, perhaps with a weekday after it: `Opened: Tuesday 3 May`."""
_LAST_WORDS = re.compile(r"(?P<words>(?:[^\W\d_]+['’]?[^\S\n]+){3,8})(?:[^\W\d_]{2,},?\s)?$")
"""The words before a date, up to the last mark: `was opened on` in `was opened on Friday, 3 May`."""
_SENTENCE_WORDS = 3
"""This many words beside a date are a sentence, if a full stop ends them."""


@dataclass(frozen=True, slots=True)
class DateInBlock:
    """A date in a block of text, and the language of its page."""

    text: str
    """The block's text in composed form (NFC)."""
    folded: str
    before: str | None
    """The text of the previous block if that is the name of a fact: a term, or the head of a table row."""
    reading: Reading
    language: str | None
    is_heading: bool = False


def doubts_of(dated: DateInBlock) -> tuple[str, ...]:
    """Return the names of all signs that a date without a label is not the date of publication."""
    return tuple(_doubts(dated))


def _doubts(dated: DateInBlock) -> Iterator[str]:
    low, high = _line_bounds(dated)
    before, line = dated.folded[low : dated.reading.start], dated.folded[low:high]
    after = dated.folded[dated.reading.end : high]
    words = len(_words(before, dated.language)) + len(_words(after, dated.language))
    if words and dated.reading.day < _WEB:
        yield "before the web"
    if _is_byline(line):
        return
    if _is_fact(before, dated.language) or (dated.before and not before.strip()):
        yield "fact"
    if words >= _SENTENCE_WORDS and _SENTENCE_END.search(line) and not _ABBREVIATION.search(line):
        yield "sentence"
    if _continues_phrase(dated.text[low : dated.reading.start], dated.language, names=not dated.is_heading):
        yield "phrase"


def _line_bounds(dated: DateInBlock) -> tuple[int, int]:
    """Return where the line with the date begins and ends."""
    end = dated.text.find("\n", dated.reading.end)
    return dated.text.rfind("\n", 0, dated.reading.start) + 1, len(dated.text) if end < 0 else end


def _is_fact(before: str, language: str | None) -> bool:
    """Return True if the text before a date is a name with a colon, perhaps with a weekday after it."""
    match = _FACT.match(before)
    return match is not None and (not match["value"] or match["value"] in weekdays(language))


def _continues_phrase(before: str, language: str | None, *, names: bool) -> bool:
    """Return True if a phrase leads on to the date: `The night of 9 April`, not `Ann Lee on 9 April`.

    The last word before the date must be in lower case. If `names` is True, another one must be too, because
    capitals are a sign of names of persons and sources.
    """
    match = _LAST_WORDS.search(before)
    if match is None:
        return False
    *earlier_words, last_word = [
        word for word in match["words"].split() if fold(word) not in weekdays(language)
    ] or [""]
    return (
        last_word.islower()
        and len(earlier_words) > 1
        and (not names or any(word.islower() for word in earlier_words))
    )


def _words(text: str, language: str | None) -> list[str]:
    """Return the words that are not weekdays; three letters of a script without spaces count as two."""
    names_of_weekdays = weekdays(language)
    words = [word for word in _WORD.findall(_UNSPACED.sub("", text)) if word not in names_of_weekdays]
    return words + [""] * (len(_UNSPACED.findall(text)) * 2 // 3)


def _is_byline(folded: str) -> bool:
    """Return True if the line begins as bylines do ("By", "Von"); then its date is the article's."""
    return byline_opening().match(folded) is not None


@cache
def byline_opening() -> re.Pattern[str]:
    """Return a pattern for the word at the start of a byline, in folded text."""
    words = "|".join(map(re.escape, map(key, page_rules()["byline"]["openings"])))
    return re.compile(rf"\W*(?:{words})(?!\w)")

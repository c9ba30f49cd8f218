"""Finds days with a named month in a text: `5 December 2023`, `2023ko abenduaren 5a`.

One rule serves all languages: the name of a month has a day and a year around it, with only words such as
"of" between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.times.reading.readings import DateStyle, Reading
from pipelines.times.words import calendar_names as names
from pipelines.times.words import calendars
from pipelines.times.words.calendar_names import Month
from pipelines.times.words.calendars import BUDDHIST_AHEAD, GREGORIAN

_LETTER = r"[^\s\d!-/:-@\[-`{-~·•|«»“”„…]"
_TOKEN = re.compile(rf"\d+|{_LETTER}+(?:\.{_LETTER}+)*|[^\s]")
_CLOCK_INSIDE = re.compile(
    rf"(?<!\w)({_LETTER}{{3,}})\.?\s(\d{{1,2}})\s([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\s((?:19|20)\d{{2}})(?!\d)"
)
_CLOCK_NEXT = re.compile(r"\s*(?:,|-|\||a|at|um|kl\.?|om|ore)\s*\d{1,2}\s?[:h.]\s?\d{2}(?!\d)")
"""`27 Mar 20 à 9:21`: the number between the month and the clock is the year."""
_MARKS = ".,/-'()·|"
_MAX_GLUE = 3
"""This many words may stand between the day, the month and the year."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


@dataclass(frozen=True, slots=True)
class _Line:
    """A text as tokens, and how its page writes dates."""

    text: str
    tokens: tuple[_Token, ...]
    style: DateStyle


def named_months(text: str, style: DateStyle) -> Iterator[Reading]:
    """Yield the days around names of months, in the page's language, in English, or of other calendars."""
    tokens = tuple(_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text))
    line, index = _Line(text, tokens, style), 0
    while index < len(tokens):
        month, width = _month_at(tokens, index, style.language)
        width += _second_name(tokens, index + width, month, style.language) if month else 0
        reading = _day_around(line, index, index + width, month) if month else None
        if reading:
            yield reading
        index += width


def clock_inside(text: str, style: DateStyle) -> Iterator[Reading]:
    """Read `Jan 04 09:34 2021`, where the clock stands between day and year."""
    for match in _CLOCK_INSIDE.finditer(text):
        month = names.months(style.language).get(match[1])
        day = _of_month(month, int(match[5]), int(match[2])) if month else None
        if day:
            clock = timedelta(hours=int(match[3]), minutes=int(match[4]))
            yield Reading(day=day, clock=clock, start=match.start(), end=match.end())


def _month_at(tokens: tuple[_Token, ...], index: int, language: str | None) -> tuple[Month | None, int]:
    """Return the month whose name begins at token `index`, or None, and how many tokens the name takes."""
    firsts, beginnings = names.openings(language)
    word = tokens[index].text
    if word not in firsts and word[:4] not in beginnings and word.replace(".", "") not in firsts:
        return None, 1
    months = names.months(language)
    for width in (3, 2, 1):
        words = tokens[index : index + width]
        name = " ".join(word.text for word in words).strip(".")
        month = months.get(name) or months.get(name.replace(".", "")) if len(words) == width else None
        if month:
            return month, width
    return _by_stem(tokens[index].text, language), 1


def _second_name(tokens: tuple[_Token, ...], index: int, month: Month, language: str | None) -> int:
    """Return how many tokens the month's second name takes: `آب/أغسطس`, `كانون الأول (ديسمبر)`."""
    if index + 1 >= len(tokens) or tokens[index].text not in "/(-":
        return 0
    second, width = _month_at(tokens, index + 1, language)
    return 1 + width if second == month else 0


def _by_stem(word: str, language: str | None) -> Month | None:
    """Return the month whose long name begins like the word."""
    stems = names.stems(language)
    for size in range(len(word), max(3, len(word) - 7), -1):
        month = stems.get(word[:size])
        if month:
            return month
    return None


def _day_around(line: _Line, first: int, after: int, month: Month) -> Reading | None:
    """Return the day around a month's name, in the order D M Y, M D Y, Y M D or Y D M."""
    before = _numbers(line.tokens, range(first - 1, -1, -1))
    behind = _numbers(line.tokens, range(after, len(line.tokens)))
    orders = (
        (before[:1], behind[:1]),
        (behind[:1], behind[1:2]),
        (behind[:1], before[:1]),
        (before[:1], before[1:2]),
    )
    for day_token, year_token in orders:
        day = _day(line, month, day_token[0], year_token[0]) if day_token and year_token else None
        if day:
            ends = (*day_token, *year_token, line.tokens[first], line.tokens[after - 1])
            return Reading(day=day, start=min(t.start for t in ends), end=max(t.end for t in ends))
    return None


def _day(line: _Line, month: Month, day: _Token, year: _Token) -> date | None:
    if len(day.text) > 2 or not 1 <= int(day.text) <= 31:
        return None
    number = int(year.text) if len(year.text) == 4 else _short_year(line, year)
    return _of_month(month, number, int(day.text)) if number is not None else None


def _of_month(month: Month, year: int, day: int) -> date | None:
    if month.calendar != GREGORIAN:
        return calendars.gregorian(year, month.number, day, month.calendar)
    year -= BUDDHIST_AHEAD if 2443 <= year <= 2643 else 0
    return calendars.gregorian(year, month.number, day, GREGORIAN) if 1900 <= year <= 2100 else None


def _short_year(line: _Line, year: _Token) -> int | None:
    """Return the year of two digits: `'23`, `05-Dec-23`, `5 ธ.ค. 66`.

    Two digits are a year only after a mark or before a clock.
    """
    before, after = line.text[: year.start][-1:], line.text[year.end : year.end + 1]
    if len(year.text) != 2 or after in (":", ".", "h"):
        return None
    if line.style.language == "th":
        return 2500 + int(year.text) - BUDDHIST_AHEAD
    if not before or (before not in "'-/." and not _CLOCK_NEXT.match(line.text, year.end)):
        return None
    return 2000 + int(year.text)


def _numbers(tokens: tuple[_Token, ...], places: range) -> list[_Token]:
    """Return up to two numbers in the direction of `places`, skipping only marks and words such as "of"."""
    numbers: list[_Token] = []
    words = 0
    for place in places:
        token = tokens[place]
        if token.is_number:
            numbers.append(token)
            words = 0
        elif token.text in _MARKS:
            continue
        elif token.text.strip(".") in names.glue() and words < _MAX_GLUE:
            words += 1
        else:
            break
        if len(numbers) == 2:
            break
    return numbers

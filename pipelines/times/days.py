"""Text → the days named in it, with the place where each stands. Reads no clock and knows no page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.times import calendars, names
from pipelines.times.calendars import BUDDHIST_AHEAD
from pipelines.times.names import GREGORIAN, Month
from pipelines.times.reading import Reading, Tongue

_LETTER = r"[^\s\d!-/:-@\[-`{-~·•|«»“”„…]"
_TOKEN = re.compile(rf"\d+|{_LETTER}+(?:\.{_LETTER}+)*|[^\s]")
_YMD = re.compile(
    r"(?<!\d)(?<!\d[.,:/-])(\d{4})\s?(?:([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d/-]|\.\d|:\d)"
    r"|[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?(?!\d))"
)
_DMY = re.compile(
    r"(?<!\d)(?<!\d[.,:/-])(\d{1,2})(\s?[-/.·]\s?|\s)(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d|:\d|,\d)"
)
_NAMED_PARTS = re.compile(  # words for "month" and "year" between digits: Vietnamese, Mongolian and others
    r"(?<!\d)(\d{1,2})\s*thang\s*(\d{1,2})\s*(?:,|/|-|nam)?\s*(\d{4})(?!\d)"
)
_MONGOL = re.compile(r"(\d{4})\s*(?:оны|он)\s*(\d{1,2})\s*-?\s*р?\s*сар\w*\s*(\d{1,2})(?!\d)")
_ERA = re.compile(
    r"(令和|平成|昭和|民國|民国|中華民國)\s?(元|\d{1,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日?"
)
_KANJI = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号])")
_KANJI_DIGITS = {mark: str(value) for value, mark in enumerate("〇一二三四五六七八九")} | {"零": "0"}


_CLOCK_INSIDE = re.compile(
    rf"(?<!\w)({_LETTER}{{3,}})\.?\s(\d{{1,2}})\s([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\s((?:19|20)\d{{2}})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


def find_days(text: str, tongue: Tongue) -> tuple[Reading, ...]:
    """Every day in `text` (folded), in order, none overlapping another; `start` and `end` are of the text."""
    found: list[Reading] = []
    for finder in FINDERS:
        for reading in finder(text, tongue):
            if not any(reading.start < other.end and other.start < reading.end for other in found):
                found.append(reading)
    return tuple(sorted(found, key=lambda reading: reading.start))


def _year_first(text: str, tongue: Tongue) -> Iterator[Reading]:
    for match in _YMD.finditer(text):
        month, day = match[3] or match[5], match[4] or match[6]
        found = calendars.by_year(int(match[1]), int(month), int(day), tongue.language)
        if found:
            yield Reading(day=found, start=match.start(), end=match.end())


def _year_last(text: str, tongue: Tongue) -> Iterator[Reading]:
    for match in _DMY.finditer(text):
        one, two, year = int(match[1]), int(match[3]), match[4]
        if len(year) == 2 and (match[2].isspace() or int(year) > 79):
            continue
        if match[2].isspace() and match[0].count(" ") != 2:
            continue
        if len(year) == 2 and tongue.year_first:
            one, two, year = int(year), two, match[1]
        month_first = (
            not tongue.year_first and tongue.month_first and (tongue.place_known or match[2].strip() == "/")
        )
        reading = _either_order(one, two, int(year) + (2000 if len(year) == 2 else 0), tongue, month_first)
        if reading:
            yield reading.at(match.start(), match.end())


def _either_order(one: int, two: int, year: int, tongue: Tongue, month_first: bool) -> Reading | None:
    month, day = (one, two) if month_first else (two, one)
    read = [calendars.by_year(year, m, d, tongue.language) for m, d in ((month, day), (day, month))]
    best = read[0] or read[1]
    return Reading(day=best, order_sure=None in read or read[0] == read[1]) if best else None


def _named_parts(text: str, tongue: Tongue) -> Iterator[Reading]:
    if "thang" in text:
        yield from _all(_NAMED_PARTS, text, lambda m: (int(m[3]), int(m[2]), int(m[1])))
    if "сар" in text:
        yield from _all(_MONGOL, text, lambda m: (int(m[1]), int(m[2]), int(m[3])))


def _eras(text: str, tongue: Tongue) -> Iterator[Reading]:
    if "年" in text:
        first = names.data()["eras"]
        yield from _all(
            _ERA, text, lambda m: (first[m[1]] + (1 if m[2] == "元" else int(m[2])), int(m[3]), int(m[4]))
        )


def _all(
    pattern: re.Pattern[str], text: str, parts: Callable[[re.Match[str]], tuple[int, int, int]]
) -> Iterator[Reading]:
    for match in pattern.finditer(text):
        found = calendars.gregorian(*parts(match), GREGORIAN)
        if found:
            yield Reading(day=found, start=match.start(), end=match.end())


def _kanji(text: str, tongue: Tongue) -> Iterator[Reading]:
    """`二〇二三年十二月五日`: the numbers are turned to digits, and the places back."""
    if "年" not in text or not _KANJI.search(text):
        return
    plain, places, last = [], [], 0
    for match in _KANJI.finditer(text):
        number = _kanji_number(match[0])
        plain += [text[last : match.start()], number]
        places += [*range(last, match.start()), *([match.start()] * len(number))]
        last = match.end()
    plain.append(text[last:])
    places += [*range(last, len(text) + 1)]
    for reading in _year_first("".join(plain), tongue):
        yield reading.at(places[reading.start], places[reading.end])


def _kanji_number(kanji: str) -> str:
    if "十" not in kanji:
        return "".join(_KANJI_DIGITS[mark] for mark in kanji)
    tens, _, ones = kanji.partition("十")
    return str(10 * int(_KANJI_DIGITS.get(tens, "1")) + int(_KANJI_DIGITS.get(ones, "0")))


def _named_months(text: str, tongue: Tongue) -> Iterator[Reading]:
    tokens = [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    index = 0
    while index < len(tokens):
        month, width = _month_at(tokens, index, tongue.language)
        reading = _around(tokens, index, index + width, month, text, tongue) if month else None
        if reading:
            yield reading
        index += width


def _clock_inside(text: str, tongue: Tongue) -> Iterator[Reading]:
    """`Jan 04 09:34 2021`: the clock stands between day and year."""
    for match in _CLOCK_INSIDE.finditer(text):
        month = names.months(tongue.language).get(match[1])
        found = (
            calendars.gregorian(int(match[5]), month.number, int(match[2]), month.calendar) if month else None
        )
        if found:
            clock = timedelta(hours=int(match[3]), minutes=int(match[4]))
            yield Reading(day=found, clock=clock, start=match.start(), end=match.end())


def _month_at(tokens: list[_Token], index: int, language: str | None) -> tuple[Month | None, int]:
    """The month named by the tokens from `index` on, and how many tokens it takes."""
    firsts, beginnings = names.openings(language)
    word = tokens[index].text
    if word not in firsts and word[:4] not in beginnings and word.replace(".", "") not in firsts:
        return None, 1
    known = names.months(language)
    for width in (3, 2, 1):
        words = tokens[index : index + width]
        name = " ".join(word.text for word in words).strip(".")
        month = known.get(name) or known.get(name.replace(".", "")) if len(words) == width else None
        if month:
            return month, width
    return _by_stem(tokens[index].text, language), 1


def _by_stem(word: str, language: str | None) -> Month | None:
    known = names.stems(language)
    for size in range(len(word), max(3, len(word) - 7), -1):
        month = known.get(word[:size])
        if month:
            return month
    return None


def _around(
    tokens: list[_Token], first: int, after: int, month: Month, text: str, tongue: Tongue
) -> Reading | None:
    """The day that stands around a month's name: D M Y, M D Y, Y M D or Y D M."""
    left = _numbers(tokens, range(first - 1, -1, -1))
    right = _numbers(tokens, range(after, len(tokens)))
    for day, year in (
        (left[:1], right[:1]),
        (right[:1], right[1:2]),
        (right[:1], left[:1]),
        (left[:1], left[1:2]),
    ):
        found = _day(month, day[0], year[0], text, tongue) if day and year else None
        if found:
            ends = (*day, *year, tokens[first], tokens[after - 1])
            return Reading(day=found, start=min(t.start for t in ends), end=max(t.end for t in ends))
    return None


def _day(month: Month, day: _Token, year: _Token, text: str, tongue: Tongue) -> date | None:
    if len(day.text) > 2 or not 1 <= int(day.text) <= 31:
        return None
    number = int(year.text) if len(year.text) == 4 else _short_year(year, text, tongue)
    if number is None:
        return None
    if month.calendar != GREGORIAN:
        return calendars.gregorian(number, month.number, int(day.text), month.calendar)
    if 2443 <= number <= 2643:
        number -= BUDDHIST_AHEAD
    return (
        calendars.gregorian(number, month.number, int(day.text), GREGORIAN)
        if 1900 <= number <= 2100
        else None
    )


def _short_year(year: _Token, text: str, tongue: Tongue) -> int | None:
    """`'23`, `05-Dec-23`, `5 ธ.ค. 66`: two digits are a year only after a mark that no clock follows."""
    after = text[year.end : year.end + 1]
    if len(year.text) != 2 or after in (":", ".", "h"):
        return None
    if tongue.language == "th":
        return 2500 + int(year.text) - BUDDHIST_AHEAD
    return (
        2000 + int(year.text) if text[max(0, year.start - 1) : year.start] in ("'", "-", "/", ".") else None
    )


def _numbers(tokens: list[_Token], places: range) -> list[_Token]:
    """Up to two numbers in the direction of `places`, with nothing but glue between."""
    found: list[_Token] = []
    words = 0
    for place in places:
        token = tokens[place]
        if token.is_number:
            found.append(token)
            words = 0
        elif len(token.text) == 1 and token.text in ".,/-'()·|":
            continue
        elif token.text.strip(".") in names.glue() and words < 3:
            words += 1
        else:
            break
        if len(found) == 2:
            break
    return found


Finder = Callable[[str, Tongue], Iterator[Reading]]
FINDERS: tuple[Finder, ...] = (
    _eras,
    _kanji,
    _year_first,
    _named_parts,
    _clock_inside,
    _named_months,
    _year_last,
)

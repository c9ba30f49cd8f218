"""Finds the days in a text, each with its position."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pipelines.times.reading.named import clock_inside, named_months
from pipelines.times.reading.readings import DateStyle, Reading
from pipelines.times.words import calendar_names as names
from pipelines.times.words import calendars, labels

_YMD = re.compile(
    r"(?<!\d)(?<!\d[.,:/-])(\d{4})\s?(?:([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d/-]|\.\d|:\d)"
    r"|[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?(?!\d))"
)
_DMY = re.compile(
    r"(?<!\d)(?<!\d[.,:/-])(\d{1,2})(\s?[-/.·]\s?|\s)(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d|:\d|,\d)"
)
_SLASH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})[ -]((?:19|20)\d{2})(?![\d/-])")  # 5/12-2023
_NAMED_PARTS = re.compile(  # words for "month" and "year" between digits: Vietnamese, Mongolian and others
    r"(?<!\d)(\d{1,2})\s*th(?:an)?g\s*(\d{1,2})\s*(?:,|/|-|nam)?\s*(\d{4})(?!\d)"
)
_MONGOL = re.compile(r"(\d{4})\s*(?:оны|он)\s*(\d{1,2})\s*-?\s*р?\s*сар\w*\s*(\d{1,2})(?!\d)")
_ERA = re.compile(
    r"(令和|平成|昭和|民國|民国|中華民國)\s?(元|\d{1,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日?"
)
_REPUBLIC = re.compile(
    r"(?<![\d./-])(1[0-4]\d)\s?([-./]|年)\s?(\d{1,2})\s?(?:\2|月)\s?(\d{1,2})(?:\s?日)?(?![\d./-])"
)
_BEFORE_REPUBLIC = 1911
_WORD = re.compile(r"[^\W\d_]+")
SCANDINAVIAN = ("da", "nb", "nn", "no", "sv")
_KANJI = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号])")
_KANJI_DIGITS = {mark: str(value) for value, mark in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def find_days(text: str, style: DateStyle) -> tuple[Reading, ...]:
    """Return every day in `text` (folded), in order of its position (`start` to `end`); no two overlap."""
    readings: list[Reading] = []
    for finder in FINDERS:
        for reading in finder(text, style):
            if not any(reading.start < earlier.end and earlier.start < reading.end for earlier in readings):
                readings.append(reading if reading.order_sure else _by_weekday(text, reading, style))
    return tuple(sorted(readings, key=lambda reading: reading.start))


def _by_weekday(text: str, reading: Reading, style: DateStyle) -> Reading:
    """Return the reading, with day and month swapped if only then the weekday fits: `Tue 5/12/2023`."""
    if reading.day.day > 12:  # the date is from another calendar: "3-1-1311"
        return reading
    swapped = reading.day.replace(month=reading.day.day, day=reading.day.month)
    weekdays = names.weekdays(style.language)
    beside = {
        weekdays[word]
        for word in _WORD.findall(text[max(0, reading.start - 14) : reading.end + 14])
        if word in weekdays
    }
    fitting = [day for day in (reading.day, swapped) if day.weekday() in beside]
    return replace(reading, day=fitting[0], order_sure=True) if len(fitting) == 1 else reading


def _year_first(text: str, style: DateStyle) -> Iterator[Reading]:
    for match in _YMD.finditer(text):
        month, day = match[3] or match[5], match[4] or match[6]
        day_read = calendars.by_year(int(match[1]), int(month), int(day), style.language)
        if day_read:
            yield Reading(day=day_read, start=match.start(), end=match.end())


def _year_last(text: str, style: DateStyle) -> Iterator[Reading]:
    for match in _DMY.finditer(text):
        first, second, year = int(match[1]), int(match[3]), match[4]
        if match[2].isspace() and (len(year) == 2 or match[0].count(" ") != 2):
            continue
        if len(year) == 4:
            reading = _either_order(first, second, int(year), style, _puts_month_first(style, match[2]))
        else:
            reading = _short(first, second, int(year), style, _puts_month_first(style, match[2]))
        if reading:
            yield reading.at(match.start(), match.end())


def _slash_year(text: str, style: DateStyle) -> Iterator[Reading]:
    """`5/12-2023`, `5/12 2023`: the Scandinavian form, with the day first."""
    if style.language in SCANDINAVIAN:
        yield from _all(_SLASH_YEAR, text, lambda m: (int(m[3]), int(m[2]), int(m[1])))


def _puts_month_first(style: DateStyle, mark: str) -> bool:
    return style.month_first and (style.country_known or mark.strip() == "/")


def _short(first: int, second: int, third: int, style: DateStyle, month_first: bool) -> Reading | None:
    """Read `23.12.05` or `05.12.23`; the language decides which number is the year."""
    if style.year_first:
        return _either_order(third, second, 2000 + first, style, month_first=False)
    return _either_order(first, second, 2000 + third, style, month_first) if third < 80 else None


def _either_order(first: int, second: int, year: int, style: DateStyle, month_first: bool) -> Reading | None:
    month, day = (first, second) if month_first else (second, first)
    days = [calendars.by_year(year, m, d, style.language) for m, d in ((month, day), (day, month))]
    best = days[0] or days[1]
    return Reading(day=best, order_sure=None in days or days[0] == days[1]) if best else None


def _named_parts(text: str, style: DateStyle) -> Iterator[Reading]:
    if "thang" in text or "thg" in text:
        yield from _all(_NAMED_PARTS, text, lambda m: (int(m[3]), int(m[2]), int(m[1])))
    if "сар" in text:
        yield from _all(_MONGOL, text, lambda m: (int(m[1]), int(m[2]), int(m[3])))


def _eras(text: str, style: DateStyle) -> Iterator[Reading]:
    if "年" in text:
        first_years = names.data()["eras"]
        yield from _all(
            _ERA,
            text,
            lambda m: (first_years[m[1]] + (1 if m[2] == "元" else int(m[2])), int(m[3]), int(m[4])),
        )


def _all(
    pattern: re.Pattern[str], text: str, parts: Callable[[re.Match[str]], tuple[int, int, int]]
) -> Iterator[Reading]:
    for match in pattern.finditer(text):
        day = calendars.gregorian(*parts(match), calendars.GREGORIAN)
        if day:
            yield Reading(day=day, start=match.start(), end=match.end())


def _republic(text: str, style: DateStyle) -> Iterator[Reading]:
    """Read `115-04-21`, a year of the Republic of China, if it is alone or behind a word for "published"."""
    for match in _REPUBLIC.finditer(text) if style.in_taiwan else ():
        before = text[: match.start()].strip()
        label = labels.label_at_end(before, style.language)
        is_own = label.meaning in ("published", "modified") if label else not before
        day = calendars.gregorian(
            int(match[1]) + _BEFORE_REPUBLIC, int(match[3]), int(match[4]), calendars.GREGORIAN
        )
        if day and is_own:
            yield Reading(day=day, start=match.start(), end=match.end())


def _kanji(text: str, style: DateStyle) -> Iterator[Reading]:
    """Read `二〇二三年十二月五日`: convert the numerals to digits, search, and convert the positions back."""
    if "年" not in text or not _KANJI.search(text):
        return
    plain, places, end = [], [], 0
    for match in _KANJI.finditer(text):
        number = _kanji_number(match[0])
        plain += [text[end : match.start()], number]
        places += [*range(end, match.start()), *([match.start()] * len(number))]
        end = match.end()
    plain.append(text[end:])
    places += [*range(end, len(text) + 1)]
    for reading in _year_first("".join(plain), style):
        yield reading.at(places[reading.start], places[reading.end])


def _kanji_number(kanji: str) -> str:
    if "十" not in kanji:
        return "".join(_KANJI_DIGITS[mark] for mark in kanji)
    tens, _, ones = kanji.partition("十")
    return str(10 * int(_KANJI_DIGITS.get(tens, "1")) + int(_KANJI_DIGITS.get(ones, "0")))


Finder = Callable[[str, DateStyle], Iterator[Reading]]
FINDERS: tuple[Finder, ...] = (
    _eras,
    _republic,
    _kanji,
    _year_first,
    _named_parts,
    clock_inside,
    named_months,
    _year_last,
    _slash_year,
)

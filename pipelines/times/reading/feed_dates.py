"""Reads dates of RFC 822 whose month and weekday a feed writes in its own language.

This module reads only the form. A feed's date becomes `published_at` in three steps:
`crawler/discover/feed_entry.py` puts its text into the link's hints, `outside_dates.from_hints` makes it
evidence, and `choose.choose` weighs it with the dates on the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipelines.times.reading.http_date import usual_form
from pipelines.times.words.calendar_names import key, months, weekdays
from pipelines.times.words.calendars import GREGORIAN

_SHAPE = re.compile(
    r"(?:(?P<weekday>[^\s\d,،.]+|[^,،]{1,20}(?=\s*[,،]))\.?\s*[,،]?\s+)?"
    r"(?P<day>\d{1,2})\.?\s+(?P<month>[^\s\d,]{2,20}|\d{1,2}\s?[月월]|th(?:g|áng)?\.?\s?\d{1,2})\.?,?\s+"
    r"(?P<year>(?:19|20)\d\d),?\s+(?P<rest>\d{1,2}:\d{2}.{0,30})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2})\s?[月월]|th(?:g|áng)?\.?\s?(\d{1,2})", re.IGNORECASE)  # Vietnamese: Th12
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LEAST = 3  # letters of a shortened month that is in no list: Finnish feeds write `Lok` for `lokakuu`


def in_english(raw: str, language: str | None) -> str | None:
    """Return a date of RFC 822 with its foreign month replaced by the English one.

    None if it has another form or is English already, or if its name fits two months and no weekday decides.
    """
    match = _SHAPE.fullmatch(raw.strip())
    if match is None or _is_english(match):
        return None
    return _with_english_month(match, language) or _with_english_month(match, None)


def _is_english(match: re.Match[str]) -> bool:
    weekday = match["weekday"]
    return match["month"].title()[:3] in _ENGLISH and (not weekday or weekday.title()[:3] in _WEEKDAYS)


def _with_english_month(match: re.Match[str], language: str | None) -> str | None:
    days = ((number, _day(match, number)) for number in _numbers(match["month"], language))
    weekday = weekdays(language).get(key(match["weekday"] or ""))
    fitting = {number for number, day in days if day and weekday in (None, day.weekday())}
    if len(fitting) != 1:
        return None
    return f"{match['day']} {_ENGLISH[fitting.pop() - 1]} {match['year']} {usual_form(match['rest'])}"


def _numbers(name: str, language: str | None) -> Iterator[int]:
    """Yield the months, 1 to 12, that a name can mean; it may be a number, a full name or a shortened one."""
    if numbered := _NUMBERED.fullmatch(name):
        yield int(numbered[1] or numbered[2])
        return
    folded = key(name)
    for month_name, month in months(language).items():
        is_start = len(folded) >= _LEAST and month_name.startswith(folded)
        if month.calendar == GREGORIAN and (month_name == folded or is_start):
            yield month.number


def _day(match: re.Match[str], month: int) -> date | None:
    try:
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None

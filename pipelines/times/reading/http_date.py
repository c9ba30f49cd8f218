"""Reads dates in headers, feeds and listings: RFC 822 and ISO 8601, in English.

The text can be anything: the result is None, and never an error, if it is no date of the years 1900 to 2100.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

YEARS = range(1900, 2101)
"""The years of news; a value with another year is not a date."""

_LONGEST = 100
_HALF = re.compile(r"\b(\d{1,2})(:\d{2}(?::\d{2})?)\s*([AaPp])\.?[Mm]\b\.?")
_OFFSET = re.compile(
    r"\s*(?:\b(?:GMT|UTC|UT)\s*)?(?<![\d-])([+-])(\d{1,2}):?(\d{2})(?:\s*(?:GMT|UTC|UT))?$"
    r"|(?:\s*\b(?:GMT|UTC)|(?<=:\d\d))\s*([+-])(\d{1,2})$"
)
# Java programs write the year at the end: `Tue Dec 05 06:02:00 GMT+01:00 2023`.
_YEAR_LAST = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{1,2}:\d\d(?::\d\d)? (?:[A-Z]{3,4})?[+-]\d\d:?\d\d) (\d{4})"
)
# Programs write the year 0001 if they have no date; the library would read it as 2001.
_NO_YEAR = re.compile(r"\s0\d{3}\s")


def usual_form(raw: str) -> str:
    """Return a date of RFC 822 with a 24-hour clock and an offset such as `+0100`.

    `06:02:00 PM GMT` → `18:02:00 GMT`; `+01:00`, `GMT+0100`, `GMT+1` and `+01` → `+0100`.
    """
    raw = _YEAR_LAST.sub(r"\2 \1 \4 \3", raw.replace("\u2212", "-").strip())
    return _OFFSET.sub(_plain_offset, _HALF.sub(_of_24_hours, raw.strip(), count=1))


def rfc822(raw: str | None) -> datetime | None:
    """Read `Tue, 05 Dec 2023 06:02:00 +0100`; the result has no offset if the text has none (or `-0000`)."""
    return None if _NO_YEAR.search(raw or "") else _read(_parsed, raw)


def either(raw: str | None) -> datetime | None:
    """Read a date of ISO 8601, or else of RFC 822."""
    return _read(datetime.fromisoformat, raw) or rfc822(raw)


def _parsed(raw: str) -> datetime:
    return parsedate_to_datetime(usual_form(raw))


def utc(moment: datetime | None) -> datetime | None:
    """Return `moment` in UTC; a moment without an offset is taken as UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_24_hours(match: re.Match[str]) -> str:
    hour = int(match[1])
    if not 1 <= hour <= 12:
        return f"{hour}{match[2]}"
    return f"{hour % 12 + (12 if match[3] in 'Pp' else 0):02}{match[2]}"


def _plain_offset(match: re.Match[str]) -> str:
    sign, hours, minutes = match[1] or match[4], match[2] or match[5], match[3] or "00"
    return f" {sign}{int(hours):02}{minutes}"


def _read(reader: Callable[[str], datetime], raw: str | None) -> datetime | None:
    text = (raw or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        moment = reader(text)
        is_valid = moment.year in YEARS and (moment.tzinfo is None or moment.astimezone(UTC).year in YEARS)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if is_valid else None

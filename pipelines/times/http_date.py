"""Dates in headers, feeds and listings: RFC 822, ISO 8601. Refuses years nobody means; knows no language.

A stranger wrote them: what is no date, or one that no clock can be set to, is None and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

YEARS = range(1900, 2101)
"""Years that news is printed in; what is read as another is no date."""

_LONGEST = 100
# By the year 0001 programs mean no date; the library takes it for 2001.
_NO_YEAR = re.compile(r"\s0\d{3}\s")


def rfc822(raw: str | None) -> datetime | None:
    """`Tue, 05 Dec 2023 06:02:00 +0100` with its offset; without any where it names none (`-0000`)."""
    return None if _NO_YEAR.search(raw or "") else _read(parsedate_to_datetime, raw)


def either(raw: str | None) -> datetime | None:
    """The same, or ISO 8601."""
    return _read(datetime.fromisoformat, raw) or rfc822(raw)


def utc(moment: datetime | None) -> datetime | None:
    """`moment` in UTC, which it is in where it names no offset."""
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(reader: Callable[[str], datetime], raw: str | None) -> datetime | None:
    text = (raw or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = reader(text)
        sound = found.year in YEARS and (found.tzinfo is None or found.astimezone(UTC).year in YEARS)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if sound else None

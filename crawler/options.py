"""What a person gives a command as `--since 7d`, checked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from crawler.arguments import ArgumentError
from crawler.errors import unknown

DIGITS = 18
"""Of the longest number that is taken: not every one of 19 fits where SQLite keeps it."""

_AGO = re.compile(r"(\d{1,6})([mhdw])", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(option: str, value: str | None) -> date | datetime | None:
    """`2026-01-31` → that day; `7d`, `12h`, `30m`, `2w` → so long ago; an ISO time → that instant in UTC.

    Raises ArgumentError for anything else.
    """
    if value is None:
        return None
    try:
        if ago := _AGO.fullmatch(value.strip()):
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2].lower()]: int(ago[1])})
        if len(value) <= len("2026-01-31"):
            return date.fromisoformat(value)
        read = datetime.fromisoformat(value)
    except (ValueError, OverflowError) as error:
        cure = "write a day, 2026-01-31, or how long ago, 7d or 12h"
        raise ArgumentError(f"{option} {value}: not a time; {cure}") from error
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def instant(option: str, value: str | None) -> datetime | None:
    """The same as an instant; a day is its midnight in UTC."""
    read = moment(option, value)
    if read is None or isinstance(read, datetime):
        return read
    return datetime(read.year, read.month, read.day, tzinfo=UTC)


def count(option: str, value: str | None, least: int = 1) -> int | None:
    """`100` → 100. Raises ArgumentError for all but a whole number of at least `least`, not too large."""
    if value is None:
        return None
    if not value.isascii() or not value.isdigit():
        raise ArgumentError(f"{option} {value}: not a number; write it as 100")
    if len(value) > DIGITS:
        raise ArgumentError(f"{option}: a number of more than {DIGITS} digits; write it as 100")
    if int(value) < least:
        raise ArgumentError(f"{option} {value}: less than {least}; write it as 100")
    return int(value)


def source(value: str | None, known: Iterable[str]) -> str | None:
    """`value` itself. Raises ArgumentError where the database has no such source."""
    names = tuple(known)
    if value is not None and value not in names:
        some = ", ".join(names[:8])
        see = f"it has {some}{' …' if len(names) > 8 else ''}" if names else "it has none yet"
        raise ArgumentError(f"--source: {unknown('source of this database', value, names, see=see)}")
    return value

"""What a person gives a command as `--since 7d`, checked before anything starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from crawler.errors import unknown
from crawler.spiders.arguments import ArgumentError, moment

__all__ = ["DIGITS", "count", "instant", "moment", "source"]

DIGITS = 18
"""Of the longest number that is taken: not every one of 19 fits where SQLite keeps it."""


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

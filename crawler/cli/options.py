"""Readers of the values of options such as `--since 7d`. Each checks its value before anything starts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from crawler.errors import some, unknown
from crawler.sources import checks
from crawler.spiders.arguments import ArgumentError, moment

__all__ = ["DIGITS", "count", "instant", "language", "moment", "source", "zone"]

DIGITS = 18
"""The most digits that a number may have: SQLite cannot store every number of 19."""


def instant(option: str, value: str | None) -> datetime | None:
    """The value of `--since` or `--until` as an instant; a day is its midnight in UTC."""
    parsed = moment(option, value)
    if parsed is None or isinstance(parsed, datetime):
        return parsed
    return datetime(parsed.year, parsed.month, parsed.day, tzinfo=UTC)


def count(option: str, value: str | None, least: int = 1) -> int | None:
    """`100` → 100. Raises ArgumentError unless it is a whole number of at least `least`."""
    if value is None:
        return None
    if re.fullmatch(r"-[0-9]{1,18}", value):
        raise ArgumentError(f"{option} {value}: less than {least}; write it as 100")
    if not value.isascii() or not value.isdigit():
        raise ArgumentError(f"{option} {value}: not a number; write it as 100")
    if len(value) > DIGITS:
        raise ArgumentError(f"{option}: a number of more than {DIGITS} digits; write it as 100")
    if int(value) < least:
        raise ArgumentError(f"{option} {value}: less than {least}; write it as 100")
    return int(value)


def language(value: str | None, stored: Iterable[str]) -> str | None:
    """`value` itself. Raises ArgumentError unless one of the `stored` languages is that, or a form of it."""
    if value is None:
        return None
    tags = tuple(stored)
    wanted = value.lower()
    if any(tag.lower() == wanted or tag.lower().startswith(f"{wanted}-") for tag in tags):
        return value
    try:
        checks.language(value)
    except checks.InvalidValue as error:
        raise ArgumentError(f"--language: {error.cause}; {error.cure}") from error
    raise ArgumentError(f"--language {value}: no article of this database is in it; it has {some(tags)}")


def zone(option: str, value: str | None) -> str | None:
    """`Asia/Tehran` → itself. Raises ArgumentError for what is no IANA time zone."""
    try:
        return checks.zone(value) if value else None
    except checks.InvalidValue as error:
        raise ArgumentError(f"{option} {value}: {error.cause}; {error.cure}") from error


def source(value: str | None, names: Iterable[str]) -> str | None:
    """`value` itself. Raises ArgumentError unless the database has a source of that name."""
    names = tuple(names)
    if value is not None and value not in names:
        message = unknown("source of this database", value, names, see=f"it has {some(names)}")
        raise ArgumentError(f"--source: {message}")
    return value

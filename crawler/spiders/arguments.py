"""Reads a spider's arguments, `-a name=value`, before anything starts; commands read times with it too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from crawler.errors import BroadsheetError, nearest
from crawler.sources import checks

_YES, _NO = ("1", "yes", "true", "on"), ("0", "no", "false", "off")
_AGO = re.compile(r"(\d{1,6})([mhdw])", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class ArgumentError(BroadsheetError):
    """An argument of a spider that is unknown or cannot be read."""


def known(given: Iterable[str], names: Iterable[str]) -> None:
    """Raises ArgumentError for the first of `given` that is not one of `names`."""
    names = tuple(names)
    for name in given:
        if name not in names and name != "_job":  # Scrapyd gives every spider the id of its job
            near = nearest(name, names)
            cure = f"did you mean '{near}'?" if near else f"it knows {', '.join(names)}"
            raise ArgumentError(f"-a {name}: no such argument; {cure}")


def words(value: str | None) -> tuple[str, ...]:
    """Return the words of `a,b c` in order, each once."""
    return tuple(dict.fromkeys((value or "").replace(",", " ").split()))


def address(value: str) -> str:
    """Return an address as it is stored. Raises ArgumentError, with what to write instead."""
    from pipelines.urls import NotAnAddress, canonical  # noqa: PLC0415 - slow, and every command is imported

    if not value.strip():
        raise ArgumentError("no address was given; write one such as 'https://herald.example/'")
    try:
        return canonical(value)
    except NotAnAddress as error:
        try:
            checks.address(value)
        except checks.InvalidValue as wrong:
            raise ArgumentError(f"{wrong.cause}; {wrong.cure}") from error
        raise ArgumentError(str(error)) from error


def moment(name: str, value: str | None) -> date | datetime | None:
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
        space = "" if name.endswith("=") else " "
        cure = "write a day, 2026-01-31, or how long ago, 7d or 12h"
        raise ArgumentError(f"{name}{space}{value}: not a time; {cure}") from error
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def time(name: str, value: str | None) -> str | None:
    """Return the same as text: a day as `2026-01-31`, an instant as `2026-01-31T12:00:00Z`."""
    read = moment(f"-a {name}=", value or None)
    if isinstance(read, datetime):
        return f"{read:%Y-%m-%dT%H:%M:%SZ}"
    return read.isoformat() if read else None


def flag(name: str, value: str | None) -> bool:
    """`1` → True. Raises ArgumentError for a value that is neither yes nor no."""
    word = (value or "0").lower()
    if word not in _YES + _NO:
        raise ArgumentError(f"-a {name}={value}: neither yes nor no; write it as 1 or 0")
    return word in _YES


def count(name: str, value: str | int | None) -> int | None:
    """`100` → 100. Raises ArgumentError unless it is a positive whole number."""
    if value is None or value == "":
        return None
    if re.fullmatch(r"-[0-9]{1,18}|0+", str(value)):
        raise ArgumentError(f"-a {name}={value}: less than 1; write it as 100")
    if not re.fullmatch(r"0*[1-9][0-9]{0,17}", str(value)):
        raise ArgumentError(f"-a {name}={value}: not a number of articles; write it as 100")
    return int(value)


def zone(name: str, value: str | None) -> str | None:
    """`Asia/Tehran` → itself. Raises ArgumentError unless it is an IANA time zone."""
    if not value:
        return None
    try:
        return checks.zone(value)
    except checks.InvalidValue as error:
        raise ArgumentError(f"-a {name}={value}: {error.cause}; {error.cure}") from error

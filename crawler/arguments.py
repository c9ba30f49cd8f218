"""What `-a name=value` says to a spider, checked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from crawler import checks
from crawler.errors import BroadsheetError, nearest

_FLAGS = {
    "1": True,
    "yes": True,
    "true": True,
    "on": True,
    "0": False,
    "no": False,
    "false": False,
    "off": False,
}


class ArgumentError(BroadsheetError):
    """A spider argument that is unknown or cannot be read."""


SCRAPYD = "_job"
"""What Scrapyd gives every spider: the id of its job."""


def known(given: Iterable[str], names: Iterable[str]) -> None:
    """Raises ArgumentError for the first of `given` that is not one of `names`."""
    names = tuple(names)
    for name in given:
        if name not in names and name != SCRAPYD:
            near = nearest(name, names)
            cure = f"did you mean '{near}'?" if near else f"it knows {', '.join(names)}"
            raise ArgumentError(f"-a {name}: no such argument; {cure}")


def words(value: str | None) -> tuple[str, ...]:
    """`a,b c` → the words, in order, each once."""
    return tuple(dict.fromkeys((value or "").replace(",", " ").split()))


def day(name: str, value: str | None) -> str | None:
    """`2026-01-01` → itself. Raises ArgumentError for what is no day."""
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ArgumentError(f"-a {name}={value}: not a day; write it as 2026-01-31") from error


def flag(name: str, value: str | None) -> bool:
    """`1` → True. Raises ArgumentError for what is neither yes nor no."""
    said = (value or "0").lower()
    if said not in _FLAGS:
        raise ArgumentError(f"-a {name}={value}: neither yes nor no; write it as 1 or 0")
    return _FLAGS[said]


def count(name: str, value: str | int | None) -> int | None:
    """`100` → 100. Raises ArgumentError for what is no positive number."""
    if value is None or value == "":
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,17}", str(value)):
        raise ArgumentError(f"-a {name}={value}: not a number of articles; write it as 100")
    return int(value)


def zone(name: str, value: str | None) -> str | None:
    """`Asia/Tehran` → itself. Raises ArgumentError for what is no IANA time zone."""
    if not value:
        return None
    try:
        return checks.zone(value)
    except checks.Wrong as error:
        raise ArgumentError(f"-a {name}={value}: {error.cause}; {error.cure}") from error

"""Checks of settings given as `-s NAME=VALUE`, made before anything starts."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast, get_args, get_type_hints

from scrapy.settings import BaseSettings, default_settings

from crawler import settings as our_settings
from crawler.errors import nearest


class _Kind(NamedTuple):
    """How Scrapy reads values of a type, and what we call such a value."""

    read: Callable[[BaseSettings, str], Any]
    description: str


_KINDS: dict[type, _Kind] = {
    bool: _Kind(BaseSettings.getbool, "True or False"),
    int: _Kind(BaseSettings.getint, "a whole number, as in 8"),
    float: _Kind(BaseSettings.getfloat, "a number, as in 2.5"),
    dict: _Kind(BaseSettings.getdict, "a JSON object"),
}


_PLACES = {"DATABASE": "news.db", "SOURCES": "sources"}
"""Settings that name a file or folder, with an example. A variable without a value makes them empty."""


_WORDS = {"JAVASCRIPT": ("auto", "off")}
"""Settings that are one of some words."""


_LEAST = {
    "CONCURRENT_REQUESTS": 1,
    "FRONTIER_LEASE": 1,  # times are stored to the second; without a lease, a URL is requested without end
    "FRONTIER_TRIES": 1,
    "CLEAN_TIMEOUT": 0.1,
    "DOWNLOAD_TIMEOUT": 0.1,
    "FIRST_BYTE_TIMEOUT": 0.1,
}
"""The least values of settings with which a crawl can work."""


def mistake(assignments: Iterable[str], settings: BaseSettings) -> str | None:
    """The message for the first `NAME=VALUE` that is wrong; None where all are right.

    `settings` are those that the assignments would change.
    """
    for assignment in assignments:
        name, is_pair, value = assignment.partition("=")
        if is_pair and name in _PLACES and not value.strip():
            return f"-s {name}= is empty; write -s {name}={_PLACES[name]}, or leave it out"
        if name == "DATABASE" and (message := database_mistake(value, "-s DATABASE=")):
            return message
        if name == "HEALTH_WEBHOOK" and value and not value.startswith(("http://", "https://")):
            return f"-s {name}={value}: must be an address; write it as https://hooks.example/news"
        if is_pair and value not in (words := _WORDS.get(name, (value,))):
            return f"-s {name}={value}: must be {' or '.join(words)}"
        if is_pair and (message := _unknown(name, settings) or _mistyped(name, value)):
            return message
    return None


def database_mistake(database: str, what: str) -> str | None:
    """The message for a database as it was typed, an address with a password or a mistaken one.

    `what` it is called: the address is not repeated.
    """
    if _has_password(database):
        return (
            f"{what} has a password, which all users of this machine can read in the list of "
            "processes; leave it out and put it into ~/.pgpass, PGPASSWORD or the settings file"
        )
    if _is_mistaken(database):
        return f"{what} looks like an address and is none; write it as postgresql://user@host:5432/name"
    return None


def contact_mistake(contact: str | None) -> str | None:
    """The message for a CONTACT that is not an address."""
    if not contact or str(contact).startswith(("mailto:", "http://", "https://")):
        return None
    cure = f"mailto:{contact}" if "@" in contact else "mailto:you@example.org"
    return f"CONTACT={contact}: must be an address, mailto: or https:; write it as {cure}"


def log_level_mistake(level: str | int | None) -> str | None:
    """The message for a LOG_LEVEL that does not exist."""
    names = logging.getLevelNamesMapping()
    if not isinstance(level, str) or level in names:
        return None
    similar = nearest(level, names)
    cure = f"did you mean {similar}?" if similar else "write it as INFO"
    return f"no log level is called {level}; {cure}"


def _has_password(database: str) -> bool:
    from pipelines.db.address import is_address, without_password  # noqa: PLC0415 - start-up stays quick

    return is_address(database) and without_password(database) != database.strip()


def _is_mistaken(database: str) -> bool:
    from pipelines.db.address import is_mistaken  # noqa: PLC0415

    return is_mistaken(database)


def _unknown(name: str, settings: BaseSettings) -> str | None:
    """The message for an unknown name that resembles one of ours; any other may be the user's own."""
    names = [each for each in dir(our_settings) if each.isupper()]
    if name in names or name in settings or hasattr(default_settings, name):
        return None
    similar = nearest(name, names)
    return f"no setting is called {name}; did you mean {similar}?" if similar else None


def _mistyped(name: str, value: str) -> str | None:
    kind = _KINDS.get(_type(name))
    if kind is None or (name == "RAW_PAGES" and "/" in value):
        return None
    try:
        parsed = kind.read(BaseSettings({name: value}), name)
    except ValueError:
        or_folder = ", or a folder, as in ./pages" if name == "RAW_PAGES" else ""
        return f"-s {name}={value}: must be {kind.description}{or_folder}"
    is_number = isinstance(parsed, int | float) and (hasattr(our_settings, name) or name in _LEAST)
    if not is_number:
        return None
    if not math.isfinite(parsed):
        return f"-s {name}={value}: must be {kind.description}"
    least = _LEAST.get(name, 0)
    return None if parsed >= least else f"-s {name}={value}: must be at least {least}"


def _type(name: str) -> type:
    """The type of a setting's values: the annotation in settings.py, or else the type of the default."""
    if hint := get_type_hints(our_settings).get(name):
        return next((each for each in get_args(hint) if each in _KINDS), cast("type", hint))
    if hasattr(our_settings, name):
        return type(getattr(our_settings, name))
    default = type(getattr(default_settings, name, None))
    return float if default is int else default  # Scrapy reads some of its whole numbers as floats

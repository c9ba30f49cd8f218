"""What `-s NAME=VALUE` says, checked before anything starts. Knows no command, and few settings."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast, get_args, get_type_hints

from scrapy.settings import BaseSettings, default_settings

from crawler import settings as ours
from crawler.errors import nearest


class _Kind(NamedTuple):
    """How Scrapy reads values of a type, and what to call them."""

    read: Callable[[BaseSettings, str], Any]
    words: str


_KINDS: dict[type, _Kind] = {
    bool: _Kind(BaseSettings.getbool, "True or False"),
    int: _Kind(BaseSettings.getint, "a whole number, as in 8"),
    float: _Kind(BaseSettings.getfloat, "a number, as in 2.5"),
    dict: _Kind(BaseSettings.getdict, "a JSON object"),
}


def mistake(given: Iterable[str], known: BaseSettings) -> str | None:
    """What to say of the first of `given`, each `NAME=VALUE`, that cannot be meant; None where there is none.

    `known` are the settings without them.
    """
    for each in given:
        name, is_pair, value = each.partition("=")
        if is_pair and (wrong := _unknown(name, known) or _mistyped(name, value)):
            return wrong
    return None


def unreachable(contact: str | None) -> str | None:
    """What to say of a CONTACT by which nobody can be reached."""
    if not contact or str(contact).startswith(("mailto:", "http://", "https://")):
        return None
    cure = f"mailto:{contact}" if "@" in contact else "mailto:you@example.org"
    return f"CONTACT={contact}: must be an address, mailto: or https:; write it as {cure}"


def no_level(level: str | int | None) -> str | None:
    """What to say of a LOG_LEVEL that is none."""
    names = logging.getLevelNamesMapping()
    if not isinstance(level, str) or level in names:
        return None
    meant = nearest(level, names)
    cure = f"did you mean {meant}?" if meant else "write it as INFO"
    return f"no log level is called {level}; {cure}"


def _unknown(name: str, known: BaseSettings) -> str | None:
    """A setting that is nobody's, but nearly one of ours; users may have some of their own."""
    names = [one for one in dir(ours) if one.isupper()]
    if name in names or name in known or hasattr(default_settings, name):
        return None
    meant = nearest(name, names)
    return f"no setting is called {name}; did you mean {meant}?" if meant else None


def _mistyped(name: str, value: str) -> str | None:
    kind = _KINDS.get(_type(name))
    if kind is None:
        return None
    try:
        read = kind.read(BaseSettings({name: value}), name)
        fits = not hasattr(ours, name) or isinstance(read, dict) or (read >= 0 and math.isfinite(read))
    except ValueError:
        fits = False
    return None if fits else f"-s {name}={value}: must be {kind.words}"


def _type(name: str) -> type:
    """Of a setting's values: what is written beside it, else that of its default."""
    if hint := get_type_hints(ours).get(name):
        return next((one for one in get_args(hint) if one in _KINDS), cast("type", hint))
    if hasattr(ours, name):
        return type(getattr(ours, name))
    default = type(getattr(default_settings, name, None))
    return float if default is int else default  # of its own, Scrapy reads some as either

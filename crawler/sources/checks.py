"""Checks the values of a source file: returns the meaning of each, or raises Wrong with cause and cure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from crawler.errors import nearest

T = TypeVar("T")

_TAG = re.compile(
    r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?((?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)", re.I
)
_OFFSET = re.compile(r"(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d\d)?", re.I)
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)", re.I)
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600}
_UNITS |= {"d": 86400, "day": 86400, "w": 604800}
_WANTED: dict[type, str] = {bool: "true or false", str: "a text in quotes", int: "a whole number"}
_KINDS = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table"}
_KINDS |= {bool: "true or false"}


class Wrong(Exception):
    """A value cannot be used; it carries the cause and the cure."""

    def __init__(self, cause: str, cure: str, others: tuple[Wrong, ...] = ()) -> None:
        self.cause, self.cure, self.others = cause, cure, others
        super().__init__(f"{cause}; {cure}")


def text(value: object) -> str:
    """Return a text without the blanks around it. Raises Wrong for a blank one."""
    found = _is(str, value).strip()
    if not found:
        raise Wrong("is empty", "give it a value, or leave the line out")
    return found


def flag(value: object) -> bool:
    return _is(bool, value)


def name(value: object) -> str:
    """Return a source's name: one word, as it is typed after `scrapy crawl`."""
    found = text(value)
    if not re.fullmatch(r"\w[\w.-]*", found):
        cure = "use letters, digits, '-', '_' and '.', as in 'daily-herald'"
        raise Wrong(f"'{found}' cannot be a name", cure)
    return found


def address(value: object) -> str:
    """Return an absolute http or https address; the path is at least `/`."""
    found = text(value)
    if "://" not in found:
        raise Wrong(f"'{found}' is not an address", f"write 'https://{found.lstrip('/')}'")
    try:
        parts = urlsplit(found)
        port_ok = parts.port != 0
    except ValueError as error:
        raise Wrong(f"'{found}' is not an address ({error})", "copy it from the browser") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise Wrong(f"'{found}' is neither http nor https", "give the site's address on the web")
    host_ok = parts.hostname and all(parts.hostname.rstrip(".").split("."))
    if not (port_ok and host_ok) or re.search(r"[\s<>\"{}|\\^`]", found):
        raise Wrong(f"'{found}' is not an address", "copy it from the browser")
    return found if parts.path or parts.query else found.partition("#")[0].rstrip("/") + "/"


def place(value: object) -> str:
    """Return an address, or a path on the source's own site: `/news/`."""
    found = text(value)
    if "://" in found:
        return address(found)
    if not re.fullmatch(r"/(?!/)\S*", found):
        cure = "write all of it, or a path on this site such as '/news/'"
        raise Wrong(f"'{found}' is not an address", cure)
    return found


def language(value: object) -> str:
    """Return a BCP 47 tag in its customary case: `en`, `pt-BR`, `zh-Hant-TW`."""
    found = text(value)
    match = _TAG.fullmatch(found)
    if match is None or (len(match[1]) == 2 and match[1].lower() not in _languages()):
        meant = _language_meant(found)
        cure = f"write '{meant}'" if meant else "write one such as 'en' or 'pt-BR'"
        raise Wrong(f"'{found}' is no language tag", cure)
    script, region = (match[2] or "").title(), (match[3] or "").upper()
    return "-".join(filter(None, (match[1].lower(), script, region))) + match[4].lower()


@cache
def _languages() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "languages.txt").read_text(encoding="ascii").split())


def _language_meant(found: str) -> str | None:
    from babel import Locale  # noqa: PLC0415 - only a mistake pays for it
    from babel.languages import get_official_languages  # noqa: PLC0415

    tag = found.replace("_", "-")
    if tag != found and _TAG.fullmatch(tag) and tag[:2].lower() in _languages():
        return language(tag)
    if len(found) == 2:  # a country's code taken for its language's: jp, ua, cz
        return next(iter(get_official_languages(found.upper())), None)
    names = {spoken.casefold(): code for code, spoken in Locale("en").languages.items()}
    meant = nearest(found, names)
    return names[meant] if meant else None


def zone(value: object) -> str:
    """Return an IANA time zone by its exact name."""
    found = text(value)
    try:
        ZoneInfo(found)
    except (LookupError, ValueError, OSError) as error:
        meant = _zone_meant(found)
        example = "write one such as 'Asia/Tehran', which knows its own summer time"
        cure = f"did you mean '{meant}'?" if meant else example
        raise Wrong(f"'{found}' is no time zone", cure) from error
    return found


def _zone_meant(found: str) -> str | None:
    if _OFFSET.fullmatch(found):
        return None
    zones = sorted(available_timezones())
    wanted = re.sub(r"\s+", "_", found)
    cities = {one.rpartition("/")[2]: one for one in zones if "/" in one}
    city = nearest(wanted.rpartition("/")[2], cities)
    return nearest(wanted, [one for one in zones if "/" in one]) or (cities[city] if city else None)


def country(value: object) -> str:
    """Return a country by the two letters of ISO 3166."""
    found = text(value)
    if found.upper() == "UK" or not re.fullmatch(r"[A-Za-z]{2}", found):
        cure = "write 'GB'" if found.upper() == "UK" else "write its two letters, such as 'IR'"
        raise Wrong(f"'{found}' is no country code", cure)
    return found.upper()


def pattern(value: object) -> str:
    """Return a regular expression that is searched for anywhere in an address.

    It must also work as a part of a longer expression.
    """
    found = text(value)
    escape = "put \\ before a character that is meant literally"
    cure = "write (?i:…) for (?i)" if found.startswith("(?") else escape
    try:
        re.compile(f"(?:{found})")
    except re.error as error:
        raise Wrong(f"'{found}' is no regular expression ({error.msg})", cure) from error
    return found


def selector(value: object) -> str:
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415 - few sources need one

    found = text(value)
    try:
        HTMLTranslator().css_to_xpath(found)
    except SelectorError as error:
        cure = "write one of elements, such as 'article .story-body'"
        raise Wrong(f"'{found}' is no CSS selector ({error})", cure) from error
    return found


def duration(value: object) -> timedelta:
    """Return a length of time, written with its unit: `"30m"`, `"1h30m"`, `"2 days"`."""
    return _time(value, longest=366 * 86400, cure=_EVERY)


def _time(value: object, *, longest: float, cure: str) -> timedelta:
    if not isinstance(value, str):
        cure = f'write it with one, as in "{value}m"' if _number(value) else cure
        raise Wrong(f"{value!r} has no unit", cure)
    seconds = _seconds(text(value))
    if seconds is None or not 0 < seconds <= longest:
        raise Wrong(f"'{value}' is no length of time", cure)
    return timedelta(seconds=seconds)


_EVERY = 'write one such as "30m", "2h" or "1d"'


def delay(value: object) -> float:
    """Return seconds between two requests, written as a number or as a length of time with its unit."""
    seconds = _seconds(value) if isinstance(value, str) else _number(value)
    if seconds is None or not 0 <= seconds <= 86400:
        raise Wrong(f"{value!r} is no number of seconds", "write one from 0 to 86400, such as 2.5")
    return seconds


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _seconds(value: str) -> float | None:
    found = _DURATION.findall(value)
    units = [_UNITS.get(unit.lower()) or _UNITS.get(unit.lower().rstrip("s")) for _, unit in found]
    if not found or None in units or _DURATION.sub("", value).strip():
        return None
    return sum(float(number) * unit for (number, _), unit in zip(found, units, strict=True) if unit)


def concurrency(value: object) -> int:
    found = _is(int, value)
    if not 1 <= found <= 16:
        raise Wrong(f"{found} requests at once", "write a number from 1 to 16")
    return found


def number(value: object) -> int:
    found = _is(int, value)
    if found < 1:
        raise Wrong(f"{found} is too little", "write 1 or more, or leave the line out")
    return found


def age(value: object) -> timedelta:
    """Return a length of time of up to a hundred years: `"90d"`."""
    return _time(value, longest=100 * 366 * 86400, cure='write one such as "90d" or "52w"')


def one_of(*choices: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        found = text(value)
        if found not in choices:
            meant = nearest(found, choices)
            cure = f"did you mean '{meant}'?" if meant else f"write one of {', '.join(map(repr, choices))}"
            raise Wrong(f"unknown value '{found}'", cure)
        return found

    return check


def many(check: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Return a check of a list of such values, or of one alone, which names the mistake in each.

    Repeats are left out.
    """

    def each(value: object) -> tuple[T, ...]:
        if not isinstance(value, str | list):
            raise Wrong(f"is {_kind(value)}", 'write a list of texts: ["…", "…"]')
        good: dict[T, None] = {}
        wrong: list[Wrong] = []
        for one in [value] if isinstance(value, str) else value:
            try:
                good[check(one)] = None
            except Wrong as error:
                wrong.append(error)
        if wrong:
            raise Wrong(wrong[0].cause, wrong[0].cure, tuple(wrong[1:]))
        return tuple(good)

    return each


def _is(wanted: type[T], value: Any) -> T:
    if type(value) is not wanted:  # a bool is an int to isinstance
        raise Wrong(f"is {_kind(value)}", f"write {_WANTED[wanted]}")
    return value


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a date or time")

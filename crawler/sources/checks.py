"""Checks the values of a source file: each check returns the value, or raises InvalidValue."""

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
_SCHEME = re.compile(r"https?:(?!\d)", re.I)
_WITH_HOST = re.compile(r"https://[\w-]+(?:\.[\w-]+)*\.?(?::\d{1,5})?(?:[/?#][^\s<>\"{}|\\^`]*)?")
_EXAMPLE = "https://herald.example/"
_OFFSET = re.compile(r"(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d\d)?", re.I)
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)", re.I)
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600}
_UNITS |= {"d": 86400, "day": 86400, "w": 604800, "week": 604800}
_UNITS |= {"month": 30 * 86400, "y": 365 * 86400, "year": 365 * 86400}
_WRITTEN_AS: dict[type, str] = {bool: "true or false", str: "a text in quotes", int: "a whole number"}
_KINDS = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table"}
_KINDS |= {bool: "true or false"}


class InvalidValue(Exception):
    """A value cannot be used; it has the cause and the cure."""

    def __init__(self, cause: str, cure: str, others: tuple[InvalidValue, ...] = ()) -> None:
        self.cause, self.cure, self.others = cause, cure, others
        super().__init__(f"{cause}; {cure}")


def text(value: object) -> str:
    """Return a text without spaces around it. Raises InvalidValue for an empty one."""
    stripped = _of_type(str, value).strip()
    if not stripped:
        raise InvalidValue("is empty", "give it a value, or leave the line out")
    return stripped


def flag(value: object) -> bool:
    return _of_type(bool, value)


def name(value: object) -> str:
    """Return a source's name: one word, as it is typed after `scrapy crawl`."""
    word = text(value)
    if not re.fullmatch(r"\w[\w.-]*", word):
        cure = "use letters, digits, '-', '_' and '.', as in 'daily-herald'"
        raise InvalidValue(f"'{word}' cannot be a name", cure)
    return word


def address(value: object) -> str:
    """Return an absolute http or https address; the path is at least `/`."""
    url = text(value)
    if "://" not in url:
        meant = f"https://{_SCHEME.sub('', url).lstrip('/')}"
        cure = f"write '{meant}'" if _WITH_HOST.fullmatch(meant) else f"write one such as '{_EXAMPLE}'"
        raise InvalidValue(f"'{url}' is not an address", cure)
    try:
        parts = urlsplit(url)
        port_ok = parts.port != 0
    except ValueError as error:
        raise InvalidValue(f"'{url}' is not an address ({error})", "copy it from the browser") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise InvalidValue(f"'{url}' is neither http nor https", "give the site's address on the web")
    host_ok = parts.hostname and all(parts.hostname.rstrip(".").split("."))
    if not (port_ok and host_ok) or re.search(r"[\s<>\"{}|\\^`]", url):
        raise InvalidValue(f"'{url}' is not an address", "copy it from the browser")
    return url if parts.path or parts.query else url.partition("#")[0].rstrip("/") + "/"


def address_or_path(value: object) -> str:
    """Return an address, or a path on the source's site: `/news/`."""
    url = text(value)
    if "://" in url:
        return address(url)
    if not re.fullmatch(r"/(?!/)\S*", url):
        cure = "write all of it, or a path on this site such as '/news/'"
        raise InvalidValue(f"'{url}' is not an address", cure)
    return url


def language(value: object) -> str:
    """Return a BCP 47 tag with its usual capitals: `en`, `pt-BR`, `zh-Hant-TW`."""
    tag = text(value)
    match = _TAG.fullmatch(tag)
    if match is None or (len(match[1]) == 2 and match[1].lower() not in _words_of("languages.txt")):
        meant = _meant_language(tag)
        cure = f"write '{meant}'" if meant else "write one such as 'en' or 'pt-BR'"
        raise InvalidValue(f"'{tag}' is not a language tag", cure)
    script, region = (match[2] or "").title(), (match[3] or "").upper()
    return "-".join(filter(None, (match[1].lower(), script, region))) + match[4].lower()


@cache
def _words_of(file: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / file).read_text(encoding="ascii").split())


def _meant_language(written: str) -> str | None:
    from babel import Locale  # noqa: PLC0415 - slow to import, and needed only for a mistake
    from babel.languages import get_official_languages  # noqa: PLC0415

    tag = written.replace("_", "-")
    if tag != written and _TAG.fullmatch(tag) and tag[:2].lower() in _words_of("languages.txt"):
        return language(tag)
    if len(written) == 2:  # a country's code instead of its language's: jp, ua, cz
        return next(iter(get_official_languages(written.upper())), None)
    names = {spoken.casefold(): code for code, spoken in Locale("en").languages.items()}
    meant = nearest(written, names)
    return names[meant] if meant else None


def zone(value: object) -> str:
    """Return an IANA time zone by its exact name."""
    iana_name = text(value)
    try:
        ZoneInfo(iana_name)
    except (LookupError, ValueError, OSError) as error:
        meant = _meant_zone(iana_name)
        example = "write one such as 'Asia/Tehran', which knows its own summer time"
        cure = f"did you mean '{meant}'?" if meant else example
        raise InvalidValue(f"'{iana_name}' is not a time zone", cure) from error
    return iana_name


def _meant_zone(written: str) -> str | None:
    if _OFFSET.fullmatch(written):
        return None
    zones = sorted(available_timezones())
    underscored = re.sub(r"\s+", "_", written)
    cities = {zone_name.rpartition("/")[2]: zone_name for zone_name in zones if "/" in zone_name}
    city = nearest(underscored.rpartition("/")[2], cities)
    return nearest(underscored, [zone_name for zone_name in zones if "/" in zone_name]) or (
        cities[city] if city else None
    )


def country(value: object) -> str:
    """Return a country by the two letters of ISO 3166; Kosovo, which has none there, is XK."""
    code = text(value)
    if code.upper() not in _words_of("countries.txt"):
        cure = "write 'GB'" if code.upper() == "UK" else "write its two letters, such as 'IR'"
        raise InvalidValue(f"'{code}' is not a country code", cure)
    return code.upper()


def pattern(value: object) -> str:
    """Return a regular expression, which may match any part of an address.

    It must also be valid as a part of a longer expression.
    """
    expression = text(value)
    escape = "put \\ before a character that is meant literally"
    cure = "write (?i:…) for (?i)" if expression.startswith("(?") else escape
    try:
        re.compile(f"(?:{expression})")
    except re.error as error:
        raise InvalidValue(f"'{expression}' is not a regular expression ({error.msg})", cure) from error
    return expression


def selector(value: object) -> str:
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415 - few sources need one

    css = text(value)
    try:
        HTMLTranslator().css_to_xpath(css)
    except SelectorError as error:
        cure = "write one of elements, such as 'article .story-body'"
        raise InvalidValue(f"'{css}' is no CSS selector ({error})", cure) from error
    return css


def duration(value: object) -> timedelta:
    """Return a length of time, written with its unit: `"30m"`, `"1h30m"`, `"2 days"`."""
    return _time(value, longest=366 * 86400, cure=_EVERY)


def _time(value: object, *, longest: float, cure: str) -> timedelta:
    if not isinstance(value, str):
        cure = f'write it with one, as in "{value}m"' if _number(value) else cure
        raise InvalidValue(f"{value!r} has no unit", cure)
    seconds = _seconds(text(value))
    if seconds is None or not 0 < seconds <= longest:
        raise InvalidValue(f"'{value}' is not a length of time", cure)
    return timedelta(seconds=seconds)


_EVERY = 'write one such as "30m", "2h" or "1d"'


def delay(value: object) -> float:
    """Return seconds between two requests, written as a number or as a length of time with its unit."""
    seconds = _seconds(value) if isinstance(value, str) else _number(value)
    if seconds is None or not 0 <= seconds <= 86400:
        raise InvalidValue(f"{value!r} is not a number of seconds", "write one from 0 to 86400, such as 2.5")
    return seconds


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _seconds(value: str) -> float | None:
    parts = _DURATION.findall(value)
    units = [_UNITS.get(unit.lower()) or _UNITS.get(unit.lower().rstrip("s")) for _, unit in parts]
    if not parts or None in units or _DURATION.sub("", value).strip():
        return None
    return sum(float(number) * unit for (number, _), unit in zip(parts, units, strict=True) if unit)


def concurrency(value: object) -> int:
    count = _of_type(int, value)
    if not 1 <= count <= 16:
        raise InvalidValue(f"{count} requests at once", "write a number from 1 to 16")
    return count


def number(value: object) -> int:
    count = _of_type(int, value)
    if count < 1:
        raise InvalidValue(f"{count} is too little", "write 1 or more, or leave the line out")
    return count


def age(value: object) -> timedelta:
    """Return a length of time of up to a hundred years: `"90d"`."""
    return _time(value, longest=100 * 366 * 86400, cure='write one such as "90d" or "52w"')


def one_of(*choices: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        choice = text(value)
        if choice not in choices:
            meant = nearest(choice, choices)
            cure = f"did you mean '{meant}'?" if meant else f"write one of {', '.join(map(repr, choices))}"
            raise InvalidValue(f"unknown value '{choice}'", cure)
        return choice

    return check


def list_of(check: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Return a check of a list of such values, or of a single one; it names the mistake in each.

    Repeated values are left out.
    """

    def check_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, str | list):
            raise InvalidValue(f"is {_kind(value)}", 'write a list of texts: ["…", "…"]')
        good: dict[T, None] = {}
        wrong: list[InvalidValue] = []
        for item in [value] if isinstance(value, str) else value:
            try:
                good[check(item)] = None
            except InvalidValue as error:
                wrong.append(error)
        if wrong:
            raise InvalidValue(wrong[0].cause, wrong[0].cure, tuple(wrong[1:]))
        return tuple(good)

    return check_all


def _of_type(expected: type[T], value: Any) -> T:
    if type(value) is not expected:  # isinstance would accept a bool as an int
        raise InvalidValue(f"is {_kind(value)}", f"write {_WRITTEN_AS[expected]}")
    return value


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a date or time")

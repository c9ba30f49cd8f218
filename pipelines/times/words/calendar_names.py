"""Names of months, weekdays and halves of the day in one language, from CLDR, renamed.toml and names.toml.

The package Babel contains the data of CLDR, and CLDR renames a few months with every release. renamed.toml
holds each name that some allowed versions of Babel have and others do not, so that all of them read the same
dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal

from babel import Locale, UnknownLocaleError

from pipelines.times.words.calendars import GREGORIAN
from pipelines.times.words.fold import compose, fold
from pipelines.times.words.tables import table

_ALIASES = {"no": "nb", "sh": "sr_Latn", "tl": "fil", "iw": "he", "in": "id", "mo": "ro"}
_SCRIPTS = {
    "sr": ("sr_Latn", "sr"),
    "uz": ("uz", "uz_Cyrl"),
    "az": ("az", "az_Cyrl"),
    "bs": ("bs", "bs_Cyrl"),
}
# If the page's language is unknown, these are assumed; a name that means two different months is left out.
COMMON = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "tr",
    "el", "ru", "uk", "bg", "sr", "hr", "sl", "lt", "lv", "et", "ar", "fa", "he", "hi", "bn", "th", "vi",
    "id", "sq", "ca",
)  # fmt: skip


Half = Literal["am", "pm", "night"]
HALVES: tuple[Half, ...] = ("am", "pm", "night")


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its number, from 1, in one of the calendars of calendars.py."""

    number: int
    calendar: str = GREGORIAN


data = partial(table, "names")


@cache
def _renamed(kind: str, language: str | None) -> tuple[tuple[str, Any], ...]:
    """Return the (name, value) pairs of renamed.toml: `kind` is `months`, `weekdays` or `halves`."""
    renamed = table("renamed")[kind].get(_ALIASES.get(language or "", language), {})
    return tuple(
        (name, int(value) if value.isdigit() else value) for value, names in renamed.items() for name in names
    )


def key(name: str) -> str:
    """Return the name in the form that the tables use: folded, without a dot at its end."""
    return fold(compose(name)).strip().strip(".").strip()


def primary(language: str | None) -> str | None:
    """Return the language of a tag: `pt` for `pt-BR`."""
    return language.replace("_", "-").split("-")[0].strip().lower() or None if language else None


@cache
def locales(language: str | None) -> tuple[Locale, ...]:
    """Return the CLDR locales of a language; empty if CLDR does not know it."""
    name = _ALIASES.get(language or "", language or "")
    result = []
    for tag in _SCRIPTS.get(name, (name,)):
        try:
            result.append(Locale.parse(tag))
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return tuple(result)


@cache
def months(language: str | None) -> Mapping[str, Month]:
    """Return folded name → month: the page's language first, then English, then other calendars.

    `language` is a primary tag (`de`), or None if the page's language is unknown.
    """
    by_name: dict[str, Month] = {}
    for name, month in (*_own_months(language), *_of_language("en"), *_calendar_months()):
        by_name.setdefault(name, month)
    return by_name


@cache
def stems(language: str | None) -> Mapping[str, Month]:
    """Return the beginnings of long names → month, because many languages add endings to the names."""
    by_stem: dict[str, Month | None] = {}
    for name, month in months(language).items():
        if len(name) >= 5 and month.calendar == GREGORIAN and " " not in name:
            stem = name[: max(4, len(name) - 2)]
            by_stem[stem] = month if by_stem.get(stem, month) == month else None
    return {stem: month for stem, month in by_stem.items() if month}


@cache
def openings(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Return the first words of all names of months, and the first four letters of all stems.

    A word that is in neither cannot begin a month, so most words need no search.
    """
    first = {name.split(" ")[0] for name in months(language)}
    return frozenset(first | {word.replace(".", "") for word in first}), frozenset(
        s[:4] for s in stems(language)
    )


@cache
def halves(language: str | None) -> Mapping[str, Half]:
    """Return folded name of a half of the day, or of the night → `am`, `pm` or `night`."""
    by_name: dict[str, Half] = {key(name): half for half in HALVES for name in data()["halves"][half]}
    for name, half in (*_renamed("halves", language), *_cldr_halves(language)):
        by_name.setdefault(key(name), half)
    return {name: half for name, half in by_name.items() if len(name) > 1 or not name.isascii()}


@cache
def weekdays(language: str | None) -> Mapping[str, int]:
    """Return folded name of a weekday, in the language and in English → 0 for Monday to 6 for Sunday."""
    return {
        key(name): number
        for tag in ("en", language)
        for name, number in (*_cldr_weekdays(tag), *_renamed("weekdays", tag))
        if len(key(name)) > 1
    }


@cache
def glue() -> frozenset[str]:
    """Return the words that may stand between day, month and year: "5th *of* December"."""
    return frozenset(key(word) for word in data()["glue"]["words"])


def _own_months(language: str | None) -> Iterable[tuple[str, Month]]:
    if language is not None:
        return _of_language(language)
    pairs = {pair for common in COMMON for pair in _of_language(common)}
    uses = Counter(name for name, _ in pairs)
    return sorted((pair for pair in pairs if uses[pair[0]] == 1), key=lambda pair: pair[0])


def _of_language(language: str) -> tuple[tuple[str, Month], ...]:
    printed = data()["months"].get(_ALIASES.get(language, language), {})
    numbers: dict[str, int] = {}
    for name, number in (*_cldr_months(language), *_renamed("months", language), *printed.items()):
        numbers[key(name)] = number
    for prefix in data()["prefixes"].get(language, ()):
        numbers |= {
            prefix + name: number for name, number in tuple(numbers.items()) if not name.startswith(prefix)
        }
    return tuple((name, Month(number)) for name, number in numbers.items())


def _cldr_months(language: str | None) -> Iterator[tuple[str, int]]:
    for locale in locales(language):
        for context in ("stand-alone", "format"):
            for width in ("abbreviated", "wide"):
                for number, name in locale.months[context][width].items():
                    if not any(mark.isdigit() for mark in name) and len(key(name)) > 1:
                        yield name, number


def _cldr_weekdays(language: str | None) -> Iterator[tuple[str, int]]:
    for locale in locales(language):
        for width in ("wide", "abbreviated"):
            for number, name in locale.days["format"][width].items():
                yield name, number


def _cldr_halves(language: str | None) -> Iterator[tuple[str, Half]]:
    for locale in locales(language):
        for width in ("wide", "abbreviated", "narrow"):
            names = locale.day_periods["format"][width]
            for half in HALVES[:2]:
                yield names.get(half, half), half


def _calendar_months() -> Iterator[tuple[str, Month]]:
    for calendar, names in data()["calendars"].items():
        for name, number in names.items():
            yield key(name), Month(number, calendar)

"""Finds out which time zone a site's clocks use, from its country or from a zone's name or abbreviation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache, partial
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.languages import get_official_languages

from pipelines.times.words.fold import compose, fold
from pipelines.times.words.tables import table
from pipelines.urls import country

_data = partial(table, "zones")


@cache
def zone_of(name: str | None) -> ZoneInfo | None:
    """Return the IANA zone of that name, or None."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


@cache
def words() -> Mapping[str, str]:
    """Return folded phrase for a zone (`eastern time`, `北京时间`) → IANA zone."""
    return {fold(compose(phrase)): zone for phrase, zone in _data()["words"].items()}


def is_known(abbreviation: str) -> bool:
    """Return True for an abbreviation that names a zone in some country."""
    data = _data()
    upper = abbreviation.upper()
    return upper in data["abbreviations"] or upper in data["abbreviations_by_country"]


def zone_named(name: str, country: str | None) -> ZoneInfo | None:
    """Return the zone that `name` (`IST`, `eastern time`, `Europe/Berlin`) means on a site of `country`."""
    data = _data()
    by_country = data["abbreviations_by_country"].get(name.upper(), {})
    iana_name = by_country.get(country or "") or data["abbreviations"].get(name.upper()) or words().get(name)
    return zone_of(iana_name or (name if "/" in name else None))


@cache
def zone_by_language(abbreviation: str, tag: str) -> str | None:
    """Return the IANA zone that an abbreviation means on a page of an unknown country, by its language.

    `tag` is BCP 47. Its region decides. Without one, the language must be official in only one of the
    countries that use the abbreviation: `IST` is Indian on a page in Malayalam. `en` and `en-US` are no
    evidence, because sites of all countries have them.
    """
    by_country: Mapping[str, str] = _data()["abbreviations_by_country"].get(abbreviation.upper(), {})
    language, *parts = tag.replace("_", "-").split("-")
    region = next((part.upper() for part in parts if len(part) == _REGION), None)
    if region is not None:
        return None if (language, region) == ("en", "US") else by_country.get(region)
    found = [zone for code, zone in by_country.items() if _speaks(code, language.lower())]
    return found[0] if len(found) == 1 and language != "en" else None


_REGION = 2  # letters


def _speaks(country: str, language: str) -> bool:
    official = get_official_languages(country, regional=True, de_facto=True)
    return language in {name.split("_")[0] for name in official}


@lru_cache(maxsize=4096)
def country_of(url: str) -> str | None:
    """Return the ISO code of the country whose domain a URL has; None for domains such as `.com`."""
    return country(url)


def country_of_zone(name: str | None) -> str | None:
    """Return the country of an IANA zone, by its current name or an earlier one (`Asia/Calcutta`)."""
    current = get_global("zone_aliases").get(name, name) if name else None
    code: str | None = get_global("zone_territories").get(current) if current else None
    return code if code and len(code) == 2 and code != "ZZ" else None  # UTC is in no country


@cache
def only_zone(country: str | None) -> ZoneInfo | None:
    """Return the zone of a country that has only one; else None."""
    if country is None:
        return None
    listed = get_global("territory_zones").get(country, [])
    name = _data()["countries"].get(country) or (listed[0] if len(listed) == 1 else None)
    return zone_of(name)


def plausible_zones(country: str | None) -> tuple[str, ...]:
    """Return the zones that a site of `country` may use, and UTC; without a country, those of most news."""
    national = get_global("territory_zones").get(country, []) if country else []
    return (*(national or _data()["news"]["zones"]), "Etc/UTC")


def is_provisional(name: str) -> bool:
    """Return True for a zone that is only an offset (`Etc/GMT+5`); it may be wrong in another season."""
    return name.startswith("Etc/GMT")


def to_utc(day: date, clock: timedelta, zone: tzinfo) -> datetime | None:
    """Return the instant in UTC; None for a clock that summer time skips or shows twice that day."""
    local = datetime.combine(day, time(), zone) + clock
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    return first if first == second else None


def fixed_zone(offset: timedelta) -> tzinfo:
    return timezone(offset)

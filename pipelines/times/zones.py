"""Which zone a site's clocks keep: by its country, by a zone's name or abbreviation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache, partial
from zoneinfo import ZoneInfo

from babel.core import get_global

from pipelines.times.fold import compose, fold
from pipelines.times.tables import table
from pipelines.urls import country

_data = partial(table, "zones")


@cache
def zone_of(name: str | None) -> ZoneInfo | None:
    """The IANA zone of that name, or None."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


@cache
def words() -> Mapping[str, str]:
    """Folded phrase that names a zone (`eastern time`, `北京时间`) → the zone."""
    return {fold(compose(phrase)): zone for phrase, zone in _data()["words"].items()}


def is_known(abbreviation: str) -> bool:
    """True for an abbreviation that names a zone somewhere."""
    data = _data()
    upper = abbreviation.upper()
    return upper in data["abbreviations"] or upper in data["abbreviations_by_country"]


def named(name: str, country: str | None) -> ZoneInfo | None:
    """The zone that `name` (`IST`, `eastern time`, `Europe/Berlin`) means in a site of `country`."""
    data = _data()
    by_country = data["abbreviations_by_country"].get(name.upper(), {})
    found = by_country.get(country or "") or data["abbreviations"].get(name.upper()) or words().get(name)
    return zone_of(found or (name if "/" in name else None))


@lru_cache(maxsize=4096)
def country_of(url: str) -> str | None:
    """The ISO code of the country in whose domain a URL lies; None where that is nobody's or everybody's."""
    return country(url)


def country_of_zone(name: str | None) -> str | None:
    """The country whose clocks keep an IANA zone, by its present name or a former one (`Asia/Calcutta`)."""
    present = get_global("zone_aliases").get(name, name) if name else None
    found: str | None = get_global("zone_territories").get(present) if present else None
    return found if found and len(found) == 2 else None


@cache
def only_zone(country: str | None) -> ZoneInfo | None:
    """The zone of a country that has only one, or None."""
    if country is None:
        return None
    listed = get_global("territory_zones").get(country, [])
    name = _data()["countries"].get(country) or (listed[0] if len(listed) == 1 else None)
    return zone_of(name)


def plausible(country: str | None) -> tuple[str, ...]:
    """The zones that a site of a country may keep, UTC too; of nobody's country, those of most news."""
    own = get_global("territory_zones").get(country, []) if country else []
    return (*(own or _data()["news"]["zones"]), "Etc/UTC")


def is_provisional(name: str) -> bool:
    """True for a zone that is only an offset (`Etc/GMT+5`): right today, perhaps wrong in another season."""
    return name.startswith("Etc/GMT")


def instant(day: date, clock: timedelta, zone: tzinfo) -> datetime | None:
    """The instant in UTC; None for a clock that the zone skips that day, or shows twice."""
    local = datetime.combine(day, time(), zone) + clock
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    return first if first == second else None


def fixed(offset: timedelta) -> tzinfo:
    return timezone(offset)

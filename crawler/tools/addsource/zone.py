"""Chooses a site's time zone by its country and the offsets of its dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from crawler.tools.addsource.choice import Choice

_DAY = timedelta(days=1)


_LARGE = ("America/Sao_Paulo", "Australia/Sydney", "Australia/Adelaide", "Asia/Tashkent", "Europe/Kyiv")
"""Zones that more people use than the zones that the table lists before them."""


def choose_zone(
    country: str | None, moments: Iterable[datetime], *, why: str, guess: bool = False
) -> Choice | None:
    """Return the zone of `country` that has the offsets of `moments`, which are aware.

    It is sure only if offsets were seen that fit exactly one clock of that country. It is not sure if several
    fit, if no date shows the country's only clock, or if the country is a `guess`. An offset of zero is no
    evidence: programs write it everywhere. `why` says how the country is known.
    """
    seen = [moment for moment in moments if moment.utcoffset()]
    fitting = [zone for zone in zones_of(country or "") if all(_fits(zone, moment) for moment in seen)]
    clocks = Counter(_clock(zone, seen) for zone in fitting)
    if not fitting or (not seen and len(clocks) > 1):
        return None
    commonest = clocks.most_common(1)[0][0]
    zones = [zone.key for zone in fitting if zone.key in _LARGE or _clock(zone, seen) == commonest]
    value = next((zone for zone in zones if zone in _LARGE), zones[0])
    named = f"dates carry {', '.join(_offsets(seen))}" if seen else "no date shows an offset"
    return Choice(value, f"{named}, {why}", sure=bool(seen) and not guess and len(clocks) == 1)


@cache
def zones_of(country: str) -> tuple[ZoneInfo, ...]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(ZoneInfo(row[2]) for row in rows if row[0] == country)


def _fits(zone: ZoneInfo, moment: datetime) -> bool:
    return moment.astimezone(zone).utcoffset() == moment.utcoffset()


def _clock(zone: ZoneInfo, seen: Sequence[datetime]) -> tuple[timedelta | None, ...]:
    """The zone's offsets in each week of a year: equal for zones whose clocks do not differ."""
    end = max(seen, default=datetime.now(UTC))
    return tuple((end - 7 * week * _DAY).astimezone(zone).utcoffset() for week in range(53))


def _offsets(seen: Sequence[datetime]) -> Iterator[str]:
    yield from dict.fromkeys(f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:5] for moment in seen)

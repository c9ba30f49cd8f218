"""Judges what came of asking each source's site for its front page. Asks nobody itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.doctor.finding import Finding
from crawler.source import Source
from pipelines import httpdate

if TYPE_CHECKING:
    from scrapy.http import Response

AGREE = timedelta(minutes=5)
"""How far our clock and a server's may be apart: dates later than that are refused as of the future."""


def reach(sources: Sequence[Source], answers: Mapping[str, Response | Exception]) -> Iterator[Finding]:
    """A line for each site that cannot be had, one for all that can. `answers` is by the sources' address."""
    well = 0
    for source in sources:
        answer = answers[source.url]
        if isinstance(answer, Exception):
            yield Finding("bad", "site", f"{source.name}: {answer}")
        else:
            well += 1
    if well:
        yield Finding("ok", "sites", f"{well} of {len(sources)} answer, and their robots.txt lets us in")


def clock(answers: Mapping[str, Response | Exception], now: datetime) -> Finding | None:
    """Our clock beside the servers'; None where none said what time it is."""
    off = sorted(said - now for answer in answers.values() if (said := _date(answer)) is not None)
    if not off:
        return None
    median = off[len(off) // 2]
    if abs(median) > AGREE:
        minutes = abs(median).total_seconds() / 60
        how = f"{minutes:.0f} minutes {'behind' if median > timedelta(0) else 'ahead of'} the sites'"
        return Finding("bad", "clock", f"this machine's is {how}", "set it: dates are weighed against it")
    return Finding("ok", "clock", "as the sites have it")


def _date(answer: Response | Exception) -> datetime | None:
    header = None if isinstance(answer, Exception) else answer.headers.get("Date")
    return httpdate.utc(httpdate.rfc822(header.decode("latin-1"))) if header else None

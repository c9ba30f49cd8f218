"""Judges what came of asking each source's site for its front page. Asks nobody itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.sources.source import Source
from crawler.tools.doctor.finding import Finding, listed
from pipelines.times import http_date as httpdate

if TYPE_CHECKING:
    from scrapy.http import Response

AGREE = timedelta(minutes=5)
"""How far our clock and a server's may be apart: dates later than that are refused as of the future."""


def reach(sources: Sequence[Source], answers: Mapping[str, Response | Exception]) -> Iterator[Finding]:
    """A line for each thing that is wrong, one for all that answer. `answers` is by the sources' address."""
    wrong: dict[str, list[Source]] = {}
    for source in sources:
        answer = answers[source.url]
        if isinstance(answer, Exception):
            wrong.setdefault(str(answer).removeprefix(f"{source.url}: "), []).append(source)
    for said, some in wrong.items():
        yield _unreached(said, some, len(sources))
    if well := len(sources) - sum(map(len, wrong.values())):
        yield Finding("ok", "sites", f"{well} of {len(sources)} answer, and their robots.txt lets us in")


def _unreached(said: str, some: Sequence[Source], of: int) -> Finding:
    """One site with its address, or all with the same fault; where every one has it, it is hardly theirs."""
    if len(some) == 1:
        return Finding("bad", "site", f"{some[0].name}: {some[0].url}: {said}")
    if len(some) == of:
        cure = "see whether this machine has a way out: its network, a proxy"
        return Finding("bad", "sites", f"none of {of} can be had: {said.partition(';')[0]}", cure)
    return Finding("bad", "sites", f"{listed([one.name for one in some])}: {said}")


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

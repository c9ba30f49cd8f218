"""Checks of the sites: whether each answers, and whether our clock agrees with theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from scrapy.http import Response

from crawler.sources.source import Source
from crawler.tools.doctor.finding import Finding, listed
from pipelines.times.reading import http_date

AGREE = timedelta(minutes=5)
"""How far our clock and a server's may differ: later dates are refused as being in the future."""


def reach(sources: Sequence[Source], answers: Mapping[str, Response | Exception]) -> Iterator[Finding]:
    """Yield a line for each problem, and one for all sites that answer. `answers` are by the sources' url."""
    problems: dict[str, list[Source]] = {}
    for source in sources:
        answer = answers[source.url]
        if isinstance(answer, Exception):
            problems.setdefault(str(answer).removeprefix(f"{source.url}: "), []).append(source)
    for problem, affected in problems.items():
        yield _unreached(problem, affected, len(sources))
    if well := len(sources) - sum(map(len, problems.values())):
        yield Finding("ok", "sites", f"{well} of {len(sources)} answer, and their robots.txt lets us in")


def _unreached(problem: str, affected: Sequence[Source], total: int) -> Finding:
    """Return a line for the sites that have the same problem; if all have it, the cause is likely here."""
    if len(affected) == 1:
        return Finding("bad", "site", f"{affected[0].name}: {affected[0].url}: {problem}")
    if len(affected) == total:
        cure = "check this machine's network and proxy"
        return Finding("bad", "sites", f"none of {total} can be reached: {problem.partition(';')[0]}", cure)
    return Finding("bad", "sites", f"{listed([source.name for source in affected])}: {problem}")


def clock(answers: Mapping[str, Response | Exception], now: datetime) -> Finding | None:
    """Compare our clock with the servers'; None if no server sent its time."""
    off = sorted(date - now for answer in answers.values() if (date := _date(answer)) is not None)
    if not off:
        return None
    median = off[len(off) // 2]
    if abs(median) > AGREE:
        minutes = abs(median).total_seconds() / 60
        how = f"{minutes:.0f} minutes {'behind' if median > timedelta(0) else 'ahead of'} the sites'"
        cure = "set it: articles with a date in the future are refused"
        return Finding("bad", "clock", f"this machine's is {how}", cure)
    return Finding("ok", "clock", "agrees with the sites'")


def _date(answer: Response | Exception) -> datetime | None:
    header = None if isinstance(answer, Exception) else answer.headers.get("Date")
    return http_date.utc(http_date.rfc822(header.decode("latin-1"))) if header else None

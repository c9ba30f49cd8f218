"""What a terminal shows while a run goes on: a few lines, made anew twice a second; counts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from crawler.reports.tally import SourceTally, Tally
from pipelines.export.printable import harmless

SOURCES = 5
"""Sources shown: the ones that something last came of."""
NAME = 30
"""Letters of a source's name that are shown."""
WIDE = 100
"""Columns, where nobody says how many there are."""
LEAST = 3
"""Pages that a rate is told from at least; with fewer it would be a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How a run stands."""

    seconds: float
    """Since it began."""
    rate: float | None = None
    """Pages a second, of late."""
    waiting: int | None = None
    """Addresses that are due; None where nobody knows, as in an archive."""
    paused: Mapping[str, float] = field(default_factory=dict)
    """Source → seconds for which its site asked to be left alone."""
    ending: bool = False


def lines(tally: Tally, moment: Moment, width: int = WIDE) -> Iterator[str]:
    """The screen: how it goes, in two lines or what a narrow one needs, and the sources last heard of."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415 - heavy, and of use on a terminal alone

    yield from _packed(_counts(tally, moment), width)
    yield from _packed(_work(tally, moment), width)
    latest = tally.latest[: -SOURCES - 1 : -1]
    names = {name: harmless(name or "other")[:NAME] for name in latest}
    column = max(map(cell_len, names.values()), default=0)
    for name, shown in names.items():
        told = _source(tally.sources[name], moment.paused.get(name))
        yield f"  {set_cell_size(shown, column)}  {told}"
    if (more := len(tally.latest) - SOURCES) > 0:
        yield f"  and {more} sources more"


def line(tally: Tally, moment: Moment) -> str:
    """The same in one line, without the sources."""
    return "  ".join((*_counts(tally, moment), *_work(tally, moment)))


def clock(seconds: float) -> str:
    """`1:02:03`, or `2:03` within the first hour."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _counts(tally: Tally, moment: Moment) -> Iterator[str]:
    articles = tally.articles
    yield clock(moment.seconds)
    if tally.listings:
        yield f"listings {tally.listings}"
    yield f"pages {tally.pages}"
    yield f"articles {articles.total()} ({articles['new']} new, {articles['changed']} changed)"
    yield f"no article {tally.drops.total()}"
    yield f"errors {tally.errors.total()}"


def _work(tally: Tally, moment: Moment) -> Iterator[str]:
    if moment.ending:
        yield "finishing what is in hand"
    if moment.rate is not None and tally.ended >= LEAST:
        yield f"{moment.rate:.1f} pages/s"
    if moment.waiting is not None:
        yield f"waiting {moment.waiting}"
        if moment.waiting and moment.rate:
            yield f"about {clock(moment.waiting / moment.rate)} left"


def _source(mine: SourceTally, pause: float | None) -> str:
    told = [f"listings {mine.listings}"] if mine.listings else []
    told += [f"pages {mine.pages}, articles {mine.articles.total()}"]
    told += [f"errors {mine.errors}"] if mine.errors else []
    told += [f"left alone for {pause:.0f} s, as it asked"] if pause else []
    return ", ".join(told)


def _packed(parts: Iterable[str], width: int) -> Iterator[str]:
    """As many parts a line as there is room for."""
    packed = ""
    for part in parts:
        joined = f"{packed}  {part}" if packed else part
        if packed and len(joined) > width:
            yield packed
            joined = part
        packed = joined
    if packed:
        yield packed

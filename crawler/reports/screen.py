"""The live view of a run: a few lines at the bottom of a terminal, with log lines scrolling above them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.reports.tally import SourceTally, Tally
from pipelines.export.printable import harmless

if TYPE_CHECKING:
    from rich.live import Live

SOURCES = 5
"""The most sources shown; those with the latest events are."""
NAME = 30
"""The most letters of a source's name."""
WIDE = 100
"""Columns if the width is unknown."""
LEAST = 3
"""The fewest finished pages from which a rate is shown; with fewer it would be a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The state of a run at one moment."""

    seconds: float
    """Seconds since the run began."""
    rate: float | None = None
    """Pages a second in the last minute."""
    waiting: int | None = None
    """Addresses that are due; None if unknown, as in an archive."""
    paused: Mapping[str, float] = field(default_factory=dict)
    """Source → seconds for which its site still asks to be left alone."""
    share: float | None = None
    """The share of an archive that was read."""
    ending: bool = False


def lines(tally: Tally, moment: Moment, width: int = WIDE) -> Iterator[str]:
    """Return the live view: counts in two lines (more on a narrow screen), and the latest sources."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415 - slow, and only a terminal needs it

    yield from _packed(_counts(tally, moment), width)
    yield from _packed(_work(tally, moment), width)
    latest = tally.latest[: -SOURCES - 1 : -1]
    names = {name: harmless(name or "other")[:NAME] for name in latest}
    column = max(map(cell_len, names.values()), default=0)
    for name, shown in names.items():
        counts = _source(tally.sources[name], moment.paused.get(name))
        yield f"  {set_cell_size(shown, column)}  {counts}"
    if (more := len(tally.latest) - SOURCES) > 0:
        yield f"  and {more} sources more"


def line(tally: Tally, moment: Moment) -> str:
    """Return the counts in one line, without the sources."""
    return "  ".join((*_counts(tally, moment), *_work(tally, moment)))


def clock(seconds: float) -> str:
    """Return `1:02:03`, or `2:03` within the first hour."""
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
    if moment.rate is not None and tally.finished >= LEAST:
        yield f"{moment.rate:.1f} pages/s"
    if moment.share:
        yield f"{moment.share:.0%} read"
        if 0.01 < moment.share < 1:
            yield f"about {clock(moment.seconds / moment.share - moment.seconds)} left"
    if moment.waiting is not None:
        yield f"waiting {moment.waiting}"
        if moment.waiting and moment.rate:
            yield f"about {clock(moment.waiting / moment.rate)} left"


def _source(mine: SourceTally, pause: float | None) -> str:
    parts = [f"listings {mine.listings}"] if mine.listings else []
    parts += [f"pages {mine.pages}, articles {mine.articles.total()}"]
    parts += [f"errors {mine.errors}"] if mine.errors else []
    parts += [f"left alone for {pause:.0f} s, as it asked"] if pause else []
    return ", ".join(parts)


def _packed(parts: Iterable[str], width: int) -> Iterator[str]:
    """Join the parts into lines that are no wider than `width`."""
    packed = ""
    for part in parts:
        joined = f"{packed}  {part}" if packed else part
        if packed and len(joined) > width:
            yield packed
            joined = part
        packed = joined
    if packed:
        yield packed


class Foot:
    """The lines at the bottom of the terminal. Log handlers write above them."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - slow, and only a terminal needs it
        from rich.live import Live  # noqa: PLC0415

        # Log lines are not cut at the width: the terminal wraps them, and a copied line is complete.
        self.console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.live: Live = Live(
            console=self.console, auto_refresh=False, transient=True, redirect_stdout=False
        )
        self.redirected: list[tuple[logging.StreamHandler[Any], Any]] = []

    def open(self) -> None:
        from rich.file_proxy import FileProxy  # noqa: PLC0415

        error = sys.stderr
        self.live.start()
        proxy = FileProxy(self.console, error)
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is error:
                self.redirected.append((handler, handler.setStream(proxy)))

    @property
    def width(self) -> int:
        return self.console.width

    def show(self, lines: Iterable[str]) -> None:
        from rich.text import Text  # noqa: PLC0415

        text = Text("\n".join(lines), no_wrap=True, overflow="ellipsis")
        self.live.update(text, refresh=True)

    def close(self) -> None:
        for handler, stream in self.redirected:
            if stream is not None:
                handler.setStream(stream)
        self.redirected.clear()
        self.live.stop()

"""Figures of a source, and their drawings: articles per hour, dates, authors, lag, errors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import quantiles

from crawler.tools.browse.views import Seen
from pipelines.db import clock

SHORTEST, LONGEST = 10.0, 365 * 86_400.0
"""Seconds at the two ends of the scale of lags, which is logarithmic."""
TICKS = ((60.0, "1 min"), (3_600.0, "1 h"), (86_400.0, "1 day"), (30 * 86_400.0, "30 days"))
_STEP, _HEIGHT = 4, 24
"""Units of the drawing: from one bar to the next, and of the highest bar."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that a reader of the page can choose."""

    name: str
    label: str
    length: timedelta
    step: timedelta
    """The time that one bar stands for."""
    per: str


SPANS = (
    Span("2d", "2 days", timedelta(days=2), timedelta(hours=1), "an hour"),
    Span("2w", "2 weeks", timedelta(days=14), timedelta(hours=6), "in 6 hours"),
    Span("8w", "8 weeks", timedelta(days=56), timedelta(days=1), "a day"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The time that the figures cover: from `start` on, before `end`."""

    span: Span
    start: datetime
    end: datetime
    is_past: bool
    """Whether it ends with the last article, long ago."""

    @property
    def starts(self) -> list[datetime]:
        count = self.span.length // self.span.step
        return [self.start + place * self.span.step for place in range(count)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Quartiles of the seconds from publication to when an article was first seen."""

    low: float
    middle: float
    high: float
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one source in a window."""

    counts: tuple[int, ...]
    """Articles first seen, one number for each step."""
    dated: int = 0
    authored: int = 0
    lag: Lag | None = None

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def most(self) -> int:
        return max(self.counts, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The results of a source's latest pages."""

    articles: int = 0
    drops: tuple[tuple[str, int], ...] = ()
    """Reasons, the most frequent first."""
    errors: tuple[tuple[str, int], ...] = ()

    @property
    def dropped(self) -> int:
        return sum(count for _, count in self.drops)

    @property
    def failed(self) -> int:
        return sum(count for _, count in self.errors)

    @property
    def pages(self) -> int:
        return self.articles + self.dropped + self.failed


def span_of(name: str | None) -> Span:
    """Return the span of this name; the shortest for an unknown name."""
    return next((span for span in SPANS if span.name == name), SPANS[0])


def window(span: Span, last_seen: datetime | None, now: datetime) -> Window:
    """Return the window that ends now, or with the last article if there was none in that time."""
    is_past = last_seen is not None and last_seen < now - span.length
    last = last_seen if is_past and last_seen else now
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + ((last - midnight) // span.step + 1) * span.step
    return Window(span, end - span.length, end, is_past)


def by_source(seen: Iterable[Seen], within: Window) -> dict[str, Figures]:
    rows: dict[str, list[Seen]] = {}
    for one in seen:
        rows.setdefault(one.source, []).append(one)
    return {source: of_source(some, within) for source, some in rows.items()}


def of_source(seen: Sequence[Seen], within: Window) -> Figures:
    """Return the figures of one source, from articles first seen in the window."""
    steps = within.span.length // within.span.step
    counts = Counter((clock.instant(one.first_seen_at) - within.start) // within.span.step for one in seen)
    return Figures(
        counts=tuple(counts[step] for step in range(steps)),
        dated=sum(one.published_at is not None for one in seen),
        authored=sum(one.is_authored for one in seen),
        lag=_lag(seen, within.start),
    )


def ends(outcomes: Mapping[str, int]) -> Ends:
    """Return how pages ended, from the outcomes in the database."""
    errors = Counter({name[1:]: count for name, count in outcomes.items() if name.startswith("!")})
    others = {name: count for name, count in outcomes.items() if not name.startswith("!")}
    articles = others.pop("article", 0)
    drops = tuple(Counter(others).most_common())
    return Ends(articles=articles, drops=drops, errors=tuple(errors.most_common()))


def _lag(seen: Iterable[Seen], start: datetime) -> Lag | None:
    """Return the lag of articles published in the window; others are of an archive or were found late."""
    timed = [(one.first_seen_at, one.published_at) for one in seen if len(one.published_at or "") > 10]
    pairs = [(clock.instant(first), clock.instant(at)) for first, at in timed if at]
    lags = [(first - at).total_seconds() for first, at in pairs if at >= start]
    if not lags:
        return None
    low, middle, high = quantiles(lags, n=4, method="inclusive") if len(lags) > 1 else lags * 3
    return Lag(low=low, middle=middle, high=high, articles=len(lags))


def bars(counts: Sequence[int], most: int | None = None) -> str:
    """Return the SVG path of a row of bars; a count of 0 has no bar."""
    top = most or max(counts, default=0)
    return "".join(
        f"M{place * _STEP} {_HEIGHT}v-{_tall(count, top)}h{_STEP - 1}v{_tall(count, top)}z"
        for place, count in enumerate(counts)
        if count
    )


def lag_place(seconds: float) -> float:
    inside = min(max(seconds, SHORTEST), LONGEST)
    return round(100 * math.log(inside / SHORTEST) / math.log(LONGEST / SHORTEST), 1)


def parts(*numbers: int) -> list[tuple[float, float]]:
    """Return where each part of a bar of 100 begins, and how long it is."""
    whole = sum(numbers) or 1
    edges = [round(100 * sum(numbers[:place]) / whole, 2) for place in range(len(numbers) + 1)]
    return [(left, round(right - left, 2)) for left, right in pairwise(edges)]


def _tall(count: int, most: int) -> float:
    # One article among a thousand must still be visible.
    return max(round(_HEIGHT * count / most, 1), 1.0)

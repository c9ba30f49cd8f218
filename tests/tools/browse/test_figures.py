"""Figures of a source: windows, counts, lags, and their positions in a drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.tools.browse import figures
from crawler.tools.browse.views import Seen

NOW = datetime(2026, 5, 4, 12, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "last", "start", "end", "is_past"),
    [
        ("2d", NOW - timedelta(hours=3), "2026-05-02T13:00", "2026-05-04T13:00", False),
        ("2d", NOW - timedelta(days=9), "2026-04-23T13:00", "2026-04-25T13:00", True),
        ("2w", NOW, "2026-04-20T18:00", "2026-05-04T18:00", False),
        ("8w", NOW, "2026-03-10T00:00", "2026-05-05T00:00", False),
        ("2d", None, "2026-05-02T13:00", "2026-05-04T13:00", False),
        ("nonsense", None, "2026-05-02T13:00", "2026-05-04T13:00", False),
    ],
)
def test_a_window_ends_now_or_with_the_last_article(
    span: str, last: datetime | None, start: str, end: str, is_past: bool
) -> None:
    found = figures.window(figures.span_of(span), last, NOW)
    assert (f"{found.start:%FT%R}", f"{found.end:%FT%R}", found.is_past) == (start, end, is_past)
    assert found.starts[0] == found.start
    assert found.starts[-1] + found.span.step == found.end


def test_articles_are_counted() -> None:
    window = figures.window(figures.SPANS[0], NOW, NOW)
    seen = [
        Seen("herald", "2026-05-04T12:10:00Z", "2026-05-04T12:00:00Z", True),
        Seen("herald", "2026-05-04T12:15:00Z", "2026-05-04T12:00:00Z", False),
        Seen("herald", "2026-05-04T11:59:59Z", "2026-05-04", False),
        Seen("herald", "2026-05-04T11:00:00Z", None, True),
        Seen("herald", "2026-05-04T11:00:00Z", "2019-01-01T00:00:00Z", True),
        Seen("times", "2026-05-02T13:00:00Z", None, False),
    ]
    found = figures.by_source(seen, window)
    assert found["times"].counts == (1,) + (0,) * 47
    herald = found["herald"]
    assert herald.counts == (0,) * 46 + (3, 2)
    assert (herald.total, herald.most, herald.dated, herald.authored) == (5, 3, 4, 3)
    assert herald.lag == figures.Lag(low=675.0, middle=750.0, high=825.0, articles=2)
    assert found["times"].lag is None


def test_results_of_pages_are_counted() -> None:
    ends = figures.ends({"article": 5, "Gallery": 1, "SoftNotFound": 3, "!Http500": 2, "!Timeout": 4})
    assert (ends.pages, ends.articles, ends.dropped, ends.failed) == (15, 5, 4, 6)
    assert ends.drops == (("SoftNotFound", 3), ("Gallery", 1))
    assert ends.errors == (("Timeout", 4), ("Http500", 2))


def test_bars_start_at_the_baseline() -> None:
    assert figures.bars([0, 2, 0, 4]) == "M4 24v-12.0h3v12.0zM12 24v-24.0h3v24.0z"
    assert figures.bars([1], 10_000) == "M0 24v-1.0h3v1.0z"
    assert figures.bars([0, 0]) == ""


@pytest.mark.parametrize(
    ("seconds", "place"),
    [(0, 0.0), (10, 0.0), (3_600, 39.3), (365 * 86_400, 100.0), (1e12, 100.0), (-9, 0.0)],
)
def test_a_lag_has_its_place(seconds: float, place: float) -> None:
    assert figures.lag_place(seconds) == place


def test_parts_add_up_to_the_whole() -> None:
    assert figures.parts(1, 0, 3) == [(0.0, 25.0), (25.0, 0.0), (25.0, 75.0)]
    assert figures.parts(0, 0, 0) == [(0.0, 0.0)] * 3

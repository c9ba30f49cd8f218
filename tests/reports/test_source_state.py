"""Each source is judged by its own past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.reports.source_state import History, Verdict, judge, split
from pipelines.db.crawl.health import Listings, Sample

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
WELL = Listings(known=2, failing=0, failing_since=None, detail=None)
GOOD = Sample(outcome="article", is_dated=True, is_authored=True, words=500, method="container")
PAST = [GOOD] * 60


def failing(days: float, failing_: int = 2) -> Listings:
    since = NOW - timedelta(days=days)
    return Listings(known=2, failing=failing_, failing_since=since, detail="Http503")


def every(hours: float, since: timedelta, count: int = 60) -> list[datetime]:
    return [NOW - since - timedelta(hours=hours * n) for n in range(count)]


SILENT = every(2, timedelta(hours=30))


def sample(**values: object) -> Sample:
    return Sample(**{"outcome": "article", "is_dated": True, "is_authored": True, "words": 500} | values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (History(now=NOW, listings=WELL), "ok"),
        (History(now=NOW, listings=WELL, recent=[GOOD] * 8, past=PAST), "ok"),
        (History(now=NOW, listings=failing(0.1)), "failing"),
        (History(now=NOW, listings=failing(0.1, 1)), "ok"),
        (History(now=NOW, listings=failing(8)), "dead"),
        (History(now=NOW, listings=WELL, recent=[sample(outcome="Http403", is_error=True)] * 6), "failing"),
        (History(now=NOW, listings=WELL, recent=[sample(outcome="Http403", is_error=True)] * 3), "ok"),
        (
            History(
                now=NOW, listings=WELL, recent=[sample(is_dated=False, method="container")] * 8, past=PAST
            ),
            "changed",
        ),
        (
            History(
                now=NOW, listings=WELL, recent=[sample(is_authored=False, method="container")] * 8, past=PAST
            ),
            "changed",
        ),
        (
            History(now=NOW, listings=WELL, recent=[sample(words=200, method="container")] * 8, past=PAST),
            "changed",
        ),
        (
            History(now=NOW, listings=WELL, recent=[sample(words=300, method="container")] * 8, past=PAST),
            "ok",
        ),
        (History(now=NOW, listings=WELL, recent=[sample(method="fallback")] * 8, past=PAST), "changed"),
        (History(now=NOW, listings=WELL, recent=[GOOD] * 8, past=PAST, is_redesigned=True), "changed"),
        (
            History(
                now=NOW,
                listings=WELL,
                recent=[sample(is_old=True, method="container")] * 8,
                past=PAST,
                is_redesigned=True,
            ),
            "ok",
        ),
        (
            History(now=NOW, listings=WELL, recent=[sample(outcome="Empty")] * 7 + [GOOD], past=PAST),
            "changed",
        ),
        (History(now=NOW, listings=WELL, recent=[sample(is_dated=False)] * 4, past=PAST), "ok"),
        (History(now=NOW, listings=WELL, recent=[sample(is_dated=False)] * 8, past=PAST[:10]), "ok"),
        (History(now=NOW, listings=WELL, recent=[sample(outcome="TooOld")] * 30, past=PAST), "ok"),
        (History(now=NOW, listings=WELL, published=every(2, timedelta(hours=5))), "ok"),
        (History(now=NOW, listings=WELL, published=every(2, timedelta(hours=30))), "quiet"),
        (History(now=NOW, listings=WELL, published=SILENT, added_at=NOW - timedelta(hours=1)), "ok"),
        (History(now=NOW, listings=WELL, published=SILENT, added_at=NOW - timedelta(hours=9)), "quiet"),
        (History(now=NOW, listings=WELL, published=every(60, timedelta(hours=100), 12)), "ok"),
        (History(now=NOW, listings=WELL, published=every(2, timedelta(days=9), 5)), "ok"),
    ],
)
def test_a_source_is_judged(known: History, state: str) -> None:
    verdict = judge(known)
    assert verdict is not None
    assert verdict.state == state
    assert (verdict.reason is None) == (state == "ok")


def test_unknown_figures_are_not_judged() -> None:
    nothing = Listings(known=0, failing=0, failing_since=None, detail=None)
    assert judge(History(now=NOW, listings=nothing)) is None


def test_a_reason_names_both_figures() -> None:
    recent = [sample(is_dated=False, words=100, method="container")] * 8
    assert judge(History(now=NOW, listings=WELL, recent=recent, past=PAST)) == Verdict(
        "changed", "0% of its articles have a date, before 100%; its articles have 100 words, before 500"
    )


def test_a_run_is_compared_with_earlier_runs() -> None:
    recent, past = split([sample(words=n) for n in range(100)], 60)
    assert (len(recent), past[0].words) == (40, 60)
    recent, past = split([sample(words=n) for n in range(100)], 2)
    assert (len(recent), past[0].words) == (8, 8)


def test_pages_of_an_archive_are_compared_separately() -> None:
    archive = [sample(is_old=True)] * 50
    assert len(split(archive, 2)[0]) == 2, "pages of an archive are not news"
    assert len(split(archive, 6)[0]) == 8
    recent, past = split([sample(is_old=False)] * 8 + archive + [sample(is_old=False)] * 3, 1)
    assert (len(recent), len(past)) == (8, 3)

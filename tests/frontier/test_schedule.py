"""Learned intervals, ages, and failures, as tables."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.frontier import schedule
from crawler.frontier.schedule import AGES, BOUNDS, Pace

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("had", "links", "new", "then"),
    [
        (None, 20, 20, 30 * MINUTE),
        (60 * MINUTE, 30, 0, 90 * MINUTE),
        (60 * MINUTE, 30, 10, 90 * MINUTE),  # two thirds known
        (60 * MINUTE, 30, 11, 60 * MINUTE),
        (60 * MINUTE, 30, 20, 60 * MINUTE),
        (60 * MINUTE, 30, 21, 30 * MINUTE),  # under a third known
        (60 * MINUTE, 0, 0, 90 * MINUTE),
        (12 * MINUTE, 10, 10, 10 * MINUTE),
        (20 * HOUR, 10, 0, 24 * HOUR),
    ],
)
def test_an_interval_is_learned(had: timedelta | None, links: int, new: int, then: timedelta) -> None:
    assert schedule.learned(had, "live", links=links, new=new) == then


@pytest.mark.parametrize("pace", BOUNDS)
def test_learned_intervals_stay_within_their_limits(pace: Pace) -> None:
    longest = shortest = BOUNDS[pace].first
    for _ in range(40):
        longest = schedule.learned(longest, pace, links=9, new=0)
        shortest = schedule.learned(shortest, pace, links=9, new=9)
    assert (shortest, longest) == (BOUNDS[pace].least, BOUNDS[pace].most)


@pytest.mark.parametrize(
    ("pace", "floor", "every", "low", "high"),
    [
        ("live", None, None, 54 * MINUTE, 66 * MINUTE),
        ("live", 3 * HOUR, None, 3 * HOUR, 3 * HOUR),
        ("live", 300 * DAY, None, DAY, DAY),  # a feed cached for a year is still read
        ("live", 3 * HOUR, 20 * MINUTE, 20 * MINUTE, 20 * MINUTE),
        ("index", None, 20 * MINUTE, 54 * MINUTE, 66 * MINUTE),
    ],
)
def test_a_wait_has_a_least_and_a_longest_time(
    pace: Pace, floor: timedelta | None, every: timedelta | None, low: timedelta, high: timedelta
) -> None:
    for number in range(50):
        url = f"https://herald.example/{number}"
        assert low <= schedule.wait(HOUR, pace, floor=floor, every=every, url=url) <= high


def test_ages_are_as_documented() -> None:
    assert AGES["normal"] == (HOUR, 6 * HOUR, DAY, 7 * DAY)
    assert AGES["none"] == ()
    close = AGES["close"]
    assert list(close) == sorted(set(close))
    gaps = {after: next(age for age in close if age > after) - after for after in close[:-1]}
    assert {gaps[age] for age in gaps if age < 3 * HOUR} == {15 * MINUTE}
    assert {gaps[age] for age in gaps if 3 * HOUR <= age < DAY} == {HOUR}
    assert {gaps[age] for age in gaps if DAY <= age < 7 * DAY} == {3 * HOUR}
    assert {gaps[age] for age in gaps if 7 * DAY <= age < 31 * DAY} == {3 * DAY}
    assert {gaps[age] for age in gaps if age >= 31 * DAY} == {30 * DAY}


def test_waits_after_failures_grow_linearly_until_quarantine() -> None:
    waits = [schedule.after_failure(n, n * HOUR, None, is_article=True) for n in range(1, 13)]
    assert [wait for wait, _ in waits[:4]] == [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR]
    assert waits[4:10] == [(30 * DAY, True)] * 6
    assert waits[10:] == [(None, True)] * 2, "an article is given up one day"


def test_a_listing_is_never_given_up() -> None:
    assert schedule.after_failure(3, 6 * HOUR, 30 * MINUTE, is_article=False) == (3 * HOUR, False)
    assert schedule.after_failure(20, DAY, HOUR, is_article=False) == (20 * HOUR, False), (
        "not within three days"
    )
    assert schedule.after_failure(500, 900 * DAY, HOUR, is_article=False) == (30 * DAY, True)


def test_after_a_gap_the_interval_would_have_missed_nothing() -> None:
    assert schedule.gap_interval(90 * MINUTE, 4 * HOUR) == 60 * MINUTE
    assert schedule.gap_interval(None, 4 * HOUR) == 2 * HOUR
    assert schedule.gap_interval(MINUTE, HOUR) == 10 * MINUTE

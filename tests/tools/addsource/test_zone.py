"""A time zone is set only if offsets prove it; otherwise there is a hint, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.tools.addsource.zone import choose_zone

WINTER, SUMMER = datetime(2025, 1, 15, 12, tzinfo=UTC), datetime(2025, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "dates_of", "when", "wanted", "sure"),
    [
        ("IR", "Asia/Tehran", WINTER, "Asia/Tehran", True),
        ("DE", "Europe/Berlin", SUMMER, "Europe/Berlin", True),
        ("GB", "Europe/London", SUMMER, "Europe/London", True),
        (
            "GB",
            "Europe/London",
            WINTER,
            "Europe/London",
            False,
        ),  # +00:00 is what programs write for any place
        ("US", "America/New_York", WINTER, "America/New_York", True),
        ("US", "America/Chicago", SUMMER, "America/Chicago", True),
        ("RU", "Europe/Moscow", WINTER, "Europe/Moscow", True),
        ("BR", "America/Sao_Paulo", WINTER, "America/Sao_Paulo", True),
        ("AU", "Australia/Sydney", SUMMER, "Australia/Sydney", False),  # or Brisbane
        ("UA", "Europe/Kyiv", SUMMER, "Europe/Kyiv", False),
        ("PT", "Europe/Lisbon", SUMMER, "Europe/Lisbon", True),
        ("DE", "UTC", SUMMER, "Europe/Berlin", False),
        ("IR", "UTC", WINTER, "Asia/Tehran", False),
        ("US", "UTC", WINTER, None, False),
        ("DE", "Asia/Tokyo", WINTER, None, False),
        ("XX", "Asia/Tokyo", WINTER, None, False),
        (None, "Asia/Tokyo", WINTER, None, False),
    ],
)
def test_zone(country: str | None, dates_of: str, when: datetime, wanted: str | None, sure: bool) -> None:
    zone = choose_zone(country, [when.astimezone(ZoneInfo(dates_of))], why="the domain is so")
    assert (zone.value if zone else None) == wanted
    assert (zone is not None and zone.sure) is sure


def test_dates_in_utc_beside_local_ones_prove_nothing() -> None:
    seen = [WINTER, WINTER.astimezone(ZoneInfo("Asia/Tehran"))]
    zone = choose_zone("IR", seen, why="the domain belongs to IR")
    assert zone
    assert (zone.value, zone.why, zone.sure) == (
        "Asia/Tehran",
        "dates carry +03:30, the domain belongs to IR",
        True,
    )


def test_dates_that_contradict_each_other_prove_nothing() -> None:
    seen = [WINTER.astimezone(ZoneInfo(name)) for name in ("Europe/Berlin", "Asia/Tehran")]
    assert choose_zone("IR", seen, why="") is None


def test_a_country_that_is_guessed_gives_a_hint() -> None:
    zone = choose_zone("IR", [WINTER.astimezone(ZoneInfo("Asia/Tehran"))], why="", guess=True)
    assert zone
    assert not zone.sure

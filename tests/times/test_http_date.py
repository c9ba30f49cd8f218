"""Dates in headers and feeds of unknown servers: the instant, or None, and never an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.db import clock
from pipelines.times.reading import http_date as httpdate


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Tue, 05 Dec 2023 06:02:00 GMT", "2023-12-05T06:02:00+00:00"),
        ("05 Dec 2023 06:02:00 +0330", "2023-12-05T06:02:00+03:30"),
        ("Tue, 05 Dec 2023 06:02:00 -0000", "2023-12-05T06:02:00"),
        (" 2023-12-05T06:02:00Z ", "2023-12-05T06:02:00+00:00"),
        ("2023-12-05", "2023-12-05T00:00:00"),
    ],
)
def test_a_date_is_read_with_its_offset(raw: str, expected: str) -> None:
    found = httpdate.either(raw)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "raw",
    [
        *("0001-01-01T00:00:00+03:30", "0001-01-01", "9999-12-31T23:59:59-05:00", "9999-12-31"),
        *("1899-12-31T23:59:59Z", "2101-01-01T00:00:00+14:00", "1900-01-01T00:00:00+01:00"),
        *("Mon, 01 Jan 0001 00:00:00 +0330", "Thu, 01 Oct 2026 10:00:00 +2400", "0", "-1", "soon", "", " "),
        *(
            "Thu, 01 Oct 2026 10:00:00 +99999999999999999",
            "Thu, 31 Feb 2026 10:00:00 GMT",
            "\xb2",
            "9" * 5_000,
        ),
        *("Thu,", ",,,", "1 Jan", "1 Jan 2026 ::", "1 Jan 2026 1.2.3.4 +", None),
    ],
)
def test_an_invalid_date_is_none(raw: str | None) -> None:
    assert httpdate.either(raw) is None
    assert httpdate.rfc822(raw) is None


def test_in_utc() -> None:
    moment = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert httpdate.utc(httpdate.rfc822("Mon, 04 May 2026 14:00:00 +0200")) == moment
    assert httpdate.utc(datetime(2026, 5, 4, 12)) == moment  # noqa: DTZ001
    assert httpdate.utc(None) is None


def test_the_database_refuses_an_instant_outside_the_years_of_utc() -> None:
    with pytest.raises(ValueError, match="no year"):
        clock.text(datetime.fromisoformat("0001-01-01T00:00:00+03:30"))
    assert clock.text(datetime.min.replace(tzinfo=UTC) + timedelta(seconds=1)) == "0001-01-01T00:00:01Z"

"""Instants as the database stores them: text in UTC, to the second, with a Z."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def text(instant: datetime) -> str:
    """Return `2023-12-05T06:02:00Z`.

    Raises ValueError for a time without an offset from UTC, or outside the years 1 to 9999.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no offset from UTC")
    try:
        return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0")
    except OverflowError as error:
        raise ValueError(f"{instant!r} is in no year of UTC") from error


def text_rounded_up(instant: datetime) -> str:
    """Return the same, rounded up to the second, for a time before which something must not happen."""
    return text(instant if instant.microsecond == 0 else instant + timedelta(seconds=1))


def instant(stored: str) -> datetime:
    """Return the instant of a stored text; for a day without a time, its midnight in UTC."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def now() -> str:
    """Return the current time."""
    return text(datetime.now(UTC))
